"""Checks the new values of a piece, and tells in words what changes."""

from collections.abc import Iterator, Mapping
from typing import Any

from agents.planning.choose import known_name
from agents.reading.asked_language import english_name, supported
from agents.reading.assemble import check_seconds
from agents.writing.rules import check_rules
from studio.domain.brief import LANGUAGES, Piece
from studio.domain.operations import SetPiece
from studio.domain.platforms import PLATFORMS
from studio.errors import BadRequest
from studio.settings import Settings

TOPIC, ANGLE, TONE = 300, 200, 60
"""Most characters of each."""


def checked_changes(piece: Piece, asked: SetPiece, settings: Settings) -> dict[str, Any]:
    """The fields that really change, with names as they are spelt here.

    Raises:
        BadRequest: A value cannot be; the hint says what can.
    """
    changes = {name: value for name, value in asked.changes.items() if value != getattr(piece, name)}
    if not asked.changes:
        raise BadRequest(f"nothing to change in {piece.id}", "give topic, seconds, voice or another field")
    if "platform" in changes:
        changes["platform"] = known_name("platform", str(changes["platform"]), tuple(PLATFORMS))
    if "topic" in changes:
        changes["topic"] = checked_topic(str(changes["topic"]))
    for name, limit in (("angle", ANGLE), ("tone", TONE)):
        if len(str(changes.get(name, ""))) > limit:
            raise BadRequest(f"the {name} has {len(str(changes[name]))} characters", f"at most {limit} fit")
    if "language" in changes and not supported(str(changes["language"])):
        known = ", ".join(f"{code} ({english_name(code)})" for code in LANGUAGES)
        raise BadRequest(f"the language “{changes['language']}” is not spoken here", f"choose one of {known}")
    _check_length(piece, changes, settings)
    rules = piece.model_copy(update=changes)
    check_rules(rules.must_say, rules.must_not)
    return changes


def checked_topic(text: str) -> str:
    """A topic without space around it.

    Raises:
        BadRequest: It is empty or too long.
    """
    topic = " ".join(text.split())
    if not topic:
        raise BadRequest("a piece needs a topic", "say in a few words what it is about")
    if len(topic) > TOPIC:
        raise BadRequest(f"the topic has {len(topic)} characters", f"at most {TOPIC} fit")
    return topic


def _check_length(piece: Piece, changes: Mapping[str, Any], settings: Settings) -> None:
    seconds = float(changes.get("seconds", piece.seconds))
    platform = PLATFORMS[changes.get("platform", piece.platform)]
    if "seconds" in changes:
        check_seconds(seconds, settings)
    if {"seconds", "platform"} & changes.keys() and not platform.min_seconds <= seconds <= platform.max_seconds:
        raise BadRequest(
            f"{platform.title} takes {platform.min_seconds:g} to {platform.max_seconds:g} seconds, not {seconds:g}",
            "set seconds within that, or another platform",
        )


def told(before: Piece, after: Piece, changes: Mapping[str, Any]) -> Iterator[str]:
    """What is different now, for people: what was asked for, and what followed from it."""
    for name in Piece.model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if old != new and (name in changes or name in ("aspect", "voice")):
            yield f"{before.id}: {name.replace('_', ' ')} {_shown(old)} → {_shown(new)}"


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return ", ".join(f"“{phrase}”" for phrase in value) or "nothing"
    return f"{value:g}" if isinstance(value, float) else str(value) or "any"
