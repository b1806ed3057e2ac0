"""Look at one moment of a timeline: `python -m render.look TIMELINE.json --at 1.5 --out x.png --assets DIR`."""

import argparse
from pathlib import Path

import cv2

from render.compositor import grab
from render.timeline import Timeline
from studio.storage.store import AssetStore


def main() -> None:
    """Draw the moment and write it as a picture."""
    parser = argparse.ArgumentParser(prog="python -m render.look", description=__doc__)
    parser.add_argument("timeline", type=Path, help="a Timeline as JSON")
    parser.add_argument("--at", type=float, default=0.0, help="seconds from the start")
    parser.add_argument("--out", type=Path, default=Path("look.png"), help="a PNG or JPEG file to write")
    parser.add_argument("--assets", type=Path, default=Path(), help="an asset store, or a folder of plain files")
    given = parser.parse_args()
    timeline = Timeline.model_validate_json(given.timeline.read_text())
    rgb = grab(timeline, given.at, lambda asset: find(given.assets, asset))
    cv2.imwrite(str(given.out), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))


def find(folder: Path, asset: str) -> Path:
    """A plain file of this name, or the stored asset."""
    plain = folder / asset
    return plain if plain.is_file() else AssetStore(folder).path(asset)


if __name__ == "__main__":
    main()
