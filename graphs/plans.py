"""Names and hashes: what freezes a plan, and what a run is called."""

import hashlib
import json
import re
import secrets
import unicodedata
from datetime import datetime

from studio.domain.brief import ContentSpec
from studio.domain.plan import Plan

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that look like another."""

SLUG_LENGTH = 24


def plan_hash(plan: Plan) -> str:
    """A hash of what will be done: the spec and the steps, not their price."""
    steps = [[s.id, s.tool, s.args, list(s.needs), s.given, *([s.take] if s.take else [])] for s in plan.steps]
    spec = plan.spec.model_dump(mode="json", exclude={"questions"})
    canonical = json.dumps([spec, steps], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def new_token() -> str:
    """Four random letters."""
    return "".join(secrets.choice(LETTERS) for _ in range(4))


def run_name(spec: ContentSpec, token: str, now: datetime) -> str:
    """A run's id: sorts by day, tells the topic, ends in the token (`20261123-fitness-k3f9`)."""
    topics = [piece.topic for piece in spec.pieces]
    return f"{now:%Y%m%d}-{slug(topics[0]) if topics else 'run'}-{token}"


def slug(text: str) -> str:
    """Words as a short file name in plain letters; other scripts become `reels`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    words = re.findall(r"[a-z0-9]+", plain)
    short = ""
    for word in words:
        if short and len(short) + len(word) >= SLUG_LENGTH:
            break
        short = f"{short}-{word}".strip("-")[:SLUG_LENGTH]
    return short or "reels"
