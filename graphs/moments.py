"""When what is seen in a finished piece: its scenes and its captions, in seconds, for whoever shows the video."""

from collections.abc import Mapping
from typing import Any

from render.scenes.caption_model import CaptionGroup, CaptionTrack
from studio.domain.assets import Asset
from studio.domain.script import Script
from studio.domain.speech import Timing
from studio.storage.store import AssetStore
from tools.compose import unspoken


def moments(store: AssetStore, made: Mapping[str, Any]) -> dict[str, Any]:
    """Scenes (id, start, end) and cues (start, end, text) of a piece, by the outputs of its tools.

    Args:
        store: Where the outputs' files are.
        made: Output of each tool; empty for a piece that was not finished.
    """
    if "script" not in made:
        return {}
    voice, captions = made.get("voice"), made.get("captions")
    timing = (
        store.load_model(Asset.model_validate(voice["timing"]), Timing)
        if voice
        else unspoken(Script.model_validate(made["script"]["script"]))
    )
    track = store.load_model(Asset.model_validate(captions["cues"]), CaptionTrack) if captions else None
    scenes = [{"id": span.id, "start": round(span.start, 3), "end": round(span.end, 3)} for span in timing.scenes]
    return {"scenes": scenes, "cues": [_cue(group) for group in track.groups] if track else []}


def _cue(group: CaptionGroup) -> dict[str, Any]:
    text = ""
    for word in group.words:
        text = text.removesuffix("-") + word.text if word.joined else f"{text} {word.text}"
    return {"start": round(group.start, 3), "end": round(group.end, 3), "text": text.strip()}
