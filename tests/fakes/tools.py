"""Small tools of the real shape that write real files and play by a plot."""

from typing import Any, Literal
from zlib import crc32

from pydantic import BaseModel, Field

from render.scenes.caption_model import CaptionGroup, CaptionTrack, CaptionWord
from studio.domain.assets import Asset
from studio.domain.plan import Estimate
from studio.domain.platforms import Aspect, PlatformName
from studio.domain.script import Script
from studio.domain.speech import SceneSpan, TimedWord, Timing
from tests.fakes.plot import Fake, Plot
from tests.fakes.scripts import script
from tests.fakes.vendors.media import jpeg
from tools.base import Args, Output, ScriptOrder, Tool, ToolContext
from tools.export import ExportArgs, ExportOutput, ExportTool
from tools.post import PostArgs, PostOutput, PostTool


class ScriptArgs(Args):
    order: ScriptOrder


class ScriptOutput(Output):
    script: Script


class FakeScript(Fake):
    """Writes the words."""

    name = "script"
    args = ScriptArgs
    output = ScriptOutput

    def made(self, args: ScriptArgs, context: ToolContext) -> ScriptOutput:
        made = script(title=f"{args.order.piece.topic} {args.order.index} take {context.attempt}")
        return ScriptOutput(script=made.keeping(args.order.keep), by="fake writer")


class VoiceArgs(Args):
    script: Script
    voice: str
    language: str
    seconds: float
    max_seconds: float


class VoiceOutput(Output):
    audio: Asset
    timing: Asset
    seconds: float
    voice: str
    engine: str
    speed: float
    note: str


def timing(script: Script, seconds: float, take: int = 0, voice: str = "") -> Timing:
    """Every scene and every word of it for the same time; each take, voice and title has a length of its own."""
    scenes, words, at = list[SceneSpan](), list[TimedWord](), 0.0
    own = crc32(f"{script.title} {voice}".encode()) % 997 / 1e6
    length = (seconds + take / 100 + own) / len(script.scenes)
    for scene in script.scenes:
        said = scene.narration.split()
        step = length / max(1, len(said))
        words += [
            TimedWord(text=word, scene=scene.id, start=at + step * n, end=at + step * (n + 1))
            for n, word in enumerate(said)
        ]
        scenes.append(SceneSpan(id=scene.id, start=at, end=at + length))
        at += length
    return Timing(seconds=at, scenes=tuple(scenes), words=tuple(words))


class FakeVoice(Fake):
    """Speaks the words."""

    name = "voice"
    args = VoiceArgs
    output = VoiceOutput
    lease = "voice"

    def made(self, args: VoiceArgs, context: ToolContext) -> VoiceOutput:
        return VoiceOutput(
            audio=self.file(context, args, "audio/wav"),
            timing=context.store.put_model(
                timing(args.script, args.seconds, context.attempt, args.voice), origin="fake"
            ),
            seconds=args.seconds,
            voice=args.voice,
            engine="fake",
            speed=1.0,
            note="",
            by=f"fake {args.voice}",
        )


class AvatarArgs(Args):
    style: str
    seed: str
    timing: Asset


class AvatarOutput(Output):
    track: Asset | None = None
    video: Asset | None = None


class FakeAvatar(Fake):
    """Performs the speech."""

    name = "avatar"
    args = AvatarArgs
    output = AvatarOutput

    def made(self, args: AvatarArgs, context: ToolContext) -> AvatarOutput:
        return AvatarOutput(track=self.file(context, args, "application/json"))


class Look(BaseModel):
    """As much of a look as these tools need."""

    seed: int
    takes: dict[str, int]


class VisualsArgs(Args):
    script: Script
    platform: PlatformName
    aspect: Aspect
    index: int
    media: tuple[Asset, ...]
    presenter: bool
    seed: int
    takes: dict[str, int] = Field(default_factory=dict)
    stock: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()


class VisualsOutput(Output):
    look: Look
    stock: tuple[str, ...]
    credits: tuple[str, ...]


class FakeVisuals(Fake):
    """Chooses the look."""

    name = "visuals"
    args = VisualsArgs
    output = VisualsOutput

    def made(self, args: VisualsArgs, context: ToolContext) -> VisualsOutput:
        look = Look(seed=args.seed + context.attempt, takes=args.takes)
        stock, credits = args.stock or (f"clip {args.seed}",), args.credits or ("Ada",)
        return VisualsOutput(look=look, stock=stock, credits=credits)


class MusicArgs(Args):
    script: Script
    mood: str
    seconds: float
    seed: int


class MusicOutput(Output):
    track: Asset
    title: str
    licence: str
    bpm: float | None = None
    start: float


class FakeMusic(Fake):
    """Finds a track."""

    name = "music"
    args = MusicArgs
    output = MusicOutput

    def made(self, args: MusicArgs, context: ToolContext) -> MusicOutput:
        return MusicOutput(track=self.file(context, args, "audio/wav"), title="Song", licence="MIT", start=0.0)


class CaptionsArgs(Args):
    script: Script
    timing: Asset
    style: str
    platform: PlatformName
    aspect: Aspect
    presenter: bool
    seed: int


class CaptionsOutput(Output):
    cues: Asset
    srt: Asset
    vtt: Asset
    style: str


class FakeCaptions(Fake):
    """Writes captions."""

    name = "captions"
    args = CaptionsArgs
    output = CaptionsOutput

    def made(self, args: CaptionsArgs, context: ToolContext) -> CaptionsOutput:
        return CaptionsOutput(
            cues=context.store.put_model(self.track(args, context), origin="fake"),
            srt=self.file(context, args, "application/x-subrip"),
            vtt=self.file(context, args, "text/vtt"),
            style=args.style,
        )

    def track(self, args: CaptionsArgs, context: ToolContext) -> CaptionTrack:
        spoken = context.store.load_model(args.timing, Timing).words
        words = [CaptionWord(text=word.text, start=word.start, end=word.end) for word in spoken]
        groups = tuple(CaptionGroup(start=w.start, end=w.end, lines=((w,),)) for w in words)
        lit: Literal["box", "colour"] = ("box", "colour")[context.attempt % 2]
        return CaptionTrack(style="clean", language=args.style, lit=lit, groups=groups)


class ComposeArgs(Args):
    script: Script
    platform: PlatformName
    aspect: Aspect
    look: Look
    timing: Asset | None = None
    voice: Asset | None = None
    presenter: Asset | None = None
    music: Asset | None = None
    music_start: float = 0.0
    cues: Asset | None = None


class ComposeOutput(Output):
    video: Asset
    timeline: Asset
    seconds: float
    chunks: int
    chunks_reused: int


class FakeCompose(Fake):
    """Makes the video."""

    name = "compose"
    args = ComposeArgs
    output = ComposeOutput
    lease = "render"

    def estimate(self, args: Args) -> Estimate:
        return Estimate(seconds=10.0)

    def made(self, args: ComposeArgs, context: ToolContext) -> ComposeOutput:
        return ComposeOutput(
            video=self.file(context, args, "video/mp4"),
            timeline=self.file(context, args, "application/json"),
            seconds=args.script.seconds,
            chunks=3,
            chunks_reused=0,
        )


class CoverArgs(Args):
    script: Script
    look: Look
    platform: PlatformName
    aspect: Aspect
    presenter: tuple[str, str] | None = None


class CoverOutput(Output):
    image: Asset


class FakeCover(Fake):
    """Draws the cover."""

    name = "cover"
    args = CoverArgs
    output = CoverOutput

    def made(self, args: CoverArgs, context: ToolContext) -> CoverOutput:
        return CoverOutput(image=context.store.put_bytes(jpeg(), "image/jpeg", origin="fake"))


class LedgerPost(PostTool):
    """The real post, with a line in the ledger."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot

    async def run(self, args: PostArgs, context: ToolContext) -> PostOutput:
        await self.plot.work(self.name, args, context)
        return await super().run(args, context)


class LedgerExport(ExportTool):
    """The real export, with a line in the ledger."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot

    async def run(self, args: ExportArgs, context: ToolContext) -> ExportOutput:
        await self.plot.work(self.name, args, context)
        return await super().run(args, context)


def fake_tools(plot: Plot) -> dict[str, Tool[Any, Any]]:
    """All ten tools, playing by this plot."""
    kinds = (FakeScript, FakeVoice, FakeAvatar, FakeVisuals, FakeMusic, FakeCaptions, FakeCompose, FakeCover)
    tools: list[Tool[Any, Any]] = [*(kind(plot) for kind in kinds), LedgerPost(plot), LedgerExport(plot)]
    return {tool.name: tool for tool in tools}
