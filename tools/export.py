"""The export: a piece's folder, complete or not there at all."""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import ClassVar

from render.small import small_copy
from studio.domain.assets import Asset
from studio.domain.plan import Estimate
from studio.domain.runs import COVER_WIDTHS, PieceFiles
from studio.domain.script import Script
from studio.errors import StepFailed
from studio.storage.store import AssetStore
from tools.base import Args, Output, Tool, ToolContext

TYPES = {
    ".mp4": "video/mp4",
    ".jpg": "image/jpeg",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt",
    ".json": "application/json",
}
"""What a file is, by its name."""


class ExportArgs(Args):
    """What goes into the folder."""

    piece: str
    folder: str
    """The run's folder; the piece gets one of its own below it."""
    video: Asset
    cover: Asset
    post: Asset
    script: Script
    srt: Asset | None = None
    vtt: Asset | None = None


class ExportOutput(Output):
    """Where the files are, relative to the run's folder."""

    files: PieceFiles
    folder: str


class ExportTool(Tool[ExportArgs, ExportOutput]):
    """Puts video, cover, captions, post and script of a piece into its folder."""

    name = "export"
    version = "1"
    args = ExportArgs
    output = ExportOutput
    cached: ClassVar[bool] = False

    def estimate(self, args: ExportArgs) -> Estimate:
        """Free, and as long as copying takes."""
        return Estimate(seconds=0.2)

    async def run(self, args: ExportArgs, context: ToolContext) -> ExportOutput:
        """Write the folder beside its place, then move it there in one step."""
        try:
            files = await asyncio.to_thread(_export, args, context.store)
        except OSError as error:
            raise StepFailed(
                f"{args.piece} could not be written to {args.folder}: {error.strerror or error}",
                "free some space or choose another folder with --out, then resume",
            ) from error
        return ExportOutput(files=files, folder=str(Path(args.folder) / args.piece), by="studio")


def _export(args: ExportArgs, store: AssetStore) -> PieceFiles:
    root = Path(args.folder)
    root.mkdir(parents=True, exist_ok=True)
    for stale in root.glob(f".{args.piece}-*"):
        shutil.rmtree(stale, ignore_errors=True)  # left by an export that was killed
    fresh = Path(tempfile.mkdtemp(prefix=f".{args.piece}-", dir=root))
    try:
        _fill(fresh, args, store)
        kept = _keep(fresh, _names(args), store)
        fresh.chmod(0o755)
        _swap(fresh, root / args.piece)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return _names(args).model_copy(update={"kept": kept})


def _keep(folder: Path, names: PieceFiles, store: AssetStore) -> dict[str, Asset]:
    """Put the finished files into the store as they are, for those who cannot see the folder, and small covers."""
    paths = {field: folder / Path(name).name for field, name in names.model_dump(exclude={"kept"}).items() if name}
    kept = {
        field: store.put_file(path, TYPES[path.suffix], name=path.name, origin=ExportTool.name)
        for field, path in paths.items()
    }
    for width in COVER_WIDTHS:
        data, name = small_copy(paths["cover"], width), f"cover-{width}.webp"
        kept[f"cover_{width}"] = store.put_bytes(data, "image/webp", name=name, origin=ExportTool.name)
    return kept


def _fill(folder: Path, args: ExportArgs, store: AssetStore) -> None:
    """The video comes last: whatever seals it works on a folder that has everything else."""
    (folder / "script.json").write_text(args.script.model_dump_json(indent=2), encoding="utf-8")
    wanted = {"cover.jpg": args.cover, "captions.srt": args.srt, "captions.vtt": args.vtt, "post.json": args.post}
    for name, asset in (wanted | {"video.mp4": args.video}).items():
        if asset is not None:
            shutil.copyfile(store.path(asset.sha256), folder / name)


def _swap(fresh: Path, place: Path) -> None:
    """Put `fresh` at `place`; what was there is kept until the new folder stands."""
    old = fresh.with_name(fresh.name + ".old")
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _names(args: ExportArgs) -> PieceFiles:
    return PieceFiles(
        video=f"{args.piece}/video.mp4",
        cover=f"{args.piece}/cover.jpg",
        captions_srt=f"{args.piece}/captions.srt" if args.srt else "",
        captions_vtt=f"{args.piece}/captions.vtt" if args.vtt else "",
        post=f"{args.piece}/post.json",
        script=f"{args.piece}/script.json",
    )
