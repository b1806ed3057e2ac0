import pytest

from render.scenes.fonts import FONTS
from render.scenes.type import fit, runs, width_of


@pytest.mark.parametrize("fonts", FONTS, ids=lambda fonts: fonts.name)
def test_a_compound_is_broken_rather_than_cut(fonts: object) -> None:
    face = next(f for f in FONTS if f == fonts).display
    block = fit("Rindfleischetikettierungsüberwachungsgesetz", face, 400, 400, size=120, floor=40, lines=5)
    assert not block.cut
    assert len(block.lines) > 1
    assert all(line.width <= 400 for line in block.lines)
    joined = "".join(line.text.rstrip("-") for line in block.lines)
    assert joined.casefold() == "rindfleischetikettierungsüberwachungsgesetz"


def test_words_keep_their_order_and_fill_the_box() -> None:
    block = fit("one two three four five six", FONTS[0].text, 300, 300, size=90, floor=20)
    assert " ".join(line.text for line in block.lines) == "one two three four five six"
    assert block.height <= 300 and block.width <= 300
    assert block.size > 40


def test_what_cannot_fit_ends_with_an_ellipsis() -> None:
    block = fit("word " * 200, FONTS[0].text, 200, 60, size=40, floor=30, lines=2)
    assert block.cut
    assert block.lines[-1].text.endswith("…")
    assert block.height <= 60


def test_each_script_is_drawn_by_a_face_that_has_it() -> None:
    face = FONTS[0].display
    families = {run.face.family for run in runs("ABC हिन्दी", face)}
    assert families == {"Anton", "Noto Sans Devanagari"}


def test_an_unknown_letter_is_left_out_not_boxed() -> None:
    face = FONTS[0].display
    assert "".join(run.text for run in runs("A\U0001d11eB", face)) == "AB"
    assert width_of("A\U0001d11eB", face, 50) == pytest.approx(width_of("AB", face, 50), rel=0.05)


def test_lines_never_touch() -> None:
    block = fit("ÉÂÀ ÇÇÇ ÉÂÀ ÇÇÇ", FONTS[2].display, 260, 600, size=120, floor=60)
    steps = [b.baseline - a.baseline for a, b in zip(block.lines, block.lines[1:], strict=False)]
    assert steps and all(step >= block.size * 0.9 for step in steps)
