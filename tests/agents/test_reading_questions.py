"""What is asked back about a brief: only what was not said, with answers that can be applied."""

import pytest

from agents.reader import read_deterministically
from studio.domain.brief import Brief, Options, Question
from studio.domain.operations import AddPiece, SetPiece
from studio.settings import Settings


def asked(text: str, **options: object) -> dict[str, Question]:
    """The questions about a brief, by id."""
    spec = read_deterministically(Brief(text=text, options=Options.model_validate(options)), Settings())
    return {question.id: question for question in spec.questions}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("make videos about dogs", ["count", "platform", "seconds"]),
        ("5 fitness reels", ["seconds"]),
        ("3 tiktoks of 20 seconds about cats", []),
    ],
)
def test_only_what_was_not_said_is_asked(text: str, ids: list[str]) -> None:
    assert list(asked(text)) == ids


def test_options_answer_before_anybody_is_asked() -> None:
    assert asked("5 videos about dogs", platform="tiktok", seconds=30) == {}


def test_the_first_choice_is_what_was_taken_and_the_others_are_operations() -> None:
    found = asked("make videos about dogs")
    assert [choice.operations for question in found.values() for choice in question.options[:1]] == [()] * 3
    assert found["count"].options[1].operations == (AddPiece(topic="dogs"),) * 2
    (tiktok,) = found["platform"].options[1].operations
    assert tiktok == SetPiece(piece=tiktok.piece, platform="tiktok") if isinstance(tiktok, SetPiece) else False
    lengths = asked("2 facebook reels about dogs")["seconds"].options
    assert [choice.label for choice in lengths] == ["20 seconds", "15 seconds", "30 seconds", "60 seconds"]
    assert len(lengths[1].operations) == 2
