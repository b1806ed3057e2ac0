"""Photographs: read, cut to a shape, scaled, fitted in."""

from pathlib import Path

import cv2

from render.planes import Pixels
from studio.errors import BadRequest


def load_rgb(path: Path) -> Pixels:
    """The photograph as RGB, upright by its EXIF orientation, without transparency."""
    found = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if found is None:
        raise BadRequest(f"photograph {path.name[:12]} cannot be read", "use a JPEG, PNG or WebP file")
    rgb: Pixels = cv2.cvtColor(found, cv2.COLOR_BGR2RGB)
    return rgb


def cover(rgb: Pixels, width: int, height: int) -> Pixels:
    """The middle of the picture in the shape width : height, at its own resolution."""
    rows, columns = rgb.shape[:2]
    scale = min(columns / width, rows / height)
    w, h = round(width * scale), round(height * scale)
    left, top = (columns - w) // 2, (rows - h) // 2
    return rgb[top : top + h, left : left + w]


def scaled(rgb: Pixels, width: int, height: int) -> Pixels:
    """Resized with the filter that suits the direction."""
    shrinks = rgb.shape[1] > width
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    result: Pixels = cv2.resize(rgb, (width, height), interpolation=method)
    return result


def blur_filled(rgb: Pixels, width: int, height: int) -> Pixels:
    """The whole picture fitted in, the rest filled with a darkened, blurred copy of it."""
    small = scaled(cover(rgb, width, height), max(2, width // 8), max(2, height // 8))
    back = cv2.GaussianBlur(small, (0, 0), max(1.0, width / 130))
    filled: Pixels = cv2.resize(cv2.convertScaleAbs(back, alpha=0.6), (width, height), interpolation=cv2.INTER_CUBIC)
    scale = min(width / rgb.shape[1], height / rgb.shape[0])
    w, h = min(width, round(rgb.shape[1] * scale)), min(height, round(rgb.shape[0] * scale))
    left, top = (width - w) // 2, (height - h) // 2
    filled[top : top + h, left : left + w] = scaled(rgb, w, h)
    return filled
