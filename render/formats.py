"""How videos are encoded: H.264 in 4:2:0, tagged BT.709, one profile for finals and one for drafts."""

from fractions import Fraction

import av
import cv2
from av.video.codeccontext import VideoCodecContext
from pydantic import BaseModel, ConfigDict

BT709, LIMITED = 1, 1
"""Codes of ITU-T H.273: primaries, transfer and matrix of BT.709; limited range in FFmpeg's numbering."""

AUDIO_RATE = 48_000


class Profile(BaseModel):
    """Encoder settings; whatever is set here is part of a chunk's key."""

    model_config = ConfigDict(frozen=True)

    preset: str
    crf: float
    b_frames: int | None = None
    """None leaves the preset's own number."""
    tuning: str = ""
    """Parameters by x264's own names, `name=value:name=value`, over the preset's."""
    max_kbps: int = 0
    """Peak video bit rate over a second; 0 means no limit."""
    audio_kbps: int = 192

    def limited(self, max_kbps: int, audio_kbps: int) -> "Profile":
        """The same under a platform's limits."""
        return self.model_copy(update={"max_kbps": max_kbps, "audio_kbps": audio_kbps})


TUNING = "mbtree=1:rc-lookahead=6:b-adapt=0:partitions=i8x8"
"""What `superfast` leaves out and is worth most for what it costs: quality moved to what later pictures are predicted
from, found six pictures ahead. Every picture more would take 8 MB of memory for each encoder. Out again goes what
costs more than it is worth: how many B-frames suit, and blocks of 4 x 4 (a twentieth of the work for .5 % of bytes).
"""

FINAL = Profile(preset="superfast", crf=20, b_frames=2, tuning=TUNING)
"""Structural similarity to the drawn pictures, mean and worst of a five-scene reel with photographs, for what work
and bytes:

| settings | CPU | kbit/s | mean | worst |
|---|---|---|---|---|
| veryfast crf 21 | 1 | 4440 | .9827 | .9653 |
| veryfast crf 21, partitions, motion search and B-frames of superfast | .6 | 4600 | .9825 | .9614 |
| superfast crf 23 without B-frames | .6 | 8850 | .9833 | .9556 |
| superfast crf 20, 2 B-frames, `TUNING` | .45 | 5250 | .9830 | .9672 |

So this has the best worst picture for the least work, and stays below every platform's limit.
"""
DRAFT = Profile(preset="superfast", crf=25, b_frames=2, tuning=TUNING)
"""The same, coarser: for a look in between."""


AVX512 = 256
"""OpenCV's number for the AVX-512 of servers since 2017, the same set of instructions that x264 looks for."""


def instructions() -> str:
    """x264's parameter for which instructions to use, empty to let it choose.

    With AVX-512 the `mbtree` of x264 reads memory that nothing was written to, and the same pictures come out
    as other bytes from run to run. With AVX2 they do not, and it is as fast.
    """
    return "asm=AVX2" if cv2.checkHardwareSupport(AVX512) else ""


def options(profile: Profile, gop: int) -> dict[str, str]:
    """Options of libx264 for closed groups of `gop` pictures that start where they are told to."""
    chosen = {"preset": profile.preset, "crf": f"{profile.crf:g}", "forced-idr": "1", "sc_threshold": "0"}
    chosen["g"] = str(gop)
    if profile.b_frames is not None:
        chosen["bf"] = str(profile.b_frames)
    parameters = [part for part in (profile.tuning, instructions()) if part]
    if parameters:
        chosen["x264-params"] = ":".join(parameters)
    if profile.max_kbps:
        chosen |= {"maxrate": f"{profile.max_kbps}k", "bufsize": f"{profile.max_kbps}k"}
    return chosen


def tag(context: VideoCodecContext) -> None:
    """Say in the stream that its colours are BT.709 in limited range."""
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = LIMITED


def encoder(profile: Profile, width: int, height: int, fps: int, gop: int) -> VideoCodecContext:
    """An H.264 encoder that works in the calling thread alone."""
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.framerate, context.time_base = Fraction(fps), Fraction(1, fps)
    tag(context)
    context.flags |= av.codec.context.Flags.global_header | av.codec.context.Flags.closed_gop
    context.thread_count = 1
    context.options = options(profile, gop)
    return context
