"""Post texts fit every platform."""

import pytest

from studio.domain.platforms import PLATFORMS, Platform
from tests.fakes.scripts import script
from tools.post import post_text


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=lambda p: p.name)
def test_a_long_post_is_cut_to_the_limits(platform: Platform) -> None:
    long = script(
        caption="word " * 3000, hashtags=tuple(f"tag{i}" for i in range(60)), title="An endless title " * 20
    )
    post = post_text(long, platform)
    assert len(post.caption) <= platform.caption_limit
    assert len(post.hashtags) <= platform.hashtag_limit
    assert len(post.title) <= platform.title_limit
    assert not post.caption.split("\n")[0].endswith("wor…"), "cut at a space"


def test_a_short_post_is_kept_whole() -> None:
    post = post_text(script(), PLATFORMS["youtube_shorts"])
    assert post.title == "Walk more"
    assert post.caption == "Three small habits.\n\n#fitness #habits"
    assert post.ai_generated


def test_a_phrase_that_must_be_said_is_in_the_caption_once() -> None:
    said = post_text(script(), PLATFORMS["tiktok"], must_say=("Acme Gym", "three small habits"))
    assert said.caption.count("Acme Gym") == 1
    assert said.caption.casefold().count("three small habits") == 1


def test_hashtags_are_cleaned_and_unique() -> None:
    post = post_text(script(hashtags=("#Home Gym", "HomeGym", "", "हिंदी", "café!")), PLATFORMS["tiktok"])
    assert post.hashtags == ("HomeGym", "हिंदी", "café")
