"""Pictures of every state of every page, desktop and phone, dark and light: `make shots OUT=folder`.

Words after the folder choose states by what their names hold.
"""

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Error, ViewportSize

from tests.browser.chromium import PHONE, chromium
from tests.browser.rig import rig
from tests.browser.stage import Stage, busy, troubled
from tests.browser.states import BUSY, Company, State, of_trouble, rest

VIEWS: dict[str, ViewportSize] = {"desktop": {"width": 1280, "height": 800}, "phone": PHONE}
BRIEFS = ("2 TikToks about pour-over coffee, 8 seconds each", "1 linkedin video about hiring, 8 seconds")
"""What is made besides, so that lists are lists."""
THEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
PATIENCE_MS = 20_000.0
SETTLE_MS = 300.0
"""What colours get to change."""


def main(out: Path, words: list[str]) -> None:
    """Set both stages and take the pictures of what is asked for."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        with rig(Path(folder) / "busy" / "home") as studio:
            stage = busy(studio, "5 fitness reels, 8 seconds each")
            for brief in BRIEFS:
                studio.order(stage.people["owner"], brief)
            take(browser, stage, chosen((one for group in BUSY.values() for one in group(stage)), words), out)
        with troubled(Path(folder)) as stage:
            take(browser, stage, chosen(of_trouble(stage), words), out)


def chosen(states: Iterable[State], words: list[str]) -> list[State]:
    """The states whose name holds one of the words; all when there are none."""
    return [state for state in states if not words or any(word in state.name for word in words)]


def take(browser: Browser, stage: Stage, states: list[State], out: Path) -> None:
    """Four pictures of each state; what goes wrong on the way is told, and what is seen then is the picture."""
    company = Company(browser, stage)
    for state in states:
        for view, size in VIEWS.items():
            page = company.open(state, size)
            page.set_default_timeout(PATIENCE_MS)
            try:
                state.then(page)
                rest(page, waits=state.waits)
            except (Error, AssertionError) as error:
                print(f"{state.name}, {view}: {str(error).splitlines()[0]}", flush=True)
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                page.evaluate("window.scrollTo(0, 0)")
                page.wait_for_timeout(SETTLE_MS)
                name = "-".join((*state.name.replace("/", " ").split(), view, theme))
                page.screenshot(path=out / f"{name}.png", full_page=True)
            page.close()
    company.leave()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
