"""Providers of identity: whom they know, what a browser has asked one, and devices that are remembered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add only; see `chancery.database.upgrade`."""
    op.create_table(
        "account_identity",
        sa.Column("tag", sa.LargeBinary, nullable=False),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("tag", name="pk_account_identity"),
        _belongs_to_account("account_identity"),
    )
    op.create_index("ix_account_identity_account_id", "account_identity", ["account_id"])
    op.create_table(
        "account_device",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account_device"),
        _belongs_to_account("account_device"),
    )
    op.create_index("ix_account_device_account_id", "account_device", ["account_id"])
    op.create_index("ix_account_device_expires", "account_device", ["expires"])
    op.create_table(
        "identity_request",
        sa.Column("tag", sa.LargeBinary, nullable=False),
        sa.Column("visitor", sa.Uuid, nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tag", name="pk_identity_request"),
    )
    op.create_index("ix_identity_request_visitor", "identity_request", ["visitor"])
    op.create_index("ix_identity_request_expires", "identity_request", ["expires"])


def _belongs_to_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE", name=f"fk_{table}_account_id")
