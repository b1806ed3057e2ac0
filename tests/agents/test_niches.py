"""Every pack that ships: whole, within its limits, and worth posting from."""

import re
from collections import Counter
from pathlib import Path

import pytest

from agents.writing.packs import DATA, Pack, load_pack
from agents.writing.phrases import phrases
from studio.domain.brief import LANGUAGES
from studio.errors import BrokenInstall

NICHES = sorted((DATA / "niches").rglob("*.yaml"))
GENERIC = sorted((DATA / "generic").glob("*.yaml"))
FILLERS = re.compile(
    r"\b(?:game.?changer|in today's (?:world|video)|unlock|life.?hacks?|studies show|guarantee[ds]?"
    r"|scientists|doctors (?:hate|say)|proven|cures?|100 ?%)\b",
    re.IGNORECASE,
)


def _name(path: Path) -> str:
    return str(path.relative_to(DATA).with_suffix(""))


def _texts(pack: Pack) -> list[str]:
    texts = []
    for angle in pack.angles:
        texts += [angle.title, angle.setup, angle.close, angle.caption, angle.myth.claim, angle.myth.fact]
        texts += [*angle.hooks.values(), *(ask.say for ask in angle.cta)]
        texts += [text for beat in angle.beats for text in (beat.say, beat.more, beat.show, beat.detail)]
    return texts


def test_fifteen_niches_and_seven_languages() -> None:
    assert len({load_pack(path).id for path in NICHES}) >= 15
    assert {path.stem for path in GENERIC} == set(LANGUAGES)


@pytest.mark.parametrize("path", NICHES, ids=_name)
def test_a_niche_is_rich_and_distinct(path: Path) -> None:
    pack = load_pack(path)
    assert len(pack.angles) >= (12 if pack.language == "en" else 5)
    says = Counter(beat.say for angle in pack.angles for beat in angle.beats)
    hooks = Counter(hook for angle in pack.angles for hook in angle.hooks.values())
    assert [text for text, n in (says + hooks).items() if n > 1] == []
    assert len({device for angle in pack.angles for device in angle.hooks}) >= 5


@pytest.mark.parametrize("path", NICHES, ids=_name)
def test_a_niche_says_nothing_hollow(path: Path) -> None:
    texts = _texts(load_pack(path))
    assert [text for text in texts if "{" in text or FILLERS.search(text)] == []


@pytest.mark.parametrize("path", [*NICHES, *GENERIC], ids=_name)
def test_slips_read_after_a_colon(path: Path) -> None:
    slips = [beat.slip for angle in load_pack(path).angles for beat in angle.beats if beat.slip]
    assert [slip for slip in slips if slip.endswith((".", "!")) or slip.istitle()] == []


@pytest.mark.parametrize("path", GENERIC, ids=_name)
def test_a_generic_pack_names_its_topic_in_every_hook(path: Path) -> None:
    pack = load_pack(path)
    assert pack.language == path.stem
    assert len(pack.angles) >= 10
    for angle in pack.angles:
        assert [hook for hook in angle.hooks.values() if "{topic}" not in hook] == []
        assert "{topic}" in angle.caption
        assert "{" not in angle.title + angle.close + "".join(b.say + b.more + b.show for b in angle.beats)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_its_own_words(language: str) -> None:
    words = phrases(language)
    assert words.language == language
    assert len(words.numbers) >= 15
    for template, slots in ((words.step, "ns"), (words.mistake, "nsl"), (words.countdown, "ns"), (words.rule, "ns")):
        assert template.format(n="N", say="SAY", slip="SLIP").count("N") >= 1, slots


def test_a_broken_pack_is_told_by_name(tmp_path: Path) -> None:
    broken = tmp_path / "fitness.yaml"
    broken.write_text("id: fitness\ntitle: 3\n", "utf-8")
    with pytest.raises(BrokenInstall, match=r"fitness\.yaml"):
        load_pack(broken)
