"""What alembic runs: the migrations on the connection that `obslog.store.upgrade` opened and commits."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=None, transactional_ddl=False)
context.run_migrations()
