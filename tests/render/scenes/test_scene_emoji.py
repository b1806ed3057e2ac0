import pytest

from render.scenes.emoji import draws, emoji_svg, split_emoji
from render.scenes.shapes import document
from render.vector import rasterise

USUAL = (
    "🔥💪✅❌⏱️🏋️🏆🔖🍞🥣🛒💶🥦❤️🌅💧🌙🚶🌱☀️📌🪴💦🌿👉👇🙌🤯🧠📈💰🧘🏃🧑‍🍳👩‍💻🐶🐱☕🥐✈️🗺️📚📝🎯🚀⚡💡🧴🪥🛏️💤📱🎧🎬🎥✨⭐"
    "💯❗❓⚠️🚫⏰📅🔔🎉🎁🥳😴😅🤔🙏👀👍👎👏🧹🧺🍎🥑🥚🍗🍚🥗🍋🧂🍳➡️🏡💼👶🧸🦷🗣️🛑🔁"
)


def test_what_creators_use_is_there() -> None:
    found = [piece for piece, is_emoji in split_emoji(USUAL) if is_emoji]
    assert len(found) > 90
    assert [emoji for emoji in found if not draws(emoji)] == []


@pytest.mark.parametrize("emoji", ["👍🏽", "🏃‍♀️", "👩🏾‍🍳", "☀"])
def test_skin_sex_and_style_fall_back_to_the_plain_drawing(emoji: str) -> None:
    assert draws(emoji)


def test_what_is_not_there_is_dropped() -> None:
    assert not draws("🇪🇸")
    assert not draws("A")
    assert not draws("")
    assert emoji_svg("🇪🇸", 0, 0, 10) == ""


def test_it_is_drawn_in_colour_in_its_box() -> None:
    pixels = rasterise(document(emoji_svg("🔥", 10, 10, 80), 100, 100), 100, 100)
    inside = pixels[10:90, 10:90, 3] > 0
    assert inside.mean() > 0.3
    assert (pixels[..., 3] > 0).sum() == inside.sum()


def test_sequences_are_split_whole() -> None:
    assert split_emoji("a👩‍💻b1️⃣") == [("a", False), ("👩‍💻", True), ("b", False), ("1️⃣", True)]
