from pathlib import Path

import cv2
import numpy as np
import pytest

from render.measure.likeness import jaccard, picture_distance
from render.measure.picture import measure_picture
from render.measure.speech import fit, lag, onsets, speech
from render.measure.streams import measure_sound, read_sound, read_streams
from render.measure.words import missing, present, says, tokens
from render.measure.zones import resting
from render.sound.files import RATE, write_wav
from render.timeline import Art, Key, Sprite
from studio.domain.speech import Span
from studio.errors import BadRequest
from tests.fakes.media import clip, ebur128, moving, spoken, tone

TIMES = ((0.3, 0.6), (0.62, 1.0), (1.05, 1.5), (2.0, 2.3), (2.35, 2.8), (3.4, 3.7), (3.75, 4.3))


def words(by: float = 0.0, *, held: float = 0.0) -> list[Span]:
    return [Span(start=start + by, end=end + by + held) for start, end in TIMES]


def test_speech_begins_after_every_pause() -> None:
    heard = onsets(speech(spoken(TIMES, 5.0)))
    assert heard == pytest.approx([0.3, 2.0, 3.4], abs=0.03)


@pytest.mark.parametrize("by", [-0.35, -0.2, -0.06, 0.0, 0.06, 0.2, 0.35])
def test_the_offset_of_captions_is_measured(by: float) -> None:
    found = fit(spoken(TIMES, 5.0), words(by))
    assert found.offset == pytest.approx(by, abs=0.04)
    assert found.spread < 0.03 and found.onsets == 3


def test_words_held_over_a_pause_count_as_sounding() -> None:
    assert fit(spoken(TIMES, 5.0), words(held=0.45)).in_speech >= 0.85


def test_words_over_silence_do_not_count() -> None:
    late = [Span(start=start + 4.5, end=end + 4.5) for start, end in TIMES]
    assert fit(spoken(TIMES, 10.0), late).in_speech == 0.0


def test_no_words_and_no_speech() -> None:
    assert fit(spoken(TIMES, 5.0), []).words == 0
    assert fit(np.zeros((2, RATE), np.float32), words()).onsets == 0


def test_the_voice_is_found_in_the_programme() -> None:
    voice = spoken(TIMES, 5.0)
    programme = np.pad(voice * 0.5, ((0, 0), (round(0.37 * RATE), RATE))) + tone(6.37, hz=220.0, level_db=-30)
    assert lag(programme, voice, 0.0) == pytest.approx(0.37, abs=0.002)


def test_black_and_frozen_stretches_and_where(tmp_path: Path) -> None:
    draw = moving(320, 180)

    def frames(number: int) -> np.ndarray:
        if 30 <= number < 45:
            return np.zeros((180, 320, 3), np.uint8)
        return draw(60 if 60 <= number < 120 else number)

    seen = measure_picture(clip(tmp_path / "a.mp4", seconds=5, frames=frames))
    assert [(s.start, s.end) for s in seen.black] == [pytest.approx((1.0, 1.5), abs=0.1)]
    assert (seen.frozen.start, seen.frozen.end) == pytest.approx((2.0, 4.0), abs=0.25)


def test_creeping_movement_is_no_frozen_picture(tmp_path: Path) -> None:
    """A pixel in four frames: every single step is tiny, the whole is not."""
    wide = moving(640, 180)(0)
    seen = measure_picture(
        clip(tmp_path / "a.mp4", seconds=4, frames=lambda n: np.ascontiguousarray(wide[:, n // 4 : n // 4 + 320]))
    )
    assert seen.frozen.seconds < 1.0 and not seen.black


def test_streams_and_sound_of_a_file(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", width=320, height=180, seconds=2, sound=tone(2))
    held = read_streams(path)
    assert (held.width, held.height, held.fps, held.frames) == (320, 180, 30.0, 60)
    assert held.bt709 and held.fast_start and (held.audio_codec, held.audio_rate) == ("aac", 48_000)
    assert held.video_seconds == pytest.approx(2.0, abs=0.01)
    assert not read_streams(clip(tmp_path / "b.mp4", colour=(9, 16, 9, 1), faststart=False)).bt709
    sound = measure_sound(read_sound(path))
    loud, peak = ebur128(path)
    assert sound.lufs == pytest.approx(loud, abs=0.1) and sound.true_peak_dbtp == pytest.approx(peak, abs=0.2)


def test_a_file_without_sound_measures_as_silence(tmp_path: Path) -> None:
    sound = measure_sound(read_sound(clip(tmp_path / "a.mp4")))
    assert (sound.lufs, sound.true_peak_dbtp) == (-70.0, -120.0)


def test_a_wav_alone_has_no_picture(tmp_path: Path) -> None:
    write_wav(tone(1), tmp_path / "a.wav")
    with pytest.raises(BadRequest):
        read_streams(tmp_path / "a.wav")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Don’t stop: it's 3x—faster!", ("dont", "stop", "its", "3x", "faster")),
        ("Crème brûlée costs $20, 80% off", ("creme", "brulee", "costs", "$", "20", "80", "%", "off")),
        ("STRASSE Straße", ("strasse", "strasse")),
        ("¿Qué tal, niño?", ("que", "tal", "nino")),
        ("हिन्दी में", ("हिन्दी", "में")),
        ("  ...  ", ()),
    ],
)
def test_tokens(text: str, wanted: tuple[str, ...]) -> None:
    assert tokens(text) == wanted


def test_phrases_are_found_word_for_word() -> None:
    said = tokens("Walk ten minutes after dinner.")
    assert says(said, "Ten minutes") and not says(said, "ten minute") and not says(said, "ten dinner")
    assert not says(said, "") and not says((), "walk")
    assert missing(("after dinner", "before dinner"), "after dinner") == ("before dinner",)
    assert present(("best coffee", "tea"), "no", hashtags=("BestCoffee", "teatime")) == ("best coffee",)


def test_likeness(tmp_path: Path) -> None:
    assert jaccard(["a", "b", "c"], ["b", "c", "d"]) == 0.5 and jaccard((), ()) == 0.0
    paths = [tmp_path / f"{n}.png" for n in range(3)]
    for path, colour in zip(paths, ((40, 40, 40), (42, 40, 40), (40, 160, 220)), strict=True):
        cv2.imwrite(str(path), np.full((64, 36, 3), colour, np.uint8))
    near, far = picture_distance(paths[0], paths[1]), picture_distance(paths[0], paths[2])
    assert picture_distance(paths[0], paths[0]) == 0.0 and near < 2.0 < 20.0 < far
    (tmp_path / "x.png").write_text("no")
    with pytest.raises(BadRequest):
        picture_distance(paths[0], tmp_path / "x.png")


def test_a_layer_is_judged_where_it_rests() -> None:
    keys = (Key(at=0.0, x=-900), Key(at=0.5, x=10), Key(at=3.5, x=10), Key(at=4.0, x=900, opacity=0.0))
    layer = Sprite(start=2, end=6, art=Art(svg="<svg/>"), x=0, y=0, w=10, h=10, keys=keys)
    at, pose = resting(layer)
    assert 2.5 < at < 5.5 and pose.x == pytest.approx(10)


def test_a_layer_that_never_rests_is_judged_while_it_is_seen() -> None:
    keys = (Key(at=0.0, x=0, opacity=0.0), Key(at=3.0, x=0, opacity=0.0), Key(at=4.0, x=300))
    layer = Sprite(start=0, end=4.5, art=Art(svg="<svg/>"), x=0, y=0, w=10, h=10, keys=keys)
    at, pose = resting(layer)
    assert at > 3.0 and pose.opacity > 0.5
