"""The visuals tool: stock footage where a library is set up, drawn backdrops where none is or none has anything."""

import random
from pathlib import Path

import av
import pytest

from providers.errors import RateLimited, Unsupported
from providers.ports import Capabilities, Provider
from providers.requests import MediaHit, MediaRequest, MediaResult
from providers.router import Router
from render.scenes.build import build_timeline
from render.scenes.look import Look
from render.timeline import Backdrop, Clip
from studio.domain.script import Scene
from tests.fakes.context import context
from tests.fakes.media import clip
from tests.fakes.scenes import reel, spoken
from tools.footage import query_of
from tools.visuals import VisualsArgs, VisualsOutput, VisualsTool

SCRIPT = reel(
    scenes=(
        Scene(id="s1", kind="title", narration="Walk after every meal", headline="The walk after lunch"),
        Scene(id="s2", kind="tip", narration="Ten minutes on the stairs", headline="Take the stairs", figure="1"),
        Scene(id="s3", kind="cta", narration="Save this", headline="Follow along"),
    ),
    seconds=9,
)


class Library(Provider):
    """Has clips of its own, each other, numbered; or fails as told."""

    name = "library"
    capabilities = Capabilities(tasks=frozenset({"media"}))

    def __init__(self, folder: Path, has: int = 40, error: Exception | None = None, rotation: int = 0) -> None:
        self.folder, self.has, self.error, self.rotation = folder, has, error, rotation
        self.asked: list[MediaRequest] = []

    async def search_media(self, request: MediaRequest) -> MediaResult:
        self.asked.append(request)
        if self.error:
            raise self.error
        return MediaResult(hits=tuple(self._hit(n) for n in range(min(request.count, self.has))))

    def _hit(self, number: int) -> MediaHit:
        path = self.folder / f"hit-{number}-{random.random()}.mp4"
        clip(path, seconds=1.0, width=96 + 2 * number, height=54, rotation=self.rotation)
        page = f"https://library.test/{number}"
        size = {"width": 96 + 2 * number, "height": 54, "seconds": 1.0}
        return MediaHit(file=path, media_type="video/mp4", author=f"Ada {number}", page=page, licence="Free", **size)


async def shown(folder: Path, library: Library | None, index: int = 0, topic: str = "walking") -> VisualsOutput:
    ctx = context(folder, *([library] if library else []))
    args = VisualsArgs(script=SCRIPT, platform="tiktok", aspect="9:16", topic=topic, index=index)
    out = await VisualsTool().run(args, ctx)
    for medium in (scene.medium for scene in out.look.scenes):
        assert medium is None or ctx.store.has(medium.asset)
    return out


def left_over(folder: Path) -> list[Path]:
    return list(folder.glob("hit-*"))


def widths(look: Look) -> list[int]:
    return [scene.medium.width for scene in look.scenes if scene.medium]


async def test_every_scene_gets_a_clip_of_its_own_with_its_credit(tmp_path: Path) -> None:
    library = Library(tmp_path)
    out = await shown(tmp_path, library)
    assert widths(out.look) == [96, 98, 100]
    assert out.credits == tuple(f"Ada {n}, https://library.test/{n}, Free" for n in range(3))
    assert "https://library.test/2" in out.note
    assert out.by.endswith("footage by Ada 0, Ada 1, Ada 2")
    assert not left_over(tmp_path)
    timeline = build_timeline(script=SCRIPT, timing=spoken(SCRIPT), look=out.look, platform="tiktok", aspect="9:16")
    assert len([layer for layer in timeline.layers if isinstance(layer, Clip)]) == 3


async def test_one_search_is_made_for_the_topic_and_a_word_of_the_script(tmp_path: Path) -> None:
    library = Library(tmp_path)
    await shown(tmp_path, library, topic="walking for beginners")
    (asked,) = library.asked
    assert asked.query == "walking beginners stairs"
    assert (asked.aspect, asked.language, asked.kind, asked.count) == ("9:16", "en", "video", 3)
    assert 0 < asked.min_seconds <= 3.0


async def test_siblings_get_other_clips(tmp_path: Path) -> None:
    library = Library(tmp_path)
    first, second = [await shown(tmp_path, library, index) for index in (0, 1)]
    assert not {widths(first.look)[0]} & set(widths(second.look))
    assert len({*widths(first.look), *widths(second.look)}) == 5


async def test_a_small_library_serves_siblings_in_another_order(tmp_path: Path) -> None:
    looks = [(await shown(tmp_path, Library(tmp_path, has=2), index)).look for index in (0, 1)]
    assert [sorted(set(widths(look))) for look in looks] == [[96, 98], [96, 98]]
    library = Library(tmp_path, has=3)
    assert widths((await shown(tmp_path, library, 1)).look) == [100, 96, 98]


async def test_clips_are_brought_upright_and_stored_plain(tmp_path: Path) -> None:
    ctx = context(tmp_path, Library(tmp_path, rotation=90))
    args = VisualsArgs(script=SCRIPT, platform="tiktok", aspect="9:16", topic="walking")
    medium = (await VisualsTool().run(args, ctx)).look.scenes[0].medium
    assert medium is not None and (medium.width, medium.height) == (54, 96)
    with av.open(str(ctx.store.path(medium.asset))) as film:
        assert film.streams.video[0].average_rate == 30


@pytest.mark.parametrize("error", [Unsupported("has no video for 'x'"), RateLimited("too many")])
async def test_when_nobody_has_footage_the_backdrops_are_drawn_and_the_record_says_so(
    tmp_path: Path, error: Exception
) -> None:
    ctx = context(tmp_path, Library(tmp_path, error=error))
    ctx.calls = ctx.calls.__class__(use_cache=False)
    args = VisualsArgs(script=SCRIPT, platform="tiktok", aspect="9:16", topic="walking")
    out = await VisualsTool().run(args, ctx)
    assert widths(out.look) == []
    assert "drawn backdrops" in out.note and out.credits == ()
    assert ctx.trail and all(attempt.outcome != "ok" for attempt in ctx.trail)
    timeline = build_timeline(script=SCRIPT, timing=spoken(SCRIPT), look=out.look, platform="tiktok", aspect="9:16")
    assert any(isinstance(layer, Backdrop) for layer in timeline.layers)


async def test_clips_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    class Broken(Library):
        def _hit(self, number: int) -> MediaHit:
            hit = super()._hit(number)
            if number != 1:
                hit.file.write_bytes(b"nothing")
            return hit

    out = await shown(tmp_path, Broken(tmp_path))
    assert widths(out.look) == [98, 98, 98]
    assert out.credits == ("Ada 1, https://library.test/1, Free",)


async def test_the_users_own_media_go_before_stock(tmp_path: Path) -> None:
    library = Library(tmp_path)
    ctx = context(tmp_path, library)
    own = ctx.store.put_file(clip(tmp_path / "own.mp4", width=64, height=64), "video/mp4")
    args = VisualsArgs(script=SCRIPT, platform="x", aspect="1:1", media=(own,), topic="walking")
    out = await VisualsTool().run(args, ctx)
    assert (widths(out.look), library.asked, out.note) == ([64, 64, 64], [], "")
    assert VisualsTool().price(args, ctx.router) is None


async def test_without_a_library_nothing_is_searched_or_said(tmp_path: Path) -> None:
    out = await shown(tmp_path, None)
    assert (widths(out.look), out.note, out.credits) == ([], "", ())


def test_the_price_is_that_of_one_search() -> None:
    args = VisualsArgs(script=SCRIPT, platform="tiktok", aspect="16:9", topic="sea")
    priced = VisualsTool().price(args, Router(()))
    assert priced is not None
    task, request = priced
    assert isinstance(request, MediaRequest)
    assert (task, request.query, request.aspect) == ("media", "sea", "16:9")


@pytest.mark.parametrize(
    ("topic", "language", "query"),
    [
        ("fitness", "en", "fitness stairs"),
        ("sourdough for absolute beginners at home", "en", "sourdough absolute beginners stairs"),
        ("", "en", "reel stairs"),
        ("gesund kochen", "de", "gesund kochen gemüse"),
    ],
)
def test_a_query_is_two_to_four_words(topic: str, language: str, query: str) -> None:
    script = SCRIPT.model_copy(update={"language": language, "hashtags": ("kochen", "gemüse")})
    assert query_of(topic, script) == query


async def test_another_picture_for_one_scene_comes_from_the_footage_that_is_there(tmp_path: Path) -> None:
    library = Library(tmp_path)
    first = await shown(tmp_path, library)
    args = VisualsArgs(
        script=SCRIPT,
        platform="tiktok",
        aspect="9:16",
        topic="walking",
        takes={"s1": 1},
        stock=first.stock,
        credits=first.credits,
    )
    again = await VisualsTool().run(args, context(tmp_path, library))
    assert len(library.asked) == 1, "nothing is searched"
    assert (widths(first.look), widths(again.look)) == ([96, 98, 100], [100, 98, 100])
    assert again.look.scenes[1:] == first.look.scenes[1:]
    assert (again.credits, again.note, again.stock) == (first.credits, first.note, first.stock)
    assert VisualsTool().price(args, context(tmp_path, library).router) is None
