"""Several people in one session: key pairs of accounts, invitations, and who holds a session's key."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add only; see `chancery.database.upgrade`."""
    op.add_column("session_key", sa.Column("person", sa.LargeBinary, nullable=True))
    op.create_table(
        "account_pair",
        sa.Column("account", sa.Uuid, nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_account_pair"),
        sa.ForeignKeyConstraint(["account"], ["account.uid"], "fk_account_pair_account", ondelete="CASCADE"),
    )
    op.create_table(
        "invitation",
        sa.Column("tag", sa.LargeBinary, nullable=False),
        sa.Column("session_id", IDENTITY, nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tag", name="pk_invitation"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["interview_session.id"], "fk_invitation_session_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_invitation_session_id", "invitation", ["session_id"])
    op.create_index("ix_invitation_expires", "invitation", ["expires"])
