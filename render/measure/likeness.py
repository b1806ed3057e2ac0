"""How like two pieces are: in words and in looks."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from studio.errors import BadRequest

SIDE = 24
"""Pixels of the small copies that are compared."""


def jaccard(first: Sequence[str], second: Sequence[str]) -> float:
    """Shared words over all words, 0 to 1; 0 when both are empty."""
    one, other = set(first), set(second)
    return len(one & other) / len(one | other) if one | other else 0.0


def picture_distance(first: Path, second: Path) -> float:
    """Mean difference of two pictures in CIELAB over a coarse grid: 0 the same, below 3 hardly told apart.

    Raises:
        BadRequest: One of them is no picture.
    """
    return float(np.linalg.norm(_small(first) - _small(second), axis=2).mean())


def _small(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise BadRequest(f"{path.name} is no picture", "make the cover again")
    small = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    lab: np.ndarray = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_BGR2LAB)
    return lab
