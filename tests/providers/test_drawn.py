"""The drawn presenter's performance: lips that close, stay and lead; blinks and nods that repeat."""

import unicodedata
from itertools import pairwise
from typing import get_args

import pytest

from providers.adapters.drawn import Drawn
from providers.adapters.drawn.visemes import FOLLOWS, MODIFIERS, VISEMES, shapes_of
from providers.adapters.kokoro import symbols
from providers.errors import Unsupported
from providers.requests import AvatarRequest, MusicRequest
from studio.domain.presenter import PresenterTrack, Viseme
from studio.domain.speech import TimedWord, Timing
from tests.fakes.speech import SENTENCES, phones, reckoned, recorded

FRAME = 1 / 30
ESPEAK = (
    "a aɪ aʊ b d dʒ e eɪ eː f h i iː j k l m n oʊ p s t tʃ u v w x z æ ç ð ø øː œ ŋ ɐ ɑ ɑ̃ ɔ ɔ̃ ɔɪ ə ɛ ɛ̃ ɜː ɡ ɣ ɪ ɲ",
    "ɹ ɾ ʁ ʃ ʊ ʌ ʎ ʒ ʝ β θ y yː ɥ ɖ ʈ ɽ ɳ ʂ ʋ bʰ dʰ ɡʰ kʰ pʰ tʰ ʈʰ ɖʰ cʰ ɟ c ɟʰ ɛː r ts ĩ ũ ẽ õ ɐ̃ ʊ̃ ɫ l̩ n̩ ɨ ᵻ ɚ",
)
"""What espeak-ng says for the seven languages."""


async def perform(timing: Timing, seed: str = "heart-0", stressed: tuple[float, ...] = ()) -> PresenterTrack:
    request = AvatarRequest(style="host", seed=seed, timing=timing, stressed=stressed)
    result = await Drawn().generate_avatar(request)
    assert result.track is not None
    return result.track


@pytest.mark.parametrize("symbol", " ".join(ESPEAK).split())
def test_every_sound_of_the_seven_languages_has_a_known_shape(symbol: str) -> None:
    letters = [c for c in unicodedata.normalize("NFD", symbol) if c.isalpha() and c not in MODIFIERS]
    assert letters
    assert all(c in VISEMES for c in letters)
    assert shapes_of(symbol)


def test_marks_have_no_shape_and_colour_none() -> None:
    assert shapes_of("ˈ") == shapes_of("ː") == []
    assert shapes_of("ũ") == shapes_of("uː") == ["u"]


def test_every_symbol_of_the_default_voice_has_a_shape() -> None:
    sounds = (
        set(symbols.IDS) - symbols.PAUSES - symbols.MODIFIERS - {symbols.SPACE, symbols.PRIMARY, symbols.SECONDARY}
    )
    unknown = {s for s in sounds if any(c not in VISEMES for c in symbols.IPA.get(s, s))}
    assert unknown == set()
    assert set(VISEMES.values()) - {FOLLOWS} <= set(get_args(Viseme))


def test_every_shape_but_rest_is_used() -> None:
    assert set(VISEMES.values()) == set(get_args(Viseme)) - {"rest"} | {FOLLOWS}


@pytest.mark.parametrize("closure", ["m", "b", "p", "f", "v"])
async def test_lips_close_even_for_the_briefest_closure(closure: str) -> None:
    timing = phones(f"a {closure} a s i {closure} u", each=0.045)
    track = await perform(timing)
    wanted: Viseme = "fv" if closure in "fv" else "mbp"
    assert [m.viseme for m in track.mouths].count(wanted) == 2


async def test_no_closure_of_real_speech_is_lost() -> None:
    timing = recorded()
    track = await perform(timing)
    shapes = [(p.start, shapes_of(p.symbol)[0]) for p in timing.phones if p.symbol != "_"]
    runs = [now for before, now in pairwise([(0.0, ""), *shapes]) if now[1] in ("mbp", "fv") and now[1] != before[1]]
    shown = [m for m in track.mouths if m.viseme in ("mbp", "fv")]
    assert runs
    for at, shape in runs:
        assert any(m.viseme == shape and -0.12 <= m.at - at <= 0.03 for m in shown), (at, shape)


@pytest.mark.parametrize("timing", [recorded(), *(reckoned(text) for text in SENTENCES.values())])
async def test_shapes_stay_for_two_frames_and_never_repeat(timing: Timing) -> None:
    mouths = (await perform(timing)).mouths
    assert all(b.at - a.at >= 2 * FRAME - 0.002 for a, b in pairwise(mouths) if a.viseme not in ("mbp", "fv"))
    assert all(b.at - a.at >= FRAME for a, b in pairwise(mouths))
    assert all(a.viseme != b.viseme for a, b in pairwise(mouths))
    assert mouths[0].at == 0.0
    assert mouths[-1].viseme == "rest"


async def test_lips_lead_the_sound() -> None:
    track = await perform(phones("_ _ _ ɑ ɑ ɑ _ _ _"))
    opened = next(m for m in track.mouths if m.viseme == "ai")
    assert 0.03 <= 0.2 + 0.27 - opened.at <= 0.06


async def test_the_mouth_rests_in_pauses_but_not_between_words() -> None:
    track = await perform(phones("ɑ ɑ _ _ _ _ o o"))
    assert [m.viseme for m in track.mouths] == ["rest", "ai", "rest", "o", "rest"]
    short = phones("ɑ ɑ _ o o", each=0.09)
    assert [m.viseme for m in (await perform(short)).mouths] == ["rest", "ai", "o", "rest"]


async def test_sounds_behind_the_lips_take_their_neighbours_shape() -> None:
    track = await perform(phones("u k u"))
    assert [m.viseme for m in track.mouths] == ["rest", "u", "rest"]


async def test_diphthongs_move() -> None:
    track = await perform(phones("aʊ", each=0.3))
    assert [m.viseme for m in track.mouths] == ["rest", "ai", "u", "rest"]


async def test_voices_without_phonemes_are_read_by_their_spelling() -> None:
    words = (TimedWord(text="Mama", start=0.5, end=1.1, scene="s1"),)
    track = await perform(Timing(seconds=2, scenes=(), words=words))
    assert [m.viseme for m in track.mouths] == ["rest", "mbp", "ai", "mbp", "ai", "rest"]


async def test_silence_is_performed_alive_with_a_closed_mouth() -> None:
    track = await perform(Timing(seconds=12, scenes=()))
    assert [m.viseme for m in track.mouths] == ["rest"]
    assert len(track.blinks) >= 2
    assert len({nod.dx for nod in track.nods}) > 10


@pytest.mark.parametrize("seed", ["heart-0", "male-2", "x"])
async def test_blinks_come_every_few_seconds(seed: str) -> None:
    blinks = (await perform(Timing(seconds=60, scenes=()), seed)).blinks
    assert all(2.4 <= b - a <= 5.1 for a, b in pairwise(blinks))
    assert 0 < blinks[0] < 3
    assert blinks[-1] > 54


async def test_blinks_fall_into_pauses() -> None:
    timing = recorded()
    pauses = [(a.end, b.start) for a, b in pairwise(timing.words) if b.start - a.end > 0.2]
    blinks = (await perform(timing)).blinks
    assert any(start <= blink <= end for blink in blinks for start, end in pauses)


async def test_the_head_dips_and_brows_rise_on_stressed_words() -> None:
    still, stressed = await perform(recorded()), await perform(recorded(), stressed=(5.0,))
    assert max(nod.brows for nod in still.nods) >= 0.6
    peak = max(stressed.nods, key=lambda nod: nod.brows if nod.at < 6 else 0)
    assert 4.95 <= peak.at <= 5.2
    assert peak.brows >= 0.5


async def test_heads_move_gently() -> None:
    for nod in (await perform(recorded())).nods:
        assert abs(nod.dx) <= 8
        assert abs(nod.dy) <= 16
        assert abs(nod.tilt) <= 6
        assert 0 <= nod.brows <= 1


async def test_moves_are_in_order_and_within_the_piece() -> None:
    timing = recorded()
    track = await perform(timing)
    for times in ([m.at for m in track.mouths], list(track.blinks), [nod.at for nod in track.nods]):
        assert times == sorted(set(times))
        assert times[0] >= 0
        assert times[-1] <= timing.seconds


async def test_the_same_request_is_performed_the_same_and_another_seed_otherwise() -> None:
    assert await perform(recorded()) == await perform(recorded())
    assert (await perform(recorded(), "heart-1")).nods != (await perform(recorded())).nods


async def test_unknown_styles_and_other_tasks_are_refused() -> None:
    drawn, timing = Drawn(), recorded()
    assert drawn.supports("avatar", AvatarRequest(style="host", seed="x", timing=timing))
    assert not drawn.supports("avatar", AvatarRequest(style="oil", seed="x", timing=timing))
    assert not drawn.supports("music", MusicRequest(mood="calm", seconds=3))
    with pytest.raises(Unsupported) as caught:
        await drawn.generate_avatar(AvatarRequest(style="oil", seed="x", timing=timing))
    assert "host" in caught.value.hint
