"""Where things stand: rectangles for the card, the captions and the presenter that never overlap.

All are computed from the platform's safe zone, so a platform with another interface gets another
layout. The presenter's shoulders may run below the safe zone, down to the edge of the picture; its
face may not.
"""

from dataclasses import dataclass

from studio.domain.platforms import SIZES, Aspect, PlatformName, safe_zone

WINDOW_GAP = 0.07
"""Part of the presenter's height that is left free below a window."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the finished picture."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """The first column past it."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.h

    def holds(self, other: "Box") -> bool:
        """Whether the other one lies wholly inside."""
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    def meets(self, other: "Box") -> bool:
        """Whether the two share a pixel."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True)
class Zones:
    """The places of one layout."""

    card: Box
    """Headlines, lists, figures."""
    captions: Box
    presenter: Box | None
    """Head and shoulders, down to the bottom edge; None without a presenter."""

    @property
    def window(self) -> Box | None:
        """Where a filmed presenter is seen: the presenter's place, a little clear of the picture's lower edge."""
        if self.presenter is None:
            return None
        place = self.presenter
        return Box(place.x, place.y, place.w, place.h - round(place.h * WINDOW_GAP))

    @property
    def face(self) -> Box | None:
        """Hair to chin: the middle half of the presenter's top, as high as it is wide."""
        if self.presenter is None:
            return None
        half = self.presenter.w // 2
        return Box(self.presenter.x + (self.presenter.w - half) // 2, self.presenter.y, half, half)


def safe_box(platform: PlatformName, aspect: Aspect) -> Box:
    """The part of the picture that the platform's interface leaves free."""
    width, height = SIZES[aspect]
    safe = safe_zone(platform, aspect)
    return Box(safe.left, safe.top, width - safe.left - safe.right, height - safe.top - safe.bottom)


def zones(platform: PlatformName, aspect: Aspect, presenter: bool) -> Zones:
    """Lay out a picture.

    Args:
        platform: Decides the safe zone.
        aspect: Decides the arrangement: stacked on 9:16, presenter at the right on 1:1 and 16:9.
        presenter: Whether somebody stands in it.
    """
    safe = safe_box(platform, aspect)
    if aspect == "9:16":
        return _tall_with_presenter(safe) if presenter else _tall(safe)
    if not presenter:
        return _wide(safe, SIZES[aspect][1])
    return _square_with_presenter(safe) if aspect == "1:1" else _wide_with_presenter(safe)


def _column(safe: Box) -> tuple[int, int]:
    """Left edge and width: centred in the picture where that leaves 70 % of it, else all that is safe."""
    width = SIZES["9:16"][0]
    margin = max(safe.x, width - safe.right)
    if width - 2 * margin >= 0.7 * width:
        return margin, width - 2 * margin
    return safe.x, safe.w


def _tall_with_presenter(safe: Box) -> Zones:
    height = SIZES["9:16"][1]
    x, w = _column(safe)
    gap = height // 80
    face = min(round(safe.h * 0.28), round(height * 0.19))
    presenter = Box(x + w // 2 - face, safe.bottom - face, 2 * face, height - safe.bottom + face)
    band = round(height * 0.108)
    captions = Box(x, presenter.y - gap - band, w, band)
    return Zones(Box(x, safe.y, w, captions.y - gap - safe.y), captions, presenter)


def _tall(safe: Box) -> Zones:
    height = SIZES["9:16"][1]
    x, w = _column(safe)
    gap = height // 60
    band = round(height * 0.12)
    top = min(round(height * 0.68) - band // 2, safe.bottom - band)
    return Zones(Box(x, safe.y, w, top - gap - safe.y), Box(x, top, w, band), None)


def _wide(safe: Box, height: int) -> Zones:
    gap = height // 36
    band = round(height * 0.18)
    inset = safe.w // 12
    captions = Box(safe.x + inset, safe.bottom - band, safe.w - 2 * inset, band)
    return Zones(Box(safe.x, safe.y, safe.w, captions.y - gap - safe.y), captions, None)


def _wide_with_presenter(safe: Box) -> Zones:
    height = SIZES["16:9"][1]
    gap = height // 36
    column = round(safe.w * 0.34)
    presenter = Box(safe.right - column, height - round(column * 1.05), column, round(column * 1.05))
    left = safe.w - column - gap
    band = round(height * 0.18)
    captions = Box(safe.x, safe.bottom - band, left, band)
    return Zones(Box(safe.x, safe.y, left, captions.y - gap - safe.y), captions, presenter)


def _square_with_presenter(safe: Box) -> Zones:
    height = SIZES["1:1"][1]
    gap = height // 45
    column = round(safe.w * 0.42)
    presenter = Box(safe.right - column, height - round(column * 1.05), column, round(column * 1.05))
    band = round(height * 0.24)
    captions = Box(safe.x, safe.bottom - band, safe.w - column - gap, band)
    return Zones(Box(safe.x, safe.y, safe.w, presenter.y - gap - safe.y), captions, presenter)
