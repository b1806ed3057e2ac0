"""Rules of a reading: options win, ids are unique, odd characters and long texts do no harm."""

import random
from pathlib import Path

import pytest
import yaml

from agents.reader import read_brief, read_deterministically
from studio.domain.brief import Brief, ContentSpec, Options
from studio.errors import BadRequest
from studio.settings import Settings

SETTINGS = Settings(_env_file=None)
BRIEFS: list[str] = [
    case["brief"]
    for cases in yaml.safe_load(Path(__file__).with_name("briefs.yaml").read_text(encoding="utf-8")).values()
    for case in cases
]


def read(text: str, **options: object) -> ContentSpec:
    return read_deterministically(Brief(text=text, options=Options.model_validate(options)), SETTINGS)


def test_ids_are_numbered_by_kind() -> None:
    spec = read("2 reels about tea, 2 shorts about cocoa and 2 TikToks about milk")
    assert [p.id for p in spec.pieces] == ["reel-1", "reel-2", "short-1", "short-2", "video-1", "video-2"]


def test_options_win_over_the_words_and_it_is_said() -> None:
    spec = read(
        "2 reels about tea in Spanish, 30s, male voice, budget $5",
        platform="tiktok",
        seconds=15,
        language="fr",
        voice="siwis",
        avatar="none",
        budget_usd="1",
    )
    piece = spec.pieces[0]
    assert (piece.platform, piece.seconds, piece.language, piece.voice) == ("tiktok", 15, "fr", "siwis")
    assert (piece.avatar, str(spec.budget_usd)) == (None, "1")
    said = " ".join(spec.assumptions)
    assert all(word in said for word in ("platform", "length", "language", "voice", "budget", "option wins"))


def test_what_was_not_said_is_an_assumption() -> None:
    said = " ".join(read("coffee").assumptions)
    assert "one piece" in said
    assert "No length" in said
    assert "No platform" in read("a video about coffee").assumptions[-2] or "No platform" in said


@pytest.mark.parametrize(
    "text",
    [
        "５ ｆｉｔｎｅｓｓ ｒｅｅｌｓ",
        "5\u200b fit\u200bness re\u00adels",
        "\u202e5 fitness reels\u202c",
        "5 fitness reels",
        "٥ fitness reels",
        "  5   FITNESS   Reels!!!  ",
        "5 fitness reels 💪🔥",
    ],
)
def test_odd_characters_are_seen_through(text: str) -> None:
    spec = read(text)
    assert len(spec.pieces) == 5
    assert {p.topic.casefold() for p in spec.pieces} == {"fitness"}


def test_a_pasted_article_gives_its_title() -> None:
    article = "Why Sourdough Needs Patience\n\n" + "Bread is made of flour, water and time. " * 2500
    spec = read(f"Make 3 reels out of this article:\n\n{article}")
    assert [p.topic for p in spec.pieces] == ["Why Sourdough Needs Patience"] * 3
    assert read(article).pieces[0].topic == "Why Sourdough Needs Patience"
    assert any("--source" in a for a in spec.assumptions)


def test_topics_stay_short() -> None:
    spec = read("5 reels about " + "a very long story of a small shop " * 30)
    assert all(len(p.topic) <= 140 for p in spec.pieces)


async def test_the_front_door_reads_without_a_model() -> None:
    spec = await read_brief(Brief(text="5 fitness reels"), settings=SETTINGS, router=None)
    assert (len(spec.pieces), spec.reader) == (5, "deterministic")


def mutate(text: str, source: random.Random) -> str:
    """A brief with words dropped, doubled, swapped, cut, joined with others, or with odd signs in it."""
    words = text.split(" ")
    for _ in range(source.randint(1, 4)):
        at = source.randrange(len(words))
        match source.randrange(7):
            case 0 if len(words) > 1:
                del words[at]
            case 1:
                words.insert(at, words[at])
            case 2:
                source.shuffle(words)
            case 3:
                words[at] = words[at][: source.randint(0, len(words[at]))]
            case 4:
                words.insert(
                    at,
                    source.choice(
                        [
                            "—",
                            ",",
                            "\n",
                            "no wait",
                            "5",
                            "-1",
                            "🔥",
                            ":",
                            "and",
                            "(",
                            '"',
                            "30s",
                            "$5",
                            "x3",
                            "{",
                            "each",
                        ]
                    ),
                )
            case 5:
                words += source.choice(BRIEFS).split(" ")[: source.randint(1, 8)]
            case _:
                words[at] = "".join(source.sample(words[at], len(words[at])))
    return " ".join(words)


@pytest.mark.parametrize(("seed", "count"), [(1, 250), pytest.param(2, 1750, marks=pytest.mark.slow)])
def test_mutated_briefs_are_read_or_refused_and_nothing_else(seed: int, count: int) -> None:
    source = random.Random(seed)
    for _ in range(count):
        text = mutate(source.choice(BRIEFS), source)
        try:
            spec = read(text)
        except BadRequest as refusal:
            assert refusal.message, text
            continue
        assert 1 <= len(spec.pieces) <= SETTINGS.max_pieces, text
        assert len({p.id for p in spec.pieces}) == len(spec.pieces), text
        assert all(p.topic and 3 <= p.seconds <= SETTINGS.max_seconds for p in spec.pieces), text
