"""Finished pieces: the measures on made-up values, and on one reel made for real (slow)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest

from evals.metrics.cost import error
from evals.metrics.frames import covers, legibility
from evals.metrics.piece import caption_errors, frozen_share, word_errors
from render.measure.picture import measure_picture
from render.measure.streams import measure_sound, read_sound, read_streams
from render.timeline import Timeline
from tests.speech.ears import MISSING, Critic, Recogniser, have_ears

MOST_WRONG_WORDS = 0.1
FROZEN = 0.1
COVERED = 0.05
"""Share of a smaller box that may lie over another one."""
LEAST_DNSMOS = 3.0
"""Overall quality, 1 to 5; clean studio speech is near 3.3 by this model."""


def test_wrong_words_are_counted() -> None:
    assert word_errors("take the stairs today", "take the stairs today") == 0
    assert word_errors("take the stairs today", "take stairs to day") == pytest.approx(0.75)
    assert caption_errors("Café, please!", "cafe please") == 0


@pytest.fixture(scope="module")
def reel(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("reel")
    command = [
        sys.executable,
        "-c",
        "from api.cli.main import main; main()",
        "make",
        "1 reel about green tea, no music",
    ]
    done = subprocess.run(
        [*command, "--yes", "--json", "--seconds", "10", "--out", str(folder / "out")],
        env={**os.environ, "STUDIO_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        timeout=1500,
    )
    assert done.returncode == 0, done.stderr
    return folder / "out", json.loads(done.stdout)


def _file(reel: tuple[Path, dict[str, Any]], kind: str) -> Path:
    record = reel[1]
    return Path(str(record["out"])) / str(record["pieces"][0]["files"][kind])


@pytest.mark.slow
def test_a_finished_reel_is_sound_by_the_measures(reel: tuple[Path, dict[str, Any]]) -> None:
    video = _file(reel, "video")
    held = read_streams(video)
    assert all(gate["passed"] for gate in reel[1]["pieces"][0]["gates"])
    assert frozen_share(measure_picture(video), held.video_seconds) <= FROZEN
    assert -15 <= measure_sound(read_sound(video)).lufs <= -13
    assert error(0.0, float(reel[1]["cost_usd"])) == 0


@pytest.mark.slow
def test_the_captions_say_what_is_spoken(reel: tuple[Path, dict[str, Any]]) -> None:
    script = json.loads(_file(reel, "script").read_text("utf-8"))
    lines = _file(reel, "captions_srt").read_text("utf-8").splitlines()
    shown = " ".join(line for line in lines if line and not line.isdigit() and "-->" not in line)
    assert caption_errors(" ".join(s["narration"] for s in script["scenes"]), shown) == 0


@pytest.mark.slow
def test_the_words_on_the_frames_can_be_read_and_stand_clear(reel: tuple[Path, dict[str, Any]]) -> None:
    stored = [path for path in (Path(str(reel[1]["out"])).parent / "home").rglob("*") if path.is_file()]
    (held,) = (path for path in stored if path.open("rb").read(8) == b'{"width"')
    timeline = Timeline.model_validate_json(held.read_text("utf-8"))
    places = {path.name: path for path in stored}
    found = legibility(timeline, places.__getitem__)
    assert {one.role for one in found} >= {"headline", "caption"}
    assert [one for one in found if one.ratio < one.needed] == []
    assert [one for one in covers(timeline, places.__getitem__) if one.share > COVERED] == []


@pytest.mark.slow
@pytest.mark.skipif(not have_ears(), reason=MISSING)
def test_a_finished_reel_is_understood_and_clean(
    reel: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    voice = tmp_path_factory.mktemp("voice") / "voice.wav"
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([ffmpeg, "-v", "error", "-i", _file(reel, "video"), "-ac", "1", "-vn", str(voice)], check=True)
    script = json.loads(_file(reel, "script").read_text("utf-8"))
    heard = Recogniser(tmp_path_factory.mktemp("whisper")).listen(voice, "en")
    assert word_errors(" ".join(s["narration"] for s in script["scenes"]), heard) <= MOST_WRONG_WORDS, heard
    assert Critic().rate(voice) >= LEAST_DNSMOS
