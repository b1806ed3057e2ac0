"""Layouts: nothing overlaps, nothing leaves the safe zone, on every platform and shape."""

from itertools import product
from typing import get_args

import pytest

from render.scenes.zones import Box, safe_box, zones
from studio.domain.platforms import SIZES, Aspect, PlatformName

LAYOUTS = list(product(get_args(PlatformName), get_args(Aspect), (True, False)))


@pytest.mark.parametrize(("platform", "aspect", "presenter"), LAYOUTS)
def test_zones_stay_in_the_safe_zone(platform: PlatformName, aspect: Aspect, presenter: bool) -> None:
    layout, safe = zones(platform, aspect, presenter), safe_box(platform, aspect)
    assert safe.holds(layout.card)
    assert safe.holds(layout.captions)
    if layout.presenter:
        assert layout.face is not None
        assert safe.holds(layout.face)
        assert Box(0, 0, *SIZES[aspect]).holds(layout.presenter)


@pytest.mark.parametrize(("platform", "aspect", "presenter"), LAYOUTS)
def test_zones_never_overlap(platform: PlatformName, aspect: Aspect, presenter: bool) -> None:
    layout = zones(platform, aspect, presenter)
    assert (layout.presenter is not None) == presenter
    boxes = [layout.card, layout.captions, *([layout.presenter] if layout.presenter else [])]
    assert not any(a.meets(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


@pytest.mark.parametrize(("platform", "aspect", "presenter"), LAYOUTS)
def test_zones_are_large_enough_to_work_in(platform: PlatformName, aspect: Aspect, presenter: bool) -> None:
    layout = zones(platform, aspect, presenter)
    assert layout.card.w >= 600
    assert layout.card.h >= 380
    assert layout.captions.w >= 520
    assert layout.captions.h >= 180
    if layout.face:
        assert layout.face.h >= 200


def test_the_presenter_stands_on_the_bottom_edge() -> None:
    for platform, aspect in product(get_args(PlatformName), get_args(Aspect)):
        presenter = zones(platform, aspect, True).presenter
        assert presenter is not None
        assert presenter.bottom == SIZES[aspect][1]


def test_a_box_touching_another_does_not_meet_it() -> None:
    assert not Box(0, 0, 10, 10).meets(Box(10, 0, 10, 10))
    assert Box(0, 0, 10, 10).meets(Box(9, 9, 10, 10))
