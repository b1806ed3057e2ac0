"""The gallery: one page beside the pieces that plays them and says how each was made."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader

from studio.domain.runs import PieceRecord, RunRecord

_TEMPLATES = Environment(
    loader=PackageLoader("tools", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write_gallery(folder: Path, record: RunRecord) -> Path:
    """Write `index.html` into a run's folder: self-contained, no script from elsewhere, opens from disk.

    Args:
        folder: The run's folder, which holds a folder per piece.
        record: The run as it ended; failed pieces are shown with their error.

    Returns:
        The page's path.
    """
    page = _TEMPLATES.get_template("gallery.html.j2").render(
        run=record, pieces=[_shown(folder, piece) for piece in record.pieces]
    )
    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=".index-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(page)
    Path(temporary).chmod(0o644)
    return Path(temporary).replace(folder / "index.html")


def _shown(folder: Path, piece: PieceRecord) -> dict[str, Any]:
    files = piece.files
    script = _json(folder / files.script) if files else {}
    return {
        "record": piece,
        "script": script,
        "post": _json(folder / files.post) if files else {},
        "passed": sum(gate.passed for gate in piece.gates),
        "shape": _shape(piece.details.get("aspect", "9:16")),
    }


def _shape(aspect: str) -> str:
    return aspect.replace(":", " / ")


def _json(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
