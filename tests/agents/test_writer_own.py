"""The user's own script: spoken exactly as written, whatever its length."""

from pathlib import Path

import pytest

from agents.writer import Writer
from studio.domain.brief import Piece
from studio.domain.script import Script
from studio.errors import BadRequest
from tests.fakes.context import context
from tools.base import ScriptOrder

STORY = """# My story

Hello, I'm Ana. Three years ago I quit my job at 7 a.m. on a Monday.

I had $1,200 and one old camera; nobody believed me.
So I filmed everything. Every. Single. Day.

- Today 80% of my clients find me through those videos.
- Dr. Kim says: "Start before you're ready!"
"""


async def write(text: str, folder: Path, **fields: object) -> Script:
    fixed = {"id": "reel-1", "topic": "my story", "seconds": 20.0} | fields
    tools = context(folder)
    words = tools.store.put_bytes(text.encode(), "text/plain", name="me.txt", origin="user")
    order = ScriptOrder(piece=Piece.model_validate(fixed), words=words)
    return await Writer().write(order, tools)


async def test_every_word_is_spoken_as_written(tmp_path: Path) -> None:
    script = await write(STORY, tmp_path)
    plain = STORY.replace("# ", "").replace("- ", "")
    assert script.narration.split() == plain.split()
    assert script.writer.kind == "user"
    assert script.writer.name == "me.txt"
    assert (script.scenes[0].kind, script.scenes[-1].kind) == ("title", "cta")
    assert any(scene.figure == "$1,200" for scene in script.scenes)


async def test_scenes_end_where_sentences_end(tmp_path: Path) -> None:
    script = await write(STORY, tmp_path)
    assert all(scene.narration.endswith((".", "!", '"', "story")) for scene in script.scenes)
    assert not any(scene.narration.endswith(("Dr.", "a.m.")) for scene in script.scenes)
    for scene in script.scenes:
        assert 0 < len(scene.headline) <= 48
        assert scene.headline != scene.narration


async def test_the_words_decide_the_length(tmp_path: Path) -> None:
    script = await write("The quick brown fox jumps over the lazy dog again. " * 12, tmp_path, seconds=20)
    assert 30 <= script.seconds <= 60
    short = await write("Just six words are in here.", tmp_path, seconds=20)
    assert short.seconds < 5


async def test_too_many_words_are_told_with_their_seconds(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"900 words, about \d+ seconds"):
        await write("One two three four five six seven eight nine. " * 100, tmp_path)


async def test_a_line_of_dashes_parts_the_file_into_pieces(tmp_path: Path) -> None:
    tools = context(tmp_path)
    words = tools.store.put_bytes(b"First script here.\n\n---\n\nSecond script here.", "text/plain", name="two.txt")
    piece = Piece(id="reel-2", topic="two")
    script = await Writer().write(ScriptOrder(piece=piece, index=1, batch=2, words=words), tools)
    assert script.narration == "Second script here."


async def test_a_forbidden_or_missing_phrase_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="camera"):
        await write(STORY, tmp_path, must_not=("camera",))
    with pytest.raises(BadRequest, match="link in bio"):
        await write(STORY, tmp_path, must_say=("link in bio",))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("hi", "नमस्ते दोस्तों। आज हम मिट्टी के बर्तन बनाएँगे। चलिए शुरू करते हैं!"),
        ("es", "¿Sabes qué? La Sra. Gómez abre a las 9. ¡Ven a verla!"),
        ("de", "Das kostet z.B. 3,50 €. Am 3. Mai geht es los."),
    ],
)
async def test_other_languages_stay_whole(language: str, text: str, tmp_path: Path) -> None:
    script = await write(text, tmp_path, language=language, topic="tema")
    assert script.narration.split() == text.split()


async def test_no_words_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no words"):
        await write(" \n\n --- \n", tmp_path)
