"""Runs migrations on the connection handed in by `studio.db.schema`."""

from alembic import context

from studio.db import accounts, charges, credits, generations, hooks, library, plans, service, tables

MODULES = (accounts, charges, credits, generations, hooks, library, plans, service, tables)
"""All that declare tables."""

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the caller's transaction holds all of it
)
context.run_migrations()
