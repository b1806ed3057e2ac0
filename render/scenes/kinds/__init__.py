"""The kinds of scene: each module lays out one kind, in at least two ways."""

from collections.abc import Callable

from render.scenes.kinds import checklist, comparison, countdown, cta, number, quote, tip, title
from render.scenes.stage import Stage
from studio.domain.script import SceneKind

Layout = Callable[[Stage], None]

KINDS: dict[SceneKind, tuple[Layout, ...]] = {
    "title": title.VARIANTS,
    "tip": tip.VARIANTS,
    "checklist": checklist.VARIANTS,
    "number": number.VARIANTS,
    "quote": quote.VARIANTS,
    "comparison": comparison.VARIANTS,
    "countdown": countdown.VARIANTS,
    "cta": cta.VARIANTS,
}
