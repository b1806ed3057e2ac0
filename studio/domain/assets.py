"""A file the product made or was given, known by its content."""

from pydantic import BaseModel, ConfigDict


class Asset(BaseModel):
    """A stored file: its bytes are found by `sha256` in the asset store."""

    model_config = ConfigDict(frozen=True)

    sha256: str
    media_type: str
    size: int
    """Bytes."""
    name: str = ""
    """A file name for people; never used to find the bytes."""
    origin: str = ""
    """Who made it: `kokoro`, `render`, `user`, ..."""
