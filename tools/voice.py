"""Speaks a script and tells when every word sounds."""

from collections.abc import Mapping
from typing import Any, ClassVar

from providers.requests import Request, SpeechRequest, SpeechResult, SpeechSegment
from providers.router import Router
from providers.tasks import Task
from studio.domain.assets import Asset
from studio.domain.plan import Estimate
from studio.domain.script import Script
from studio.errors import StepFailed
from tools.base import Args, Output, Tool, ToolContext

BETWEEN_SCENES = 0.25
"""Seconds of silence between two spoken scenes."""
UNSPOKEN_SCENE = 1.2
"""Seconds a scene without words stays on."""
SLOWER = 1.03
"""A step redone after a failed gate is given this much more time: clearer words, another take."""
COST = 0.6
"""Seconds of two cores for one second of speech."""
CHARACTERS = 15.0
"""Spoken in a second, for the price."""
WARM_UP = 2.0
"""Seconds to load the voice."""


class VoiceArgs(Args):
    """What is spoken, by whom, in which language, and how long it should and may take."""

    script: Script
    voice: str
    """A voice of `studio.domain.voices`, already chosen."""
    language: str
    """BCP 47."""
    seconds: float
    """Length to meet by speaking a little faster or slower."""
    max_seconds: float
    """Length that may not be passed."""


class VoiceOutput(Output):
    """The narration and its times."""

    audio: Asset
    """WAV."""
    timing: Asset
    """`studio.domain.speech.Timing` as JSON."""
    seconds: float
    voice: str
    engine: str
    """The provider that spoke."""
    speed: float
    note: str
    """What the record must say about this voice; mostly empty."""


class VoiceTool(Tool[VoiceArgs, VoiceOutput]):
    """Speaks the narration of a script and gives the audio with the time of every word and phoneme."""

    name: ClassVar[str] = "voice"
    version: ClassVar[str] = "2"
    args: ClassVar[type[Args]] = VoiceArgs
    output: ClassVar[type[Output]] = VoiceOutput
    lease: ClassVar[str] = "voice"

    def estimate(self, args: VoiceArgs) -> Estimate:
        """Free with the local voices; the seconds are those of the default one on two cores."""
        return Estimate(seconds=WARM_UP + args.seconds * COST)

    def sees(self, args: dict[str, Any]) -> dict[str, Any]:
        """Of the script only what is spoken."""
        scenes = [[scene["id"], scene["narration"]] for scene in args["script"]["scenes"]]
        return {**args, "script": scenes}

    def price(self, args: VoiceArgs, router: Router) -> tuple[Task, Request] | None:
        """As many characters as are spoken in that time."""
        text = ("so " * round(args.seconds * CHARACTERS / 3)).strip()
        segments = (SpeechSegment(scene="s1", text=text),)
        own = router.voice_ids(args.voice)
        request = SpeechRequest(segments=segments, voice=args.voice, voice_ids=own, language=args.language)
        return "voice_clone" if own else "speech", request

    async def run(self, args: VoiceArgs, context: ToolContext) -> VoiceOutput:
        """Speak, and store the audio and its times.

        Raises:
            StepFailed: The narration does not fit into `max_seconds` even at the fastest pace.
            AllProvidersFailed: No engine could speak it.
        """
        own = context.router.voice_ids(args.voice)
        request = _request(args, context.attempt, own)
        answer = await context.router.generate("voice_clone" if own else "speech", request, context=context.calls)
        context.trail.extend(answer.trail)
        result: SpeechResult = answer.result
        try:
            _check_length(result, args)
            audio = context.store.put_file(result.audio, "audio/wav", name="voice.wav", origin=answer.provider)
        finally:
            result.audio.unlink(missing_ok=True)
        return VoiceOutput(
            audio=audio,
            timing=context.store.put_model(result.timing, name="timing.json", origin=answer.provider),
            seconds=result.timing.seconds,
            voice=result.voice,
            engine=answer.provider,
            speed=result.speed,
            note=result.note,
            by=f"{answer.provider} {result.voice}",
        )


def _request(args: VoiceArgs, attempt: int, voice_ids: Mapping[str, str]) -> SpeechRequest:
    wanted = min(args.seconds * SLOWER**attempt, args.max_seconds)
    return SpeechRequest(
        segments=tuple(
            SpeechSegment(
                scene=scene.id,
                text=scene.narration,
                pause_after=BETWEEN_SCENES if scene.narration.strip() else UNSPOKEN_SCENE,
            )
            for scene in args.script.scenes
        ),
        voice=args.voice,
        voice_ids=voice_ids,
        language=args.language,
        seconds=wanted,
        max_seconds=args.max_seconds,
    )


def _check_length(result: SpeechResult, args: VoiceArgs) -> None:
    seconds = result.timing.seconds
    if seconds > args.max_seconds:
        words = len(args.script.narration.split())
        fits = int(words * args.max_seconds / seconds)
        raise StepFailed(
            f"the narration takes {seconds:.1f} s even when spoken fast; the piece may take {args.max_seconds:g} s",
            f"cut the script from {words} to about {fits} words, or allow a longer piece",
        )
