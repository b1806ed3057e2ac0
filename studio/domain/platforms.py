"""What each platform wants: size, length, loudness, safe zone, limits of the post text.

Figures are kept with the page they come from in `source`. Safe zones are margins in pixels of a
1080-wide 9:16 picture that the platform's own buttons, caption and header may cover.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

PlatformName = Literal["instagram_reels", "tiktok", "youtube_shorts", "youtube", "facebook_reels", "linkedin", "x"]
Aspect = Literal["9:16", "1:1", "16:9"]

SIZES: dict[Aspect, tuple[int, int]] = {"9:16": (1080, 1920), "1:1": (1080, 1080), "16:9": (1920, 1080)}
"""Width and height in pixels."""


class SafeZone(BaseModel):
    """Margins in pixels that the platform's interface may cover."""

    model_config = ConfigDict(frozen=True)

    top: int
    right: int
    bottom: int
    left: int


class Platform(BaseModel):
    """One platform's rules."""

    model_config = ConfigDict(frozen=True)

    name: PlatformName
    title: str
    """As people write it."""
    aspect: Aspect
    """The aspect a piece gets when the brief names none."""
    seconds: float
    """The length a piece gets when the brief names none."""
    min_seconds: float
    max_seconds: float
    fps: int = 30
    max_video_kbps: int
    audio_kbps: int = 192
    lufs: float = -14.0
    true_peak_dbtp: float = -1.0
    safe: SafeZone
    title_limit: int
    """Characters; 0 when the platform has no title."""
    caption_limit: int
    hashtag_limit: int
    source: str


PLATFORMS: dict[PlatformName, Platform] = {
    p.name: p
    for p in (
        Platform(
            name="instagram_reels",
            title="Instagram Reels",
            aspect="9:16",
            seconds=20,
            min_seconds=3,
            max_seconds=180,
            max_video_kbps=10_000,
            safe=SafeZone(top=270, right=120, bottom=400, left=65),
            title_limit=0,
            caption_limit=2200,
            hashtag_limit=5,
            source="Instagram help: Reels size and length",
        ),
        Platform(
            name="tiktok",
            title="TikTok",
            aspect="9:16",
            seconds=20,
            min_seconds=3,
            max_seconds=600,
            max_video_kbps=10_000,
            safe=SafeZone(top=130, right=140, bottom=400, left=60),
            title_limit=0,
            caption_limit=4000,
            hashtag_limit=5,
            source="TikTok for Business: video ad safe zone",
        ),
        Platform(
            name="youtube_shorts",
            title="YouTube Shorts",
            aspect="9:16",
            seconds=20,
            min_seconds=3,
            max_seconds=180,
            max_video_kbps=12_000,
            safe=SafeZone(top=288, right=192, bottom=400, left=48),
            title_limit=100,
            caption_limit=5000,
            hashtag_limit=15,
            source="YouTube help: Shorts",
        ),
        Platform(
            name="youtube",
            title="YouTube",
            aspect="16:9",
            seconds=45,
            min_seconds=3,
            max_seconds=43_200,
            max_video_kbps=12_000,
            safe=SafeZone(top=60, right=60, bottom=110, left=60),
            title_limit=100,
            caption_limit=5000,
            hashtag_limit=15,
            source="YouTube help: recommended upload settings",
        ),
        Platform(
            name="facebook_reels",
            title="Facebook Reels",
            aspect="9:16",
            seconds=20,
            min_seconds=3,
            max_seconds=90,
            max_video_kbps=10_000,
            safe=SafeZone(top=270, right=120, bottom=400, left=65),
            title_limit=0,
            caption_limit=2200,
            hashtag_limit=10,
            source="Meta for developers: Reels publishing",
        ),
        Platform(
            name="linkedin",
            title="LinkedIn",
            aspect="9:16",
            seconds=30,
            min_seconds=3,
            max_seconds=900,
            max_video_kbps=10_000,
            safe=SafeZone(top=120, right=100, bottom=320, left=60),
            title_limit=0,
            caption_limit=3000,
            hashtag_limit=5,
            source="LinkedIn help: video specifications",
        ),
        Platform(
            name="x",
            title="X",
            aspect="9:16",
            seconds=20,
            min_seconds=1,
            max_seconds=140,
            max_video_kbps=10_000,
            safe=SafeZone(top=130, right=120, bottom=350, left=60),
            title_limit=0,
            caption_limit=280,
            hashtag_limit=3,
            source="X developer docs: media best practices",
        ),
    )
}


def safe_zone(platform: PlatformName, aspect: Aspect) -> SafeZone:
    """Margins in pixels for this picture; a 1:1 or 16:9 picture is not covered, so 5 % all round."""
    if aspect == "9:16":
        return PLATFORMS[platform].safe
    width, height = SIZES[aspect]
    return SafeZone(top=height // 20, right=width // 20, bottom=height // 12, left=width // 20)
