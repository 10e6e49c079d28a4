"""What Alembic runs for every migration: on the connection, and in the transaction, that `upgrade` opened."""

from alembic import context

from chancery.database.models import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, include_schemas=True)
context.run_migrations()
