"""What is fixed beside the words: one's own voices and avatars by name, and captions."""

from pathlib import Path
from typing import Literal

import pytest

from agents.reader import read_brief
from studio.domain.brief import Brief, Options
from studio.errors import BadRequest
from studio.settings import Settings


async def test_an_own_voice_and_avatar_are_known_names(tmp_path: Path) -> None:
    (tmp_path / "providers.yaml").write_text("voices: {Anna: {elevenlabs: v1}}\navatars: {me: {heygen: a1}}\n")
    settings = Settings(home=tmp_path)
    brief = Brief(text="a reel about tea", options=Options(voice="Anna", avatar="me"))
    spec = await read_brief(brief, settings=settings, router=None)
    assert [(piece.voice, piece.avatar) for piece in spec.pieces] == [("Anna", "me")]
    with pytest.raises(BadRequest) as caught:
        await read_brief(Brief(text="a reel", options=Options(voice="anne")), settings=settings, router=None)
    assert "Anna" in caught.value.hint


@pytest.mark.parametrize(("fixed", "made"), [("pop", "pop"), ("none", None), (None, "karaoke")])
async def test_captions_that_are_fixed_win_over_the_words(
    tmp_path: Path, fixed: Literal["pop", "none"] | None, made: str | None
) -> None:
    brief = Brief(text="a reel about tea with karaoke captions", options=Options(captions=fixed))
    spec = await read_brief(brief, settings=Settings(home=tmp_path), router=None)
    assert spec.pieces[0].captions == made
    assert any("the option wins" in note for note in spec.assumptions) == (fixed is not None)
