"""Whose rows a task may see, where the database itself watches over it: the second wall, on Postgres.

Every query names its workspace already. Should one forget to, Postgres shows it the rows of the workspace entered
here and no others; where none was entered, no row of any workspace.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SETTING = "studio.workspace"
"""The setting of a transaction that the policies compare a row's workspace with."""

ALL = "*"
"""Stands for every workspace; no workspace has this id."""

_workspace: ContextVar[str] = ContextVar("workspace", default="")


def entered() -> str:
    """The workspace whose rows may be seen; empty for none."""
    return _workspace.get()


def enter(workspace_id: str) -> None:
    """From here on, in this task and those that it starts, only rows of this workspace are seen."""
    _workspace.set(workspace_id)


@contextmanager
def within(workspace_id: str) -> Iterator[None]:
    """Inside, only rows of this workspace are seen."""
    token = _workspace.set(workspace_id)
    try:
        yield
    finally:
        _workspace.reset(token)
