from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from render.audio import mix
from render.sound.files import read, write_wav
from render.timeline import Art, Audio, Backdrop, Flip, Flipbook, Key, Sprite, Timeline
from studio.domain.brief import Piece
from studio.domain.runs import Gate
from studio.domain.script import Script
from studio.domain.speech import TimedWord
from studio.errors import BadRequest
from tests.fakes.media import Picture, clip, moving, spoken, tone
from tests.fakes.scripts import script
from tools.gates import Finished, check_batch, check_piece

WIDTH, HEIGHT = 180, 320
SECONDS = 6.0
TIMES = ((0.2, 0.55), (0.65, 1.0), (1.05, 1.6), (2.2, 2.6), (2.65, 3.2), (3.25, 3.9), (4.4, 4.8), (4.85, 5.6))
TEXT = ["Most", "people", "skip.", "Walk", "ten", "minutes.", "After", "dinner!"]
WORDS = tuple(
    TimedWord(text=text, start=start, end=end, scene="s1") for text, (start, end) in zip(TEXT, TIMES, strict=True)
)


def bar(x: float, y: float, w: int, h: int, role: str, keys: tuple[Key, ...] = (), pad: int = 0) -> Sprite:
    """A sprite whose drawing leaves `pad` pixels free all round."""
    inner = f"<rect x='{pad}' y='{pad}' width='{w - 2 * pad}' height='{h - 2 * pad}' fill='#fff'/>"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {w} {h}'>{inner}</svg>"
    return Sprite(start=0, end=SECONDS, art=Art(svg=svg), x=x, y=y, w=w, h=h, keys=keys, role=role)


def timeline(*layers: Sprite | Flipbook, audio: Audio, width: int = WIDTH, height: int = HEIGHT) -> Timeline:
    """The layers over a backdrop, with a caption that is always on."""
    caption = bar(200, 1250, 600, 120, "caption")
    ground = Backdrop(start=0, end=SECONDS, pattern="mesh", colors=("#112233", "#445566"))
    return Timeline(width=width, height=height, seconds=SECONDS, layers=(ground, *layers, caption), audio=audio)


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    write_wav(spoken(TIMES, SECONDS), path)
    return path


@pytest.fixture(scope="module")
def sound(voice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mix") / "mix.wav"
    mix(Audio(voice=str(voice)), SECONDS, resolve=Path, out=path)
    return path


@pytest.fixture(scope="module")
def good(voice: Path, sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("good")
    video = clip(folder / "video.mp4", width=WIDTH, height=HEIGHT, seconds=SECONDS, sound=read(sound))
    audio = Audio(voice=str(voice))
    return Finished(
        piece=Piece(id="reel-1", topic="walking", seconds=6, must_say=("ten minutes",), must_not=("cure",)),
        script=script(),
        timeline=timeline(audio=audio, width=WIDTH, height=HEIGHT).model_copy(
            update={"layers": (bar(0, 0, 100, 50, "decor"), *caption_layers())}
        ),
        video=video,
        voice=voice,
        captions=WORDS,
        caption_text="Walk ten minutes after dinner",
    )


def caption_layers() -> tuple[Sprite, ...]:
    return (bar(40, 160, 100, 20, "caption"),)


def gate(done: Finished, name: str) -> Gate:
    return next(g for g in check_piece(done, Path) if g.name == name)


@pytest.fixture
def remade(good: Finished, sound: Path, tmp_path: Path) -> Callable[..., Finished]:
    """The good piece with its video made again in another way."""

    def make(
        *,
        frames: Callable[[int], Picture] | None = None,
        heard: np.ndarray | None = None,
        mute: bool = False,
        width: int = WIDTH,
        pix_fmt: str = "yuv420p",
        colour: tuple[int, int, int, int] = (1, 1, 1, 1),
        seconds: float = SECONDS,
        fps: int = 30,
        codec: str = "libx264",
        faststart: bool = True,
    ) -> Finished:
        made = None if mute else heard if heard is not None else read(sound)
        path = clip(
            tmp_path / "video.mp4",
            width=width,
            height=HEIGHT,
            seconds=seconds,
            fps=fps,
            frames=frames,
            sound=made,
            pix_fmt=pix_fmt,
            colour=colour,
            codec=codec,
            faststart=faststart,
        )
        return replace(good, video=path)

    return make


NAMES = [
    "streams",
    "length",
    "loudness",
    "true_peak",
    "black",
    "frozen",
    "caption_timing",
    "safe_zone",
    "must_say",
    "never_say",
]


def test_a_good_piece_passes_every_gate(good: Finished) -> None:
    gates = check_piece(good, Path)
    assert [g.name for g in gates] == NAMES
    assert [g.name for g in gates if not g.passed] == [], gates
    assert all(g.measured and g.wanted and g.step for g in gates)


BAD_STREAMS: dict[str, dict[str, object]] = {
    "size": {"width": 160},
    "rate": {"fps": 25},
    "yuv444p": {"pix_fmt": "yuv444p"},
    "bt709": {"colour": (2, 2, 2, 0)},
    "hevc": {"codec": "libx265"},
    "none": {"mute": True},
    "index": {"faststart": False},
    "against the picture": {"heard": tone(5.0)},
}


@pytest.mark.parametrize("said", BAD_STREAMS)
def test_streams_fails_on_each_wrong_stream(remade: Callable[..., Finished], said: str) -> None:
    failed = gate(remade(**BAD_STREAMS[said]), "streams")
    assert not failed.passed and failed.step == "compose"
    assert said in failed.measured


def test_length_fails_when_far_from_what_was_asked_or_beyond_the_platform(good: Finished) -> None:
    longer = replace(good, piece=good.piece.model_copy(update={"seconds": 12.0}))
    assert not gate(longer, "length").passed
    near = replace(good, piece=good.piece.model_copy(update={"seconds": 6.8}))
    assert gate(near, "length").passed
    short = good.piece.model_copy(update={"seconds": 200.0, "platform": "instagram_reels"})
    assert not gate(replace(good, piece=short), "length").passed


@pytest.mark.parametrize("change_db", [-2.0, 1.6])
def test_loudness_fails_two_lu_off(remade: Callable[..., Finished], sound: Path, change_db: float) -> None:
    failed = gate(remade(heard=read(sound) * np.float32(10 ** (change_db / 20))), "loudness")
    assert not failed.passed and "LUFS" in failed.measured


def test_true_peak_fails_on_overshoots(remade: Callable[..., Finished], sound: Path) -> None:
    loud = read(sound).copy()
    loud[:, ::24_000] = 0.999
    assert not gate(remade(heard=loud), "true_peak").passed


def test_silence_passes_only_when_it_was_asked_for(remade: Callable[..., Finished]) -> None:
    mute = remade(heard=np.zeros((2, 288_000), np.float32))
    assert not gate(mute, "loudness").passed
    quiet = mute.timeline.model_copy(update={"audio": Audio()})
    asked = replace(
        mute, voice=None, captions=(), timeline=quiet, piece=mute.piece.model_copy(update={"voice": None})
    )
    found = gate(asked, "loudness")
    assert found.passed and found.note == "silent by request"
    assert gate(asked, "caption_timing").passed and gate(asked, "true_peak").passed
    heard = replace(asked, video=remade().video)
    assert not gate(heard, "loudness").passed, "a silent piece must be silent"


def test_black_fails_on_a_black_stretch_and_passes_on_a_dark_scene(remade: Callable[..., Finished]) -> None:
    draw = moving(WIDTH, HEIGHT)
    black = gate(remade(frames=lambda n: draw(n) if n < 90 or n > 105 else np.zeros_like(draw(n))), "black")
    assert not black.passed and "at 3.0 s" in black.measured
    assert gate(remade(frames=lambda n: (draw(n) // 4).astype(np.uint8)), "black").passed


def test_frozen_fails_on_a_still_stretch_and_passes_on_slow_motion(remade: Callable[..., Finished]) -> None:
    draw = moving(WIDTH, HEIGHT)
    still = gate(remade(frames=lambda n: draw(min(n, 60))), "frozen")
    assert not still.passed and still.step == "visuals" and "from 2.0 s" in still.measured
    wide = moving(WIDTH * 4, HEIGHT)(0)
    assert gate(remade(frames=lambda n: np.ascontiguousarray(wide[:, n // 2 : n // 2 + WIDTH])), "frozen").passed


def shifted(words: Sequence[TimedWord], by: float) -> tuple[TimedWord, ...]:
    return tuple(w.model_copy(update={"start": w.start + by, "end": w.end + by}) for w in words)


@pytest.mark.parametrize("by", [-0.4, -0.2, 0.2, 0.4])
def test_caption_timing_fails_when_captions_are_shifted(good: Finished, by: float) -> None:
    failed = gate(replace(good, captions=shifted(WORDS, by)), "caption_timing")
    assert not failed.passed and failed.step == "captions"
    assert int(failed.measured.split()[0]) == pytest.approx(by * 1000, abs=50)


@pytest.mark.parametrize("by", [-0.05, 0.05])
def test_caption_timing_forgives_a_twentieth_of_a_second(good: Finished, by: float) -> None:
    assert gate(replace(good, captions=shifted(WORDS, by)), "caption_timing").passed


def test_caption_timing_fails_on_drift(good: Finished) -> None:
    drifting = tuple(w.model_copy(update={"start": w.start * 1.12, "end": w.end * 1.12}) for w in WORDS)
    assert not gate(replace(good, captions=drifting), "caption_timing").passed


def test_caption_timing_fails_when_the_voice_is_elsewhere_in_the_file(
    good: Finished, remade: Callable[..., Finished], voice: Path, tmp_path: Path
) -> None:
    mix(Audio(voice=str(voice), voice_at=0.25), SECONDS, resolve=Path, out=tmp_path / "late.wav")
    failed = gate(remade(heard=read(tmp_path / "late.wav")), "caption_timing")
    assert not failed.passed and failed.step == "compose"


def test_caption_timing_fails_when_captions_are_not_shown_or_missing(good: Finished) -> None:
    late = bar(40, 160, 100, 20, "caption").model_copy(update={"start": 3.0})
    hidden = replace(good, timeline=good.timeline.model_copy(update={"layers": (late,)}))
    assert not gate(hidden, "caption_timing").passed
    assert not gate(replace(good, captions=()), "caption_timing").passed
    without = good.piece.model_copy(update={"captions": None})
    assert gate(replace(good, captions=(), piece=without), "caption_timing").passed


def placed(good: Finished, *layers: Sprite | Flipbook) -> Finished:
    made = timeline(*layers, audio=good.timeline.audio, width=1080, height=1920)
    return replace(good, timeline=made)


@pytest.mark.parametrize(
    ("layer", "side", "step"),
    [
        (bar(100, 40, 600, 200, "headline"), "top", "visuals"),
        (bar(600, 700, 460, 200, "headline"), "right", "visuals"),
        (bar(10, 700, 460, 200, "item"), "left", "visuals"),
        (bar(200, 1500, 600, 120, "caption"), "bottom", "captions"),
        (bar(300, 1400, 500, 800, "presenter"), "bottom", "visuals"),
    ],
)
def test_safe_zone_fails_on_each_side(good: Finished, layer: Sprite, side: str, step: str) -> None:
    failed = gate(placed(good, layer), "safe_zone")
    assert not failed.passed and failed.step == step
    assert f"at the {side}" in failed.measured and layer.role in failed.measured


def test_safe_zone_looks_at_drawn_pixels_at_rest(good: Finished) -> None:
    entering = (Key(at=0.0, x=-900), Key(at=0.5, x=0), Key(at=5.5, x=0), Key(at=6.0, x=900))
    fine = (
        bar(20, 600, 800, 200, "headline", pad=60),
        bar(100, 900, 600, 100, "headline", keys=entering),
        bar(0, 0, 1080, 200, "decor"),
        bar(300, 1200, 500, 720, "presenter"),
    )
    assert gate(placed(good, *fine), "safe_zone").passed
    grown = bar(100, 600, 700, 200, "headline", keys=(Key(at=0.0, scale=1.0), Key(at=0.4, scale=1.4)))
    assert not gate(placed(good, grown), "safe_zone").passed
    turned = bar(200, 300, 600, 200, "headline", keys=(Key(at=0.0, rotation=90.0),))
    assert not gate(placed(good, turned), "safe_zone").passed


def test_safe_zone_looks_at_every_side_of_a_flipbook(good: Finished) -> None:
    inside, outside = bar(0, 0, 900, 100, "x", pad=30).art, bar(0, 0, 900, 100, "x", pad=0).art
    book = Flipbook(
        start=0, end=6, frames=(inside, outside), flips=(Flip(at=0, frame=0), Flip(at=1, frame=1)),
        x=50, y=700, w=900, h=100, role="caption",
    )  # fmt: skip
    assert not gate(placed(good, book), "safe_zone").passed
    assert gate(placed(good, book.model_copy(update={"frames": (inside, inside)})), "safe_zone").passed


@pytest.mark.parametrize(
    ("phrase", "passes"),
    [
        ("ten minutes", True),
        ("TEN  Minutes,", True),
        ("ten minute", False),
        ("minutes ten", False),
        ("téñ minutes", True),
        ("en minutes", False),
    ],
)
def test_must_say_wants_the_very_words(good: Finished, phrase: str, passes: bool) -> None:
    found = gate(replace(good, piece=good.piece.model_copy(update={"must_say": (phrase,)})), "must_say")
    assert found.passed is passes and (passes or phrase in found.measured)


def test_must_say_fails_when_captions_lose_the_phrase(good: Finished) -> None:
    assert not gate(replace(good, caption_text="Walk after dinner"), "must_say").passed


@pytest.mark.parametrize(
    ("phrase", "passes"),
    [("after dinner", False), ("follow", False), ("fit", True), ("fitness", False), ("the missing walk", False)],
)
def test_never_say_looks_everywhere(good: Finished, phrase: str, passes: bool) -> None:
    found = gate(replace(good, piece=good.piece.model_copy(update={"must_not": (phrase,)})), "never_say")
    assert found.passed is passes


def test_never_say_looks_into_the_post_and_joined_hashtags(good: Finished) -> None:
    piece = good.piece.model_copy(update={"must_not": ("no pain no gain",)})
    assert gate(replace(good, piece=piece), "never_say").passed
    assert not gate(replace(good, piece=piece, post_text="No pain, no gain!"), "never_say").passed
    tagged = script(hashtags=("NoPainNoGain",))
    assert not gate(replace(good, piece=piece, script=tagged), "never_say").passed


def test_words_of_other_scripts_keep_their_vowels(good: Finished) -> None:
    hindi = good.script.model_copy(
        update={"scenes": (good.script.scenes[0].model_copy(update={"narration": "रोज़ दस मिनट चलें।"}),)}
    )
    asked = good.piece.model_copy(update={"must_say": ("दस मिनट",), "must_not": ("दस मीनट",)})
    done = replace(good, script=hindi, piece=asked, caption_text="")
    assert gate(done, "must_say").passed and gate(done, "never_say").passed


def sibling(good: Finished, name: str, lines: Sequence[str], cover: Path | None = None) -> Finished:
    scenes = tuple(
        scene.model_copy(update={"narration": line, "headline": line[:20]})
        for scene, line in zip(good.script.scenes, lines, strict=True)
    )
    other: Script = good.script.model_copy(update={"scenes": scenes})
    return replace(good, piece=good.piece.model_copy(update={"id": name}), script=other, cover=cover)


def cover(path: Path, colour: tuple[int, int, int]) -> Path:
    cv2.imwrite(str(path), np.full((192, 108, 3), colour, np.uint8))
    return path


def test_different_pieces_pass_and_the_later_of_two_alike_fails(good: Finished, tmp_path: Path) -> None:
    red, blue = cover(tmp_path / "r.jpg", (40, 40, 200)), cover(tmp_path / "b.jpg", (200, 60, 40))
    first = replace(good, cover=red)
    second = sibling(
        good, "reel-2", ("Your squat is too shallow.", "Sit back until hips pass knees.", "Save it."), blue
    )
    batch = check_batch([first, second])
    assert batch["reel-1"][0].passed and batch["reel-2"][0].passed

    hook = sibling(good, "reel-3", ("most people skip this walk", "Stretch your calves daily.", "Save it now."))
    same_hook = check_batch([first, hook])
    assert same_hook["reel-1"][0].passed and not same_hook["reel-3"][0].passed
    assert "same hook" in same_hook["reel-3"][0].measured

    lines = ("Nobody does this walk.", "Walk ten minutes after dinner.", "Follow for more.")
    alike = check_batch([first, sibling(good, "reel-4", lines)])["reel-4"][0]
    assert not alike.passed and alike.step == "script" and "words" in alike.measured

    look = replace(second, cover=cover(tmp_path / "r2.jpg", (42, 40, 200)))
    looks = check_batch([first, look])["reel-2"][0]
    assert not looks.passed and looks.step == "visuals"


def test_a_file_that_is_no_video_is_a_bad_request(good: Finished, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"nothing")
    with pytest.raises(BadRequest):
        check_piece(replace(good, video=tmp_path / "a.mp4"), Path)
