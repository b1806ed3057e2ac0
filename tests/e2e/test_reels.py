"""The main job for real: a brief in, finished files out, measured by other means than the product's own gates."""

import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg
import numpy as np
import pytest

FROZEN = 0.05
"""Mean difference in luma levels, at a quarter of the size, under which two pictures are the same."""


def make(brief: str, folder: Path, *options: str) -> tuple[int, dict[str, Any], str]:
    """Run the command as a person would, in a home of its own."""
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "make", brief]
    done = subprocess.run(
        [*command, "--yes", "--json", "--out", str(folder / "out"), *options],
        env={**os.environ, "STUDIO_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        timeout=1500,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else {}, done.stderr


def loudness(path: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP, by ffmpeg's ebur128."""
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    told = subprocess.run(
        [ffmpeg, "-nostats", "-i", str(path), "-vn", "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    summary = told[told.rindex("Summary:") :]
    integrated, peak = re.search(r"I:\s+(-?[\d.]+) LUFS", summary), re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert integrated and peak, summary
    return float(integrated[1]), float(peak[1])


def longest_still(path: Path) -> float:
    """Seconds of the longest stretch in which the picture does not change."""
    longest = start = 0.0
    before: Any = None
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            small = frame.reformat(width=frame.width // 4, height=frame.height // 4, format="gray").to_ndarray()
            if before is not None and np.abs(small.astype(np.int16) - before).mean() > FROZEN:
                start = frame.time
            longest = max(longest, frame.time - start)
            before = small.astype(np.int16)
    return longest


def check_file(path: Path, *, size: tuple[int, int], seconds: float) -> None:
    """Streams, length, sound and motion of one finished video."""
    with av.open(str(path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        context = video.codec_context
        assert (context.width, context.height) == size
        assert (context.name, context.pix_fmt, float(video.average_rate or 0)) == ("h264", "yuv420p", 30.0)
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1), "not tagged bt709"
        assert (audio.codec_context.name, audio.codec_context.sample_rate) == ("aac", 48_000)
        assert abs(float((container.duration or 0) / av.time_base) - seconds) <= 1.0
    lufs, peak = loudness(path)
    assert -15.0 <= lufs <= -13.0
    assert peak <= -1.0
    assert longest_still(path) <= 1.0


def caption_words(path: Path) -> set[str]:
    """The words of an SRT file."""
    text = re.sub(r"^\d+$|^.*-->.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return set(re.findall(r"[\w']+", text.casefold()))


def test_a_short_square_piece_comes_out_whole(tmp_path: Path) -> None:
    code, record, told = make("one square 9 second instagram reel about coffee", tmp_path)
    assert code == 0, told
    (piece,) = record["pieces"]
    out = Path(record["out"])
    check_file(out / piece["files"]["video"], size=(1080, 1080), seconds=9)
    assert sorted(p.name for p in (out / piece["id"]).iterdir()) == [
        "captions.srt",
        "captions.vtt",
        "cover.jpg",
        "post.json",
        "script.json",
        "video.mp4",
    ]
    assert all(gate["passed"] for gate in piece["gates"]), piece["gates"]
    assert (out / "index.html").exists() and (out / "run.json").exists()
    assert not list(out.rglob(".*")), "nothing half-written"


@pytest.mark.slow
def test_five_fitness_reels(tmp_path: Path) -> None:
    code, record, told = make("5 fitness reels", tmp_path)
    assert code == 0, told
    out = Path(record["out"])
    pieces = record["pieces"]
    assert len(pieces) == 5
    for piece in pieces:
        check_file(out / piece["files"]["video"], size=(1080, 1920), seconds=20)
        assert all(gate["passed"] for gate in piece["gates"]), piece["gates"]
    words = [caption_words(out / piece["files"]["captions_srt"]) for piece in pieces]
    for a, b in itertools.combinations(words, 2):
        assert len(a & b) / len(a | b) < 0.5
    again, second, told = make("5 fitness reels", tmp_path)
    assert again == 0, told
    assert [p["title"] for p in second["pieces"]] == [p["title"] for p in pieces]
    assert len(re.findall(r"(?:voice|compose) kept", told)) == 10, "a finished step was done again"
