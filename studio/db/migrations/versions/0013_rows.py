"""Policies on the rows of workspaces, on Postgres."""

from alembic import op
from sqlalchemy import inspect

from studio.db.rows import COLUMN, OTHERS, wall

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Put a policy on every table that tells a workspace."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    look = inspect(connection)
    for table in look.get_table_names():
        if any(column["name"] == COLUMN for column in look.get_columns(table)):
            wall(connection, table, f"{COLUMN} = {{here}}")
    for table, condition in OTHERS.items():
        wall(connection, table, condition)
