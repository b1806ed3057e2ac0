"""The asset store on a local folder: content-addressed, written whole or not at all."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from studio.domain.assets import Asset
from studio.errors import NotFound

Model = TypeVar("Model", bound=BaseModel)
JSON = "application/json"


class AssetStore:
    """Files by the SHA-256 of their content, below `root`. Safe for many threads and processes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the bytes are; raises NotFound when the store has none."""
        path = self._place(sha256)
        if not path.exists():
            raise NotFound(f"asset {sha256[:12]} is not in the store", "resume the run: it will be made again")
        return path

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here."""
        return self._place(sha256).exists()

    def put_bytes(self, data: bytes, media_type: str, *, name: str = "", origin: str = "") -> Asset:
        """Store these bytes."""
        sha256 = hashlib.sha256(data).hexdigest()
        place = self._place(sha256)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as temporary:
                temporary.write(data)
                temporary.flush()
                os.fsync(temporary.fileno())
            Path(temporary.name).replace(place)
        return Asset(sha256=sha256, media_type=media_type, size=len(data), name=name, origin=origin)

    def put_file(self, path: Path, media_type: str, *, name: str = "", origin: str = "") -> Asset:
        """Store a copy of this file."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        place = self._place(sha256)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            with (
                tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as temporary,
                path.open("rb") as file,
            ):
                shutil.copyfileobj(file, temporary)
                temporary.flush()
                os.fsync(temporary.fileno())
            Path(temporary.name).replace(place)
        return Asset(
            sha256=sha256,
            media_type=media_type,
            size=place.stat().st_size,
            name=name or path.name,
            origin=origin,
        )

    def put_model(self, model: BaseModel, *, name: str = "", origin: str = "") -> Asset:
        """Store a typed value as JSON."""
        return self.put_bytes(model.model_dump_json().encode(), JSON, name=name, origin=origin)

    def load_model(self, asset: Asset, kind: type[Model]) -> Model:
        """Read a typed value back."""
        return kind.model_validate_json(self.path(asset.sha256).read_bytes())

    def _place(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256
