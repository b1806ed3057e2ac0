"""Prices of language models, from the map LiteLLM ships: read as a file, since to import it takes seconds."""

import json
from decimal import Decimal
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from providers.usage import Unit

FILE = "model_prices_and_context_window_backup.json"
FIELDS: dict[Unit, str] = {"token_in": "input_cost_per_token", "token_out": "output_cost_per_token"}


def token_price(model: str, unit: Unit) -> Decimal | None:
    """US dollars of one token of a model by its LiteLLM name; None when the map does not have it."""
    field = FIELDS.get(unit)
    if field is None or not model:
        return None
    known = _map()
    entry = known.get(model) or known.get(model.partition("/")[2]) or {}
    return Decimal(str(entry[field])) if field in entry else None


@lru_cache(maxsize=1)
def _map() -> dict[str, dict[str, Any]]:
    spec = find_spec("litellm")
    places = spec.submodule_search_locations if spec else None
    path = Path(next(iter(places))) / FILE if places else None
    if path is None or not path.is_file():
        return {}
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found
