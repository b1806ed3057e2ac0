"""Rendering against what it is made of: `.venv/bin/python tests/bench/bench_render.py [--seconds 30] [--quick]`.

Every figure is a ratio of two CPU times (user + system) or sizes from this one run. Each measured part runs in a
process of its own; interpreter start and imports are not counted, for anybody. x264 alone encodes the same pictures,
read back from a file outside the measured time, with the same settings, a stretch of them in one thread per core at
the same time: cores that share what they compute with are slower when both are busy, as they are in ours. Both halves
of the main ratio run twice in turn, and the least of each counts. MoviePy draws a short reel of the same five scenes
(7.5 s) with the same encoder settings, and once more with its own, against ours on that same reel.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

import av
import numpy as np

from render.audio import mix
from render.compositor import Compositor, stage_of
from render.engine import cores, render
from render.formats import FINAL, Profile, encoder
from render.painters.color import view
from render.planes import Planes, blank
from tests.fakes.jitter import jitter
from tests.fakes.measure import ssim
from tests.fakes.reel import Material, material, reel

WIDTH, HEIGHT = 1080, 1920
SHORT_SECONDS = 7.5
EDITED_LINE = 7
THEIRS = Profile(preset="medium", crf=23)
"""How MoviePy encodes when nothing is said."""
COMMON = Profile(preset="veryfast", crf=21)
"""What others encode finals with; twice the work of ours at the same likeness."""
FRAME_BYTES = WIDTH * HEIGHT * 3 // 2


def cpu() -> float:
    """CPU seconds of this process and its ended children."""
    return sum(r.ru_utime + r.ru_stime for r in (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)))


def measured(work: Callable[[], Any]) -> dict[str, float]:
    """CPU and wall seconds of the work, and the peak memory of the process in MB."""
    cpu_before, wall_before = cpu(), time.monotonic()
    work()
    peak = int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0]) / 1024
    return {"cpu": cpu() - cpu_before, "wall": time.monotonic() - wall_before, "rss": peak}


def ours(
    folder: Path,
    seconds: float,
    edited: int = -1,
    name: str = "ours",
    cache: str = "cache",
    profile: Profile = FINAL,
) -> dict[str, float]:
    """Mix and render."""
    found, timeline = Material(folder), reel(WIDTH, HEIGHT, seconds, edited)
    wav = folder / f"mix{seconds:g}.wav"

    def mixed() -> Path:
        mix(timeline.audio, seconds, resolve=found.resolve, out=wav)
        return wav

    def work() -> None:
        sound = wav if wav.exists() else mixed
        out, kept = folder / f"{name}.mp4", folder / cache
        render(timeline, resolve=found.resolve, out=out, cache=kept, audio=sound, profile=profile)

    return measured(work)


def x264(folder: Path, seconds: float, profile: Profile = FINAL) -> dict[str, float]:
    """Encode the raw pictures, a stretch in one thread per core, counting nothing but the encoders."""
    frames = reel(WIDTH, HEIGHT, seconds).frames
    ends = [frames * part // cores() for part in range(cores() + 1)]
    with ThreadPoolExecutor(cores()) as pool:
        spent = list(pool.map(partial(stretch, profile, folder / "frames.yuv"), ends, ends[1:]))
    return {"cpu": sum(spent)}


def stretch(profile: Profile, path: Path, first: int, last: int) -> float:
    """CPU seconds of encoding some of the raw pictures in this thread."""
    fps = reel(WIDTH, HEIGHT, 1).fps
    context = encoder(profile, WIDTH, HEIGHT, fps, 2 * fps)
    picture = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
    planes, spent = [view(plane) for plane in picture.planes], 0.0
    with path.open("rb", buffering=0) as file:
        file.seek(first * FRAME_BYTES)
        for number in range(last - first):
            for plane in planes:
                plane[:] = np.fromfile(file, np.uint8, plane.size).reshape(plane.shape)
            picture.pts, picture.time_base = number, context.time_base
            before = time.thread_time()
            context.encode(picture)
            spent += time.thread_time() - before
    before = time.thread_time()
    context.encode(None)
    return spent + time.thread_time() - before


def draw(folder: Path, seconds: float) -> dict[str, float]:
    """Draw all pictures into a file; the CPU counted is that of drawing."""
    timeline = reel(WIDTH, HEIGHT, seconds)
    compositor, canvas = Compositor(timeline, stage_of(timeline, Material(folder).resolve)), blank(WIDTH, HEIGHT)
    spent = 0.0
    with (folder / "frames.yuv").open("wb") as file:
        for number in range(timeline.frames):
            before = time.thread_time()
            compositor.draw(canvas, number)
            spent += time.thread_time() - before
            for plane in canvas:
                plane.tofile(file)
    return {"cpu": spent}


def moviepy(folder: Path, seconds: float, name: str = "moviepy", profile: Profile = FINAL) -> dict[str, float]:
    """Mix and render with MoviePy."""
    from render.reference import write

    found, timeline = Material(folder), reel(WIDTH, HEIGHT, seconds)

    def work() -> None:
        wav = folder / f"{name}.wav"
        mix(timeline.audio, seconds, resolve=found.resolve, out=wav)
        write(timeline, found.resolve, folder / f"{name}.mp4", profile, 2, wav)

    return measured(work)


def likeness(folder: Path, seconds: float) -> dict[str, float]:
    """SSIM of our encoded reel and of MoviePy's two against the drawn pictures, and of ours against MoviePy's."""
    timeline = reel(WIDTH, HEIGHT, seconds)
    drawn = Compositor(timeline, stage_of(timeline, Material(folder).resolve))
    canvas, rows = blank(WIDTH, HEIGHT), []
    files = [lumas(folder / f"{name}.mp4") for name in ("short", "moviepy", "asitcomes")]
    for number, (mine, theirs, own) in enumerate(zip(*files, strict=False)):
        if number % 9 == 4:
            drawn.draw(canvas, number)
            rows.append((ssim(mine, theirs), *(ssim(picture, canvas.y) for picture in (mine, theirs, own))))
    means = np.mean(rows, axis=0).tolist()
    return dict(zip(("both", "ours", "moviepy", "asitcomes"), means, strict=True))


def lumas(path: Path) -> Any:
    """The luma planes of a video, one after another."""
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            yield Planes(*(view(plane) for plane in frame.planes)).y


PARTS: dict[str, Callable[[Path, float], dict[str, float]]] = {
    "draw": draw,
    "x264": x264,
    "x264common": lambda folder, seconds: x264(folder, seconds, COMMON),
    "full": ours,
    "fullcommon": lambda folder, seconds: ours(folder, seconds, profile=COMMON),
    "again": lambda folder, seconds: ours(folder, seconds),
    "edited": lambda folder, seconds: ours(folder, seconds, edited=EDITED_LINE),
    "short": lambda folder, seconds: ours(folder, seconds, name="short", cache="cache-short"),
    "moviepy": moviepy,
    "asitcomes": lambda folder, seconds: moviepy(folder, seconds, "asitcomes", THEIRS),
    "likeness": likeness,
}


def child(part: str, folder: Path, seconds: float) -> dict[str, float]:
    """Run a part in a process of its own."""
    command = [sys.executable, __file__, "--part", part, "--folder", str(folder), "--seconds", str(seconds)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(f"  {part:9s}", "  ".join(f"{key} {value:.3f}" for key, value in result.items()), file=sys.stderr)
    return result


def line(what: str, value: float, goal: float, least: bool = False, unit: str = "") -> None:
    """Print a figure, its goal, and whether it is met."""
    met = value >= goal if least else value <= goal
    print(f"{what:64s} {value:8.3f}{unit}  goal {'>=' if least else '<='} {goal:g}{unit}  {'ok' if met else 'MISS'}")


def in_turn(folder: Path, seconds: float, kind: str = "") -> tuple[dict[str, float], dict[str, float]]:
    """x264 alone and ours, twice in turn: the run of each that took the least CPU."""
    alone, full = [], []
    for _ in range(2):
        alone.append(child(f"x264{kind}", folder, seconds))
        for made in ("cache", f"mix{seconds:g}.wav"):
            shutil.rmtree(folder / made, ignore_errors=True)
            (folder / made).unlink(missing_ok=True)
        full.append(child(f"full{kind}", folder, seconds))
    least = partial(min, key=lambda found: found["cpu"])
    return least(alone), least(full)


def bench(folder: Path, seconds: float) -> None:
    """Measure everything and print it."""
    material(folder, WIDTH, HEIGHT, seconds)
    drawn = child("draw", folder, seconds)
    usual, whole = in_turn(folder, seconds, "common")
    alone, full = in_turn(folder, seconds)
    (folder / "frames.yuv").unlink()
    again, edited = (child(part, folder, seconds) for part in ("again", "edited"))
    short, theirs, own = (child(part, folder, SHORT_SECONDS) for part in ("short", "moviepy", "asitcomes"))
    alike = child("likeness", folder, SHORT_SECONDS)
    print(f"# {seconds:g} s, {WIDTH}x{HEIGHT}; CPU ratios of one run")
    common, shipped = f"{COMMON.preset} crf {COMMON.crf:g}", f"{FINAL.preset} crf {FINAL.crf:g}"
    line(f"ours with audio / x264 alone, both {common}", whole["cpu"] / usual["cpu"], 1.35)
    line(f"drawing alone / x264 alone, {common}", drawn["cpu"] / usual["cpu"], 0.35)
    line(f"ours with audio / x264 alone, both {shipped} as shipped", full["cpu"] / alone["cpu"], 1.35)
    line(f"ours with audio as shipped / x264 {common} alone", full["cpu"] / usual["cpu"], 1.35)
    reels = f"MoviePy / ours, {SHORT_SECONDS:g} s reel"
    line(f"{reels}, same encoder settings", theirs["cpu"] / short["cpu"], 9, least=True)
    line("  SSIM of MoviePy's file minus ours, against the drawn pictures", alike["moviepy"] - alike["ours"], 0.01)
    line(f"{reels}, MoviePy as it comes", own["cpu"] / short["cpu"], 9, least=True)
    print(
        f"  SSIM against the drawn pictures: ours {alike['ours']:.4f}, MoviePy as it comes {alike['asitcomes']:.4f}"
    )
    line("one caption line edited / full", edited["cpu"] / full["cpu"], 0.2)
    line("nothing changed / full", again["cpu"] / full["cpu"], 0.02)
    line("wall / playing time", full["wall"] / seconds, 0.6)
    line(f"wall / x264 {common} alone in one thread", full["wall"] / usual["cpu"], 1.0)
    line("peak memory", full["rss"], 500, unit=" MB")
    line("Ken Burns jitter, most", jitter(folder), 0.05, unit=" px")
    line("SSIM against MoviePy's file", alike["both"], 0.97, least=True)


def main() -> None:
    """Run the whole benchmark, or one part of it in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--part", choices=sorted(PARTS))
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.part:
        print(json.dumps(PARTS[given.part](given.folder, given.seconds)))
        return
    with tempfile.TemporaryDirectory() as folder:
        bench(given.folder or Path(folder), given.seconds)


if __name__ == "__main__":
    main()
