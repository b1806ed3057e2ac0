"""The user's own photos and clips, read from a folder into the asset store."""

import re
import tempfile
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from render.normalise import clip, photo
from render.probe import MediaInfo, VideoInfo, opened_image, probe
from render.sniff import sniff
from studio.domain.assets import Asset
from studio.errors import BadRequest, NotFound
from studio.storage.store import AssetStore

SKIPPED_NAMES = ("thumbs.db", "desktop.ini")


class Imported(BaseModel):
    """One file of the folder: stored as `asset`, or left out for `reason`."""

    model_config = ConfigDict(frozen=True)

    name: str
    asset: Asset | None = None
    kind: Literal["image", "video", ""] = ""
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    """0 for a photograph."""
    reason: str = ""
    """Why it was left out, or what to know about it; empty when all is well."""


def import_folder(folder: Path, store: AssetStore, *, limit: int = 60) -> tuple[Imported, ...]:
    """Store a folder's photos and clips, made plain: upright, BT.709, 30 frames a second, no metadata.

    Files are taken in natural order (`2.jpg` before `10.jpg`); hidden files and folders inside are
    left alone; whatever cannot be used is in the result with its reason.

    Args:
        folder: The user's folder.
        store: Where the pictures and clips go.
        limit: At most so many are used.

    Raises:
        NotFound: There is no such folder.
        BadRequest: Nothing in it can be used.
    """
    if not folder.is_dir():
        raise NotFound(f"there is no folder {folder}", "give --media the folder with your photos and clips")
    taken: list[Imported] = []
    used = 0
    for path in _files(folder):
        if used >= limit:
            taken.append(Imported(name=path.name, reason=f"only the first {limit} files are used"))
            continue
        taken.append(import_file(path, store))
        used += taken[-1].asset is not None
    if not used:
        raise BadRequest(f"nothing in {folder} can be used", _why(taken))
    return tuple(taken)


def _files(folder: Path) -> list[Path]:
    files = [p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")]
    return sorted((p for p in files if p.name.lower() not in SKIPPED_NAMES), key=lambda p: natural(p.name))


def natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """A sorting key that counts: `clip2` before `clip10`."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts)


def _why(taken: list[Imported]) -> str:
    if not taken:
        return "put JPEG, PNG, WebP or HEIC photos, or MP4, MOV, WebM, MKV or GIF clips into it"
    return "; ".join(f"{item.name}: {item.reason}" for item in taken[:5])


def import_file(
    path: Path,
    store: AssetStore,
    *,
    name: str = "",
    origin: str = "user",
    max_seconds: float = 60.0,
    synced: bool = False,
) -> Imported:
    """Store one photo or clip; a file that cannot be used comes back with the reason, without an asset.

    Args:
        path: The file.
        store: Where it goes.
        name: What people call it; the file's own name when left out.
        origin: Who it is from.
        max_seconds: Only so much of a clip is kept.
        synced: See `render.normalise.clip`.
    """
    name = name or path.name
    try:
        info = probe(path)
        if info.kind == "image" or _is_still_gif(path, info):
            return _photo(path, store, name, origin)
        if info.video is None:
            return Imported(name=name, reason="it is a sound: only photos and clips are used as pictures")
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "clip.mp4"
            video, note = clip(path, info, out, max_seconds=max_seconds, synced=synced)
            asset = store.put_file(out, "video/mp4", name=name, origin=origin)
        return _filmed(name, asset, video, note)
    except BadRequest as error:
        message = error.message.removeprefix(path.name).lstrip(" :")
        return Imported(name=name, reason=f"{message}; {error.hint}" if error.hint else message)


def _is_still_gif(path: Path, info: MediaInfo) -> bool:
    if info.container != "gif":
        return False
    with opened_image(path, sniff(path)) as image:
        return getattr(image, "n_frames", 1) == 1


def _photo(path: Path, store: AssetStore, name: str, origin: str) -> Imported:
    data, media_type, (width, height) = photo(path)
    asset = store.put_bytes(data, media_type, name=name, origin=origin)
    return Imported(name=name, asset=asset, kind="image", width=width, height=height)


def _filmed(name: str, asset: Asset, video: VideoInfo, note: str) -> Imported:
    size = {"width": video.width, "height": video.height, "seconds": video.seconds}
    return Imported(name=name, asset=asset, kind="video", reason=note, **size)
