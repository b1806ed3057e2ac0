"""Secrets of one home: made once, kept in a file that only its owner can read."""

import contextlib
import os
import secrets
from pathlib import Path

from pydantic import SecretStr


def secret_lines(path: Path) -> tuple[SecretStr, ...]:
    """The secrets in a file, one a line, the newest first; one is made if there is none yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_suffix(f".{secrets.token_hex(4)}")
        temporary.touch(mode=0o600, exist_ok=False)
        temporary.write_text(secrets.token_urlsafe(32) + "\n", encoding="ascii")
        with contextlib.suppress(FileExistsError):  # another process was quicker
            os.link(temporary, path)
        temporary.unlink()
    return tuple(SecretStr(line) for line in path.read_text(encoding="ascii").split())
