"""An answer is told while it is written; only one attempt's words are, and in the end the answer that counts."""

import pytest

from worker import generation_text
from worker.generation_text import Words


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is gathered."""
    monkeypatch.setattr(generation_text, "EVERY_SECONDS", 0.0)


class Heard:
    def __init__(self) -> None:
        self.words: list[str] = []

    async def hear(self, words: str) -> None:
        self.words.append(words)


@pytest.mark.usefixtures("at_once")
async def test_words_are_told_as_they_come_and_the_rest_at_the_end() -> None:
    heard = Heard()
    words = Words(heard.hear)
    await words.write("a", "Good ")
    await words.write("a", "mor")
    assert heard.words == ["Good ", "mor"] and words.belong_to("Good morning")
    await words.end("Good morning")
    assert heard.words == ["Good ", "mor", "ning"]


async def test_quick_words_are_gathered_and_none_is_lost() -> None:
    heard = Heard()
    words = Words(heard.hear)
    for letter in "Good morning":
        await words.write("a", letter)
    await words.end("Good morning")
    assert "".join(heard.words) == "Good morning" and len(heard.words) < 12


@pytest.mark.usefixtures("at_once")
async def test_a_second_attempt_is_not_mixed_in_and_told_whole_when_it_wins() -> None:
    heard = Heard()
    words = Words(heard.hear)
    await words.write("a", "Good ")
    await words.write("b", "Hello")
    assert heard.words == ["Good "] and not words.belong_to("Hello there")
    words.forget()
    await words.end("Hello there")
    assert heard.words == ["Good ", "Hello there"]


async def test_an_answer_that_nobody_told_of_is_told_whole() -> None:
    heard = Heard()
    await Words(heard.hear).end("Good morning")
    await Words(heard.hear).end("")
    assert heard.words == ["Good morning"]
