"""Sessions, their steps and keys, the keystore and the ledger of erasures."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add only; see `chancery.database.upgrade`."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "interview_session",
        sa.Column("id", IDENTITY, primary_key=True, autoincrement=True),
        sa.Column("uid", sa.Uuid, nullable=False),
        sa.Column("interview", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("floor", sa.BigInteger, nullable=False),
        sa.Column("stored_bytes", sa.BigInteger, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("last_active", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_interview_session"),
        sa.UniqueConstraint("uid", name="uq_interview_session_uid"),
    )
    op.create_index("ix_interview_session_expires", "interview_session", ["expires"])
    op.create_table(
        "session_key",
        _session_id(),
        sa.Column("holder_kind", sa.String(20), nullable=False),
        sa.Column("holder", sa.Uuid, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "holder_kind", "holder", name="pk_session_key"),
        _belongs_to_session("session_key"),
    )
    op.create_index("ix_session_key_holder", "session_key", ["holder_kind", "holder"])
    op.create_table(
        "step",
        _session_id(),
        sa.Column("revision", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "revision", name="pk_step"),
        _belongs_to_session("step"),
    )
    op.create_table(
        "erasure",
        sa.Column("uid", sa.Uuid, nullable=False),
        sa.Column("erased", MOMENT, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("files_pending", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("uid", name="pk_erasure"),
    )
    op.create_index("ix_erasure_files_pending", "erasure", ["files_pending"])
    if on_postgresql:
        op.execute("CREATE SCHEMA IF NOT EXISTS keystore")
        # Ciphertext does not compress: do not spend time on trying.
        op.execute("ALTER TABLE step ALTER COLUMN box SET STORAGE EXTERNAL")
    op.create_table(
        "session_secret",
        sa.Column("session", sa.Uuid, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("session", name="pk_session_secret"),
        schema="keystore" if on_postgresql else None,
    )


def _session_id() -> sa.Column[int]:
    return sa.Column("session_id", IDENTITY, nullable=False)


def _belongs_to_session(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["session_id"], ["interview_session.id"], ondelete="CASCADE", name=f"fk_{table}_session_id"
    )
