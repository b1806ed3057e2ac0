"""The one door to vector drawing: SVG to pixels, fonts, and how wide text is.

resvg is a static library without system dependencies and shapes every script (HarfBuzz rules), so
Devanagari conjuncts and accents come out right on a bare machine. Only the fonts in FONTS are used,
never the system's, so a piece looks the same everywhere.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path

import cv2
import numpy as np
import resvg_py
import uharfbuzz as hb
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

FONTS: dict[str, tuple[str, str]] = {
    "Anton": ("fontpkg_anton", "Anton-Regular.ttf"),
    "Bebas Neue": ("fontpkg_bebas_neue", "BebasNeue-Regular.ttf"),
    "Inter": ("fontpkg_inter", "Inter[opsz,wght].ttf"),
    "Montserrat": ("fontpkg_montserrat", "Montserrat[wght].ttf"),
    "Noto Sans": ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf"),
    "Noto Sans Devanagari": ("fontpkg_noto_sans_devanagari", "NotoSansDevanagari[wdth,wght].ttf"),
    "Poppins": ("fontpkg_poppins", "Poppins-Bold.ttf"),
    "Poppins SemiBold": ("fontpkg_poppins", "Poppins-SemiBold.ttf"),
    "Poppins ExtraBold": ("fontpkg_poppins", "Poppins-ExtraBold.ttf"),
}
"""Family -> package and file. All under the SIL Open Font License 1.1."""


@cache
def font_file(family: str) -> Path:
    """Path of a family's font file; KeyError for a family that is not in FONTS."""
    package, name = FONTS[family]
    return Path(str(resources.files(package))) / "files" / name


@cache
def _all_files() -> list[str]:
    return [str(font_file(family)) for family in FONTS]


def rasterise(svg: str, width: int, height: int) -> Pixels:
    """Draw an SVG as RGBA, straight alpha, uint8 of shape (height, width, 4)."""
    png = resvg_py.svg_to_bytes(
        svg_string=svg, width=width, height=height, skip_system_fonts=True, font_files=_all_files()
    )
    bgra = cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_UNCHANGED)
    rgba: Pixels = cv2.cvtColor(bgra, cv2.COLOR_BGRA2RGBA)
    return rgba


@cache
def _face(family: str) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(font_file(family))))


@cache
def _font(family: str, weight: int) -> hb.Font:
    font = hb.Font(_face(family))
    # resvg picks the optical size by the font size; 32 is the most Inter has, and text here is larger.
    font.set_variations({"wght": weight, "opsz": 32})
    return font


@lru_cache(maxsize=20_000)
def text_extents(text: str, family: str, size: float, weight: int = 400) -> tuple[float, float]:
    """How far the ink of one line of text reaches above and below its baseline, in pixels."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    font = _font(family, weight)
    hb.shape(font, buffer)
    above, below = 0.0, 0.0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        ink = font.get_glyph_extents(info.codepoint)
        if ink is None or not ink.height:
            continue
        top = ink.y_bearing + position.y_offset
        above, below = max(above, top), max(below, -(top + ink.height))
    scale = size / font.face.upem
    return above * scale, below * scale


@lru_cache(maxsize=20_000)
def text_width(text: str, family: str, size: float, weight: int = 400) -> float:
    """Width in pixels of one line of text at `size` pixels, shaped with kerning."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    font = _font(family, weight)
    hb.shape(font, buffer)
    advance: int = sum(p.x_advance for p in buffer.glyph_positions)
    return float(advance * size / font.face.upem)


@cache
def _codepoints(family: str) -> frozenset[int]:
    return frozenset(_face(family).unicodes)


def missing_glyphs(text: str, families: Iterable[str]) -> set[str]:
    """Characters that none of these families can draw (space and joiners do not count)."""
    have: set[int] = set().union(*(_codepoints(family) for family in families))
    return {c for c in text if not c.isspace() and c not in "\u200c\u200d\ufe0f" and ord(c) not in have}
