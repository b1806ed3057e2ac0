"""Colours for backdrops: mixed in OKLab, where half way between two colours looks half way, given as YUV.

Matrices are from Björn Ottosson, "A perceptual color space for image processing" (2020).
"""

from collections.abc import Sequence

import numpy as np

from render.planes import TO_YUV, Floats

_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def oklab(color: str) -> Floats:
    """L (0 to 1), a, b of an `#rrggbb` colour."""
    rgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lab: Floats = (_LAB @ np.cbrt(_LMS @ linear)).astype(np.float32)
    return lab


def to_yuv(lab: Floats) -> Floats:
    """Y, U, V (BT.709 limited, 0 to 255) of OKLab colours, last axis 3; what sRGB cannot show is clipped."""
    linear = (lab.astype(np.float64) @ np.linalg.inv(_LAB).T) ** 3 @ np.linalg.inv(_LMS).T
    linear = linear.clip(0, 1)
    rgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055) * 255
    return (rgb @ TO_YUV[:, :3].T + TO_YUV[:, 3]).astype(np.float32)


def ramp(stops: Sequence[Floats], steps: int) -> Floats:
    """YUV colours in even steps along a line through OKLab stops, of shape (steps, 3)."""
    places = np.linspace(0, 1, len(stops))
    along = np.linspace(0, 1, steps)
    table = np.stack(stops)
    return to_yuv(np.stack([np.interp(along, places, table[:, i]) for i in range(3)], axis=1).astype(np.float32))


def lighter(lab: Floats, by: float, chroma: float = 1.0) -> Floats:
    """The colour with another lightness (-1 to 1 added) and its chroma scaled."""
    return np.array([min(1.0, max(0.0, lab[0] + by)), lab[1] * chroma, lab[2] * chroma], np.float32)
