"""Writes `web/openapi.json`, from which the typed client is generated: `python web/scripts/openapi.py`."""

import json
from pathlib import Path

from api.app import create_app
from api.serve import ROUTERS

KEPT = Path(__file__).parents[1] / "openapi.json"


def description() -> str:
    """The API's description as it is kept: keys in order, so that a change shows as little as it is."""
    return json.dumps(create_app(ROUTERS).openapi(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    KEPT.write_text(description(), encoding="utf-8")
