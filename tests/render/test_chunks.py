"""What a chunk's key depends on, and what it does not."""

from typing import Any

from render.chunks import Window, chunk_key, windows
from render.formats import DRAFT, FINAL
from render.timeline import Art, Backdrop, Flip, Flipbook, Key, Layer, Sprite, Still, Timeline

RED, BLUE = Art(svg="<svg>red</svg>"), Art(svg="<svg>blue</svg>")


def piece(*layers: Layer, seconds: float = 8.0) -> Timeline:
    return Timeline(width=216, height=384, seconds=seconds, layers=layers)


def keys(*layers: Layer) -> list[str]:
    made = piece(*layers)
    return [chunk_key(made, window, FINAL, str) for window in windows(made)]


def same(a: list[str], b: list[str]) -> list[bool]:
    return [x == y for x, y in zip(a, b, strict=True)]


def sprite(**given: Any) -> Sprite:
    return Sprite(**({"start": 1.0, "end": 7.0, "art": RED, "x": 0, "y": 0, "w": 9, "h": 9} | given))


def test_windows_cover_all_frames_and_leave_no_sliver() -> None:
    assert windows(piece(seconds=4.4)) == [Window(0, 60), Window(60, 132)]
    assert windows(piece(seconds=4.6)) == [Window(0, 60), Window(60, 120), Window(120, 138)]
    assert windows(piece(seconds=0.1)) == [Window(0, 3)]


def test_a_layer_counts_only_where_it_is_seen() -> None:
    assert same(keys(), keys(sprite(start=2.0, end=4.0))) == [True, False, True, True]


def test_an_end_elsewhere_does_not_count() -> None:
    assert same(keys(sprite()), keys(sprite(end=6.5))) == [True, True, True, False]
    assert same(keys(sprite()), keys(sprite(start=0.5))) == [False, True, True, True]


def test_a_resting_sprite_does_not_depend_on_moves_long_past() -> None:
    moves = (Key(at=0, x=-50), Key(at=0.5))
    assert same(keys(sprite()), keys(sprite(keys=moves))) == [False, True, True, True]


def test_a_move_counts_where_it_happens() -> None:
    slow = (Key(at=0, x=-50), Key(at=5))
    assert same(keys(sprite(keys=slow)), keys(sprite(keys=(Key(at=0, x=-60), Key(at=5))))) == [False] * 3 + [True]


def test_only_pictures_shown_in_the_window_count() -> None:
    def book(second: Art) -> Flipbook:
        flips = (Flip(at=0, frame=0), Flip(at=4.5, frame=1), Flip(at=5.5, frame=-1))
        return Flipbook(start=0, end=8, frames=(RED, second), flips=flips, x=0, y=0, w=9, h=9)

    assert same(keys(book(RED)), keys(book(BLUE))) == [True, True, False, True]


def test_the_numbering_of_a_flipbooks_pictures_does_not_count() -> None:
    def book(*frames: Art, shown: int) -> Flipbook:
        return Flipbook(start=0, end=8, frames=frames, flips=(Flip(at=0, frame=shown),), x=0, y=0, w=9, h=9)

    assert keys(book(RED, BLUE, shown=0)) == keys(book(BLUE, RED, shown=1))


def test_fades_count_where_they_reach() -> None:
    plain = Backdrop(start=0, end=8, pattern="mesh", colors=("#000000", "#ffffff"))
    assert same(keys(plain), keys(plain.model_copy(update={"fade_in": 0.5}))) == [False, True, True, True]
    assert same(keys(plain), keys(plain.model_copy(update={"fade_out": 2.5}))) == [True, True, False, False]


def test_a_still_moves_over_its_whole_life() -> None:
    still = Still(start=0, end=8, asset="a" * 64)
    assert same(keys(still), keys(still.model_copy(update={"end": 7.9}))) == [False] * 4


def test_role_does_not_count_but_profile_size_and_content_do() -> None:
    made = piece(Still(start=0, end=8, asset="photo"))
    window = Window(0, 60)
    base = chunk_key(made, window, FINAL, str)
    assert chunk_key(made, window, FINAL.limited(0, 96), str) == base
    assert keys(sprite(role="caption")) == keys(sprite(role="decor"))
    others = {
        chunk_key(made, window, DRAFT, str),
        chunk_key(made, window, FINAL.limited(8000, 192), str),
        chunk_key(made, window, FINAL, lambda asset: "other bytes"),
        chunk_key(made.model_copy(update={"width": 220}), window, FINAL, str),
        chunk_key(made, Window(0, 59), FINAL, str),
    }
    assert len(others | {base}) == 6
