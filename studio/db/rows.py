"""Policies on rows, on Postgres: what is not of the workspace that was entered is not there."""

from sqlalchemy import Connection, text

from studio.db.scope import ALL, SETTING

POLICY = "one_workspace"
"""Name of the policy of every table."""

COLUMN = "workspace_id"
"""Tables with this column have a policy, whoever made them."""

OTHERS = {
    "workspaces": "id = {here}",
    "ledger_entries": "workspace = {here}",
    "steps": "EXISTS (SELECT FROM runs WHERE runs.id = steps.run_id)",
}
"""Tables that tell a workspace in another way. What a subquery sees is under its own table's policy."""

_HERE = f"current_setting('{SETTING}', true)"


def wall(connection: Connection, table: str, condition: str) -> None:
    """Show rows of a table only where a condition on `{here}`, the workspace that was entered, holds.

    It binds the tables' owner too; only superusers and roles with BYPASSRLS see past it.
    """
    everywhere = f"{_HERE} = '{ALL}'"
    some = f"({_HERE} <> '' AND {condition.format(here=_HERE)})"
    for statement in (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS {POLICY} ON {table}",
        f"CREATE POLICY {POLICY} ON {table} USING ({everywhere} OR {some})",
    ):
        connection.execute(text(statement))


def open_all(connection: Connection) -> None:
    """Let the rest of the transaction see every row: migrations change them all."""
    connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": SETTING, "value": ALL})


def is_bound(connection: Connection) -> bool:
    """Whether policies hold for the role that we sign in with."""
    found = connection.scalar(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
    return not found
