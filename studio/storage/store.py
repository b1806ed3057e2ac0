"""The asset store on a local folder: content-addressed, written whole or not at all."""

import hashlib
import shutil
from pathlib import Path
from typing import IO, TypeVar

from pydantic import BaseModel

from studio.domain.assets import Asset
from studio.errors import NotFound
from studio.storage.blobs import SHA256, checked_sha256
from studio.storage.local import place_of, written_whole

Model = TypeVar("Model", bound=BaseModel)
JSON = "application/json"


class AssetStore:
    """Files by the SHA-256 of their content, below `root`. Safe for many threads and processes.

    Equal files are kept once, whoever brought them: nothing here tells workspaces apart. Access is by
    grants of (workspace, sha256) kept in the database; whoever serves a file to a person asks those first.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the bytes are; raises NotFound when the store has none."""
        path = self._place(sha256)
        if not path.exists():
            raise self._missing(sha256)
        return path

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here."""
        return bool(SHA256.fullmatch(sha256)) and self._place(sha256).exists()

    def put_bytes(self, data: bytes, media_type: str, *, name: str = "", origin: str = "") -> Asset:
        """Store these bytes."""
        sha256 = hashlib.sha256(data).hexdigest()
        place = self._place(sha256)
        if not self._held(place):
            with written_whole(place) as temporary:
                temporary.write(data)
                self._publish(temporary, sha256, media_type)
        return Asset(sha256=sha256, media_type=media_type, size=len(data), name=name, origin=origin)

    def put_file(self, path: Path, media_type: str, *, name: str = "", origin: str = "") -> Asset:
        """Store a copy of this file."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            place = self._place(sha256)
            if not self._held(place):
                file.seek(0)
                with written_whole(place) as temporary:
                    shutil.copyfileobj(file, temporary)
                    self._publish(temporary, sha256, media_type)
        return Asset(sha256=sha256, media_type=media_type, size=size, name=name or path.name, origin=origin)

    def delete(self, sha256: str, *, versions: bool = False) -> None:
        """Forget the bytes, with `versions` also what a bucket keeps for a change of mind; no error without any."""
        self._place(sha256).unlink(missing_ok=True)

    def put_model(self, model: BaseModel, *, name: str = "", origin: str = "") -> Asset:
        """Store a typed value as JSON."""
        return self.put_bytes(model.model_dump_json().encode(), JSON, name=name, origin=origin)

    def load_model(self, asset: Asset, kind: type[Model]) -> Model:
        """Read a typed value back."""
        return kind.model_validate_json(self.path(asset.sha256).read_bytes())

    def _held(self, place: Path) -> bool:
        """Whether the bytes need not be stored again."""
        return place.exists()

    def _publish(self, temporary: IO[bytes], sha256: str, media_type: str) -> None:
        """What is to be done before a written file is seen."""

    def _place(self, sha256: str) -> Path:
        return place_of(self.root, checked_sha256(sha256))

    def _missing(self, sha256: str) -> NotFound:
        return NotFound(f"asset {sha256[:12]} is not in the store", "resume the run: it will be made again")
