"""How far a moving photograph strays from its path, measured on soft dots."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from render.compositor import Compositor, stage_of
from render.planes import blank
from render.timeline import Crop, Still, Timeline

WIDTH, HEIGHT, SPREAD = 1080, 1920, 9.0
MOVES = (
    (Crop(), Crop(x=0.06, y=0.05, w=0.86, h=0.86)),
    (Crop(x=0.0, y=0.1, w=0.9, h=0.9), Crop(x=0.1, y=0.0, w=0.9, h=0.9)),
    (Crop(), Crop(x=0.02, y=0.02, w=0.96, h=0.96)),
)


def write_dots(path: Path) -> None:
    """Write a picture of soft round dots on a lattice of 120 pixels."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    near = ((x % 120) - 60) ** 2 + ((y % 120) - 60) ** 2
    cv2.imwrite(str(path), (30 + 200 * np.exp(-near / (2 * SPREAD**2))).astype(np.uint8))


def jitter(folder: Path, seconds: float = 3.0) -> float:
    """The largest distance, in pixels of a 540 x 960 picture, of a dot from where it should be in any frame."""
    write_dots(folder / "dots.png")
    return max(_jitter(folder, first, last, seconds) for first, last in MOVES)


def _jitter(folder: Path, first: Crop, last: Crop, seconds: float) -> float:
    layer = Still(start=0, end=seconds, asset="dots.png", source=first, target=last)
    timeline = Timeline(width=WIDTH // 2, height=HEIGHT // 2, seconds=seconds, layers=(layer,))
    compositor, canvas = Compositor(timeline, stage_of(timeline, lambda name: folder / name)), blank(540, 960)
    errors = []
    for number in range(timeline.frames):
        compositor.draw(canvas, number)
        wanted = _place(first, last, number / timeline.frames)
        errors.append(_center(canvas.y, *wanted) - wanted)
    return float(np.abs(errors).max())


def _place(first: Crop, last: Crop, part: float) -> NDArray[np.float64]:
    """Where the dot at (540, 900) of the photograph should be drawn, x and y of pixel centres."""
    x, y, w, h = (getattr(first, k) + (getattr(last, k) - getattr(first, k)) * part for k in "xywh")
    across, down = (540.5 / WIDTH - x) / w, (900.5 / HEIGHT - y) / h
    return np.array([across * WIDTH / 2 - 0.5, down * HEIGHT / 2 - 0.5])


def _center(plane: NDArray[np.uint8], x: float, y: float) -> NDArray[np.float64]:
    """The centre of the dot near x, y, by repeatedly weighing it with a window moved onto it."""
    column, row, reach = round(x), round(y), 12
    part = plane[row - reach : row + reach + 1, column - reach : column + reach + 1].astype(np.float64)
    down, across = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    place = np.array([x - column, y - row])
    for _ in range(30):
        window = np.exp(-((across - place[0]) ** 2 + (down - place[1]) ** 2) / (SPREAD**2 / 2))
        weight = (part - part.min()) * window
        mean = np.array([(weight * across).sum(), (weight * down).sum()]) / weight.sum()
        place += 1.5 * (mean - place)
    return np.asarray(np.add(place, (column, row)), np.float64)
