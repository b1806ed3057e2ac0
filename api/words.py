"""What people may write into a request: text that every database can keep, and ids that can exist."""

from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator


def _kept(text: str) -> str:
    if any(ord(c) < 32 and c not in "\n\t\r" for c in text):
        raise ValueError("there are control characters in it")
    return text


Plain = Annotated[str, AfterValidator(_kept)]
"""Text without control characters, NUL above all, which Postgres cannot keep."""

Id = Annotated[str, Path(pattern="^[A-Za-z0-9._-]{1,120}$")]
"""An id in a path; one of another form is malformed, one that is not there is not found."""
