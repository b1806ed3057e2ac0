"""How videos are encoded: H.264 in 4:2:0, tagged BT.709, one profile for finals and one for drafts."""

from fractions import Fraction

import av
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
    max_kbps: int = 0
    """Peak video bit rate over a second; 0 means no limit."""
    audio_kbps: int = 192

    def limited(self, max_kbps: int, audio_kbps: int) -> "Profile":
        """The same under a platform's limits."""
        return self.model_copy(update={"max_kbps": max_kbps, "audio_kbps": audio_kbps})


FINAL = Profile(preset="veryfast", crf=21)
DRAFT = Profile(preset="superfast", crf=23, b_frames=0)
"""The same structural similarity for half the work and half as many bytes again."""


def options(profile: Profile, gop: int) -> dict[str, str]:
    """Options of libx264 for closed groups of `gop` pictures that start where they are told to."""
    chosen = {"preset": profile.preset, "crf": f"{profile.crf:g}", "forced-idr": "1", "sc_threshold": "0"}
    chosen["g"] = str(gop)
    if profile.b_frames is not None:
        chosen["bf"] = str(profile.b_frames)
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
