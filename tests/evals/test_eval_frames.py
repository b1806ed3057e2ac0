"""Words on frames: what can be read and stands clear passes, and a bad frame fails."""

from pathlib import Path

import pytest

from evals.metrics.frames import covers, legibility, overlap
from render.scenes.build import build_timeline
from render.scenes.caption_model import CaptionTrack
from render.scenes.choose import choose
from render.timeline import Art, Flip, Flipbook, Layer, Sprite, Timeline
from tests.fakes.scenes import reel, spoken

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}">{}</svg>'
MOSTLY = 0.05
"""Share of a smaller box that may lie over another one."""


def drawing(style: str, size: int = 30, weight: int = 400) -> Art:
    face = f'font-family="Inter" font-weight="{weight}" font-size="{size}"'
    return Art(svg=SVG.format(640, 120, f'<text x="20" y="{60 + size // 3}" {face} {style}>Drink water</text>'))


def plate(side: tuple[int, int], colour: str, *, x: float = 0, y: float = 0, role: str = "decor") -> Sprite:
    art = Art(svg=SVG.format(*side, f'<rect width="{side[0]}" height="{side[1]}" fill="{colour}"/>'))
    return Sprite(start=0, end=2, art=art, x=x, y=y, w=side[0], h=side[1], role=role)


def words(style: str, *, role: str = "headline", y: float = 40, size: int = 30, weight: int = 400) -> Sprite:
    return Sprite(start=0, end=2, art=drawing(style, size, weight), x=40, y=y, w=640, h=120, role=role)


def frame(*layers: Layer) -> Timeline:
    return Timeline(width=1080, height=1080, fps=30, seconds=2, layers=(plate((1080, 1080), "#ffffff"), *layers))


@pytest.mark.parametrize(
    ("style", "low", "high"),
    [
        ('fill="#000000"', 15, 21),
        ('fill="#ffffff"', 1, 1.1),
        ('fill="#dddddd"', 1.2, 1.5),
        ('fill="#ffffff" stroke="#000000" stroke-width="10" paint-order="stroke"', 12, 21),
    ],
    ids=["black on white", "white on white", "grey on white", "white with an outline"],
)
def test_contrast_is_that_of_the_letters_against_what_lies_around_them(style: str, low: float, high: float) -> None:
    (found,) = legibility(frame(words(style)), Path)
    assert low <= found.ratio <= high
    assert found.needed == 4.5


@pytest.mark.parametrize(
    ("size", "weight", "needed"), [(71, 400, 4.5), (72, 400, 3.0), (55, 700, 4.5), (56, 700, 3.0)]
)
def test_large_and_bold_type_needs_less(size: int, weight: int, needed: float) -> None:
    (found,) = legibility(frame(words('fill="#000000"', size=size, weight=weight)), Path)
    assert found.needed == needed


def test_a_ground_that_is_bad_behind_a_few_letters_is_seen() -> None:
    box = plate((80, 120), "#000000", x=60, y=40)
    (found,) = legibility(frame(box, words('fill="#000000"')), Path)
    assert found.ratio < 4.5


def test_the_frame_of_a_flipbook_is_the_one_shown_at_the_moment() -> None:
    book = Flipbook(
        start=0,
        end=2,
        frames=(drawing('fill="#ffffff"'), drawing('fill="#000000"')),
        flips=(Flip(at=0, frame=0), Flip(at=0.5, frame=1)),
        x=40,
        y=40,
        w=640,
        h=120,
        role="figure",
    )
    assert legibility(frame(book), Path)[0].ratio > 15


def test_a_caption_over_a_headline_is_told_and_beside_it_is_not() -> None:
    black = 'fill="#000000"'
    (cover,) = covers(frame(words(black), words(black, role="caption", y=48)), Path)
    assert set(cover.roles) == {"headline", "caption"}
    assert cover.share > 0.5
    assert covers(frame(words(black), words(black, role="caption", y=400)), Path) == ()


def test_a_presenter_over_a_caption_is_told_and_its_own_parts_are_not() -> None:
    someone = plate((400, 400), "#808080", x=40, y=40, role="presenter")
    found = covers(frame(words('fill="#000000"', role="caption"), someone, someone), Path)
    assert {frozenset(one.roles) for one in found} == {frozenset(("caption", "presenter"))}


def test_overlap_is_the_covered_share_of_the_smaller_box() -> None:
    assert overlap((0, 0, 10, 10), (20, 0, 30, 10)) == 0
    assert overlap((0, 0, 10, 10), (5, 0, 15, 10)) == pytest.approx(0.5)


@pytest.mark.slow
@pytest.mark.parametrize("index", range(3))
def test_every_kind_of_scene_can_be_read_and_stands_clear(index: int) -> None:
    script = reel("en")
    timeline = build_timeline(
        script=script,
        timing=spoken(script),
        look=choose(script, aspect="9:16", index=index),
        platform="instagram_reels",
        aspect="9:16",
        presenter=None,
        captions=CaptionTrack(style="clean", language="en"),
    )
    found = legibility(timeline, Path)
    assert {one.role for one in found} >= {"headline", "detail", "item"}
    assert [one for one in found if one.ratio < one.needed] == []
    assert [one for one in covers(timeline, Path) if one.share > MOSTLY] == []
