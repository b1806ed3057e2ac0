"""The post: the text that goes with the video, within the platform's limits."""

from pydantic import BaseModel, ConfigDict

from studio.domain.assets import Asset
from studio.domain.plan import Estimate
from studio.domain.platforms import PLATFORMS, Platform, PlatformName
from studio.domain.script import Script
from studio.storage.store import JSON
from tools.base import Args, Output, Tool, ToolContext


class PostArgs(Args):
    """What the post is made from."""

    script: Script
    platform: PlatformName
    must_say: tuple[str, ...] = ()


class PostText(BaseModel):
    """A post as it is stored in `post.json`."""

    model_config = ConfigDict(frozen=True)

    platform: PlatformName
    language: str
    title: str
    """Empty on platforms without titles."""
    caption: str
    """With hashtags, ready to paste."""
    hashtags: tuple[str, ...]
    alt_text: str
    """For people who cannot see the cover."""
    ai_generated: bool = True
    """Set the platform's own label for synthetic media with this."""


class PostOutput(Output):
    """The post as a file and its parts."""

    post: Asset
    title: str
    caption: str
    hashtags: tuple[str, ...]


class PostTool(Tool[PostArgs, PostOutput]):
    """Writes title, caption and hashtags for one platform."""

    name = "post"
    version = "1"
    args = PostArgs
    output = PostOutput

    def estimate(self, args: PostArgs) -> Estimate:
        """Free, and at once."""
        return Estimate(seconds=0.01)

    async def run(self, args: PostArgs, context: ToolContext) -> PostOutput:
        """Fit the script's own caption and hashtags to the platform."""
        text = post_text(args.script, PLATFORMS[args.platform], args.must_say)
        data = text.model_dump_json(indent=2).encode()
        asset = context.store.put_bytes(data, JSON, name="post.json", origin=self.name)
        return PostOutput(
            post=asset, title=text.title, caption=text.caption, hashtags=text.hashtags, by=args.script.writer.name
        )


def post_text(script: Script, platform: Platform, must_say: tuple[str, ...] = ()) -> PostText:
    """Fit a script's caption and hashtags to a platform's limits.

    A phrase that must be said is added to the caption when it is not there. Hashtags go before words
    are cut, last first; words are cut at a space.
    """
    missing = [phrase for phrase in must_say if phrase.casefold() not in script.caption.casefold()]
    body = " ".join([script.caption.strip(), *(f"{phrase.rstrip('.')}." for phrase in missing)]).strip()
    tags = _unique(script.hashtags)[: platform.hashtag_limit]
    while tags and len(_joined(body, tags)) > platform.caption_limit:
        tags = tags[:-1]
    body = _cut(body, platform.caption_limit)
    return PostText(
        platform=platform.name,
        language=script.language,
        title=_cut(script.title, platform.title_limit) if platform.title_limit else "",
        caption=_joined(body, tags),
        hashtags=tags,
        alt_text=_cut(f"{script.title}. {script.scenes[0].headline}", 250),
    )


def _unique(tags: tuple[str, ...]) -> tuple[str, ...]:
    cleaned = ("".join(c for c in tag if c.isalnum() or c == "_" or ord(c) > 0x2FF) for tag in tags)
    return tuple(dict.fromkeys(tag for tag in cleaned if tag))


def _joined(body: str, tags: tuple[str, ...]) -> str:
    line = " ".join(f"#{tag}" for tag in tags)
    return f"{body}\n\n{line}" if line else body


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,.;:-") + "…"
