"""Accounts: slots, second factors, logins, mailed codes, limits of attempts, and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add only; see `chancery.database.upgrade`."""
    op.create_table(
        "account",
        sa.Column("id", IDENTITY, primary_key=True, autoincrement=True),
        sa.Column("uid", sa.Uuid, nullable=False),
        sa.Column("address_tag", sa.LargeBinary, nullable=False),
        sa.Column("address_box", sa.LargeBinary, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("last_active", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("uid", name="uq_account_uid"),
        sa.UniqueConstraint("address_tag", name="uq_account_address_tag"),
    )
    op.create_table(
        "account_slot",
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
        sa.Column("salt", sa.LargeBinary),
        sa.Column("memory_kib", sa.Integer),
        sa.Column("passes", sa.Integer),
        sa.Column("lanes", sa.Integer),
        sa.Column("verifier", sa.LargeBinary),
        sa.PrimaryKeyConstraint("account_id", "kind", name="pk_account_slot"),
        _belongs_to_account("account_slot"),
    )
    op.create_table(
        "account_factor",
        sa.Column("uid", sa.Uuid, nullable=False),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("uid", name="pk_account_factor"),
        _belongs_to_account("account_factor"),
    )
    op.create_index("ix_account_factor_account_id", "account_factor", ["account_id"])
    op.create_table(
        "login",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("last_active", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login"),
        _belongs_to_account("login"),
    )
    op.create_index("ix_login_account_id", "login", ["account_id"])
    op.create_index("ix_login_expires", "login", ["expires"])
    _add_what_passes()


def _add_what_passes() -> None:
    op.create_table(
        "mailed_code",
        sa.Column("uid", sa.Uuid, nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("visitor", sa.Uuid),
        sa.Column("address_tag", sa.LargeBinary, nullable=False),
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("uid", name="pk_mailed_code"),
    )
    op.create_index("ix_mailed_code_visitor", "mailed_code", ["visitor"])
    op.create_index("ix_mailed_code_expires", "mailed_code", ["expires"])
    op.create_table(
        "attempt_limit",
        sa.Column("tag", sa.LargeBinary, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tag", name="pk_attempt_limit"),
    )
    op.create_index("ix_attempt_limit_until", "attempt_limit", ["until"])
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("moment", MOMENT, nullable=False),
        sa.Column("actor", sa.Uuid),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("subject", sa.Uuid),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("tag", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_entry"),
    )


def _belongs_to_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE", name=f"fk_{table}_account_id")
