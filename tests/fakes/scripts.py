"""A small, complete script for tests."""

from studio.domain.script import Scene, Script, Writer


def script(
    *,
    caption: str = "Three small habits.",
    hashtags: tuple[str, ...] = ("fitness", "habits"),
    title: str = "Walk more",
) -> Script:
    """A three-scene English script."""
    return Script(
        title=title,
        language="en",
        scenes=(
            Scene(id="s1", kind="title", narration="Most people skip this walk.", headline="The missing walk"),
            Scene(
                id="s2", kind="tip", narration="Walk ten minutes after dinner.", headline="After dinner", figure="1"
            ),
            Scene(id="s3", kind="cta", narration="Follow for more.", headline="Follow along"),
        ),
        structure="three-steps",
        mood="energetic",
        caption=caption,
        hashtags=hashtags,
        seconds=10,
        writer=Writer(kind="niche", name="fitness/walk-after-meals"),
    )
