"""High dynamic range to BT.709, as a table of colours made once from the standards' formulas."""

from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Curve = Literal["smpte2084", "arib_std_b67"]
Array = NDArray[np.float64]

SIZE = 33
"""Points on each axis of the table."""
REFERENCE_WHITE = 203.0
"""cd/m2 of diffuse white in both systems: ITU-R BT.2408."""
PEAK = 1000.0
"""cd/m2 of the brightest highlight kept apart; what phones grade for."""
# ITU-R BT.2087: linear BT.2020 to linear BT.709.
TO_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])
LUMA_2020 = np.array([0.2627, 0.6780, 0.0593])


def write_table(curve: Curve, path: Path) -> None:
    """Write the `.cube` file that FFmpeg's `lut3d` reads: red changes fastest."""
    axis = np.linspace(0.0, 1.0, SIZE)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    colours = np.stack([red.ravel(), green.ravel(), blue.ravel()], axis=1)
    rows = "\n".join(" ".join(f"{value:.6f}" for value in row) for row in to_bt709(colours, curve))
    path.write_text(f"LUT_3D_SIZE {SIZE}\n{rows}\n")


def to_bt709(colours: Array, curve: Curve) -> Array:
    """Colours (n, 3) coded with an HDR curve in BT.2020, as BT.709 colours from 0 to 1.

    Diffuse white lands at 90 % of the range; highlights are rolled off above it by one curve over
    the brightest of the three, so that hues stay.
    """
    light = _pq(colours) if curve == "smpte2084" else _hlg(colours)
    linear = np.maximum(light / REFERENCE_WHITE @ TO_709.T, 0.0)
    brightest = np.maximum(linear.max(axis=1, keepdims=True), 1e-9)
    linear *= _roll_off(brightest) / brightest
    return np.asarray(np.clip(linear, 0.0, 1.0) ** (1 / 2.4))


def _roll_off(light: Array) -> Array:
    """Straight up to `knee`, then bent so that the peak reaches exactly 1."""
    knee, white = 0.55, PEAK / REFERENCE_WHITE
    room, reach = 1.0 - knee, white - knee
    over = np.clip((light - knee) / reach, 0.0, 1.0)
    bent = knee + room * (over * (1 + reach / room)) / (1 + over * reach / room)
    return np.where(light <= knee, light, bent)


def _pq(code: Array) -> Array:
    """SMPTE ST 2084: code value to cd/m2."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = code ** (1 / m2)
    return np.asarray(10_000.0 * (np.maximum(power - c1, 0.0) / (c2 - c3 * power)) ** (1 / m1))


def _hlg(code: Array) -> Array:
    """ARIB STD-B67 with BT.2100's system gamma for a display of 1000 cd/m2: code value to cd/m2."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(code <= 0.5, code**2 / 3.0, (np.exp((code - c) / a) + b) / 12.0)
    luma = np.maximum(scene @ LUMA_2020, 1e-9)[:, None]
    return np.asarray(PEAK * luma**0.2 * scene)
