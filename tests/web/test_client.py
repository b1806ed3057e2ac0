"""The typed client of the pages is made from what the API says of itself today."""

import importlib.util
from pathlib import Path

WEB = Path(__file__).parents[2] / "web"


def test_the_kept_description_is_the_apis() -> None:
    spec = importlib.util.spec_from_file_location("web_openapi", WEB / "scripts" / "openapi.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    kept = (WEB / "openapi.json").read_text(encoding="utf-8")

    assert kept == script.description(), "stale: run `python web/scripts/openapi.py`"
