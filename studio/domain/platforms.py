"""What each platform wants: size, length, loudness, safe zone, limits of the post text.

Figures are kept with the pages they come from in `source`. Safe zones are margins in pixels of a
1080-wide 9:16 picture that the platform's own buttons, caption and header may cover in a post;
advertisements, with a button of their own, lose more at the bottom (Meta and Google: 35 %).
Loudness is what all of them play at or near: -14 LUFS with -1 dBTP is YouTube's normalisation, and
the others publish none.
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
    """The platform's own, or fewer where more are held for spam."""
    source: str
    """Titles of the pages the figures come from."""


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
            source=(
                "Ayrshare docs: Instagram media guidelines (3 s and up, AAC 48 kHz); Letter Counter: Instagram "
                "Reels Caption Length (2,200 characters, 5 hashtags since December 2025); Ads Uploader: Meta ads "
                "safe zones (top 14 %; a post without an advertisement's button loses less than its 35 % at the "
                "bottom)"
            ),
        ),
        Platform(
            name="tiktok",
            title="TikTok",
            aspect="9:16",
            seconds=20,
            min_seconds=3,
            max_seconds=600,
            max_video_kbps=10_000,
            safe=SafeZone(top=150, right=150, bottom=440, left=60),
            title_limit=0,
            caption_limit=2200,
            hashtag_limit=5,
            source=(
                "Octopost docs: TikTok (3 s to 10 min, 2,200 characters through its API); AdFuse: TikTok Ad "
                "Sizes and Specs Guide (150 px top and right, 440 px bottom)"
            ),
        ),
        Platform(
            name="youtube_shorts",
            title="YouTube Shorts",
            aspect="9:16",
            seconds=20,
            min_seconds=3,
            max_seconds=180,
            max_video_kbps=12_000,
            safe=SafeZone(top=288, right=192, bottom=480, left=48),
            title_limit=100,
            caption_limit=5000,
            hashtag_limit=15,
            source=(
                "PaidScope: YouTube Shorts Ad Specs; YouTube Shorts Safe Zones: The Complete Guide (lower "
                "quarter, 480 px); not seen on a page of Google's: three minutes, right margin"
            ),
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
            source=(
                "Motion Mavericks docs: YouTube Guidelines (-14 LUFS, -1 dBTP, title 100, description 5,000, "
                "1080p from 8 Mbit/s)"
            ),
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
            source=(
                "Meta for developers: Reels Publishing API (3 to 90 s, 9:16, 24 to 60 fps); Ads Uploader: Meta "
                "ads safe zones (as Instagram)"
            ),
        ),
        Platform(
            name="linkedin",
            title="LinkedIn",
            aspect="9:16",
            seconds=30,
            min_seconds=3,
            max_seconds=600,
            max_video_kbps=10_000,
            safe=SafeZone(top=120, right=100, bottom=320, left=60),
            title_limit=0,
            caption_limit=3000,
            hashtag_limit=5,
            source=(
                "Prolific Studio: LinkedIn video size (3 s; 10 min from a phone, 15 from a computer); Postiv: "
                "LinkedIn posts specs (3,000 characters). No safe zone is published: laid out like the others"
            ),
        ),
        Platform(
            name="x",
            title="X",
            aspect="9:16",
            seconds=20,
            min_seconds=0.5,
            max_seconds=140,
            max_video_kbps=10_000,
            safe=SafeZone(top=130, right=120, bottom=350, left=60),
            title_limit=0,
            caption_limit=280,
            hashtag_limit=3,
            source=(
                "Late docs: Twitter/X media guidelines (0.5 to 140 s, up to 25 Mbit/s, 40 fps). No safe zone is "
                "published: laid out like the others"
            ),
        ),
    )
}


def safe_zone(platform: PlatformName, aspect: Aspect) -> SafeZone:
    """Margins in pixels for this picture; a 1:1 or 16:9 picture is not covered, so 5 % all round."""
    if aspect == "9:16":
        return PLATFORMS[platform].safe
    width, height = SIZES[aspect]
    return SafeZone(top=height // 20, right=width // 20, bottom=height // 12, left=width // 20)
