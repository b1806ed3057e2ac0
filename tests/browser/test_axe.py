"""Every page, in both themes: nothing that axe finds fault with, and nothing that moves while it loads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import window
from tests.browser.flow import Visitor, ready, shifted
from tests.browser.rig import Account, Rig

CLS = 0.02
"""The most that a page may shift by itself."""
AT_REST = """
() => {
  const waits = document.querySelector('main .skeleton, [aria-busy=true]');
  const moves = document.getAnimations().some(one => one.playState === 'running'
    && one.effect?.getComputedTiming().iterations !== Infinity);
  return !waits && !moves && document.fonts.status === 'loaded';
}
"""
RUN_AXE = """
async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(
  ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(node => node.html.slice(0, 160)).slice(0, 3).join(' | ')}`)
"""
OPEN_PAGES = ("/login", "/login?new=")
PAGES = (
    "/",
    "/gallery",
    "/brand",
    "/calendar",
    "/settings",
    "/settings/credits",
    "/settings/keys",
    "/settings/members",
    "/settings/providers",
    "/settings/webhooks",
    "/settings/workspace",
    "/nothing-is-here",
)
"""For somebody without a run, and again for somebody with some."""


@dataclass(frozen=True)
class Work:
    """Somebody with a run in every state."""

    who: Account
    done: str
    planned: str
    failed: str
    share: str


@pytest.fixture(scope="module")
def work(studio: Rig) -> Work:
    who = studio.person("cleo")
    done = studio.order(who, "1 reel about tea, 6 seconds")
    share = studio.post(who, f"/runs/{done}/shares", downloads=True)["token"]
    planned = studio.order(who, "3 reels about coffee, 20 seconds each", approve=False)
    failed = str(studio.post(who, "/briefs", text="0 reels")["run_id"])
    studio.ends(who, failed, "failed")
    return Work(who, done, planned, failed, share)


@pytest.fixture(params=["dark", "light"])
def themed(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    with window(browser, color_scheme=request.param, reduced_motion="reduce") as made:
        yield made.new_page()


@cache
def axe() -> str:
    """The engine, from the package that brings it; nothing is fetched."""
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """What axe says of the page as it stands."""
    page.wait_for_function(AT_REST)
    page.evaluate(axe())
    return list(page.evaluate(RUN_AXE))


class Inspection:
    """Goes from page to page and keeps what is wrong with them."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self.found: dict[str, Any] = {}

    def look(self, path: str, then: Callable[[Page], object] = lambda page: None, name: str = "") -> None:
        """Open a page, do something there, and look at it."""
        page = self._visitor.page
        self._visitor.open(path)
        page.locator("main").first.wait_for()
        ready(page.locator("a, button"))
        page.wait_for_function(AT_REST)
        moved = shifted(page)
        then(page)
        wrong = [*faults(page), *([f"it shifts by {moved:.3f}"] if moved > CLS else [])]
        if wrong:
            self.found[name or path] = wrong


def test_pages_for_everybody_and_for_somebody_new(studio: Rig, themed: Page) -> None:
    visitor = Visitor(studio, themed, studio.person("dora"))
    inspection = Inspection(visitor)
    for path in OPEN_PAGES:
        inspection.look(path)
    visitor.sign_in()
    for path in PAGES:
        inspection.look(path)
    assert not inspection.found, "\n".join(f"{name}: {wrong}" for name, wrong in inspection.found.items())
    assert visitor.faults == []


def test_pages_of_somebody_with_runs(studio: Rig, themed: Page, work: Work) -> None:
    visitor = Visitor(studio, themed, work.who)
    visitor.sign_in()
    inspection = Inspection(visitor)
    for path in ("/", "/gallery", "/calendar", f"/share/{work.share}", f"/studio/{work.failed}"):
        inspection.look(path)
    for key in ("", "g", "l", "v"):
        inspection.look(f"/studio/{work.done}", partial(_press, key=key), f"done {key}")
    inspection.look(f"/studio/{work.planned}", name="planned")
    inspection.look(f"/studio/{work.planned}", lambda page: _press(page, "l"), "planned list")
    inspection.look(f"/studio/{work.planned}", lambda page: _dialog(page, "Change Reel 1"), "a piece's dialog")
    inspection.look("/", lambda page: _press(page, "?"), "help")
    inspection.look("/", lambda page: _press(page, "Control+k"), "palette")
    piece = studio.get(work.who, f"/runs/{work.done}")["pieces"][0]["id"]
    for tab in ("Scene", "Whole piece", "Post", "Checks", "Versions"):
        inspection.look(f"/studio/{work.done}/piece/{piece}", partial(_tab, name=tab), f"piece: {tab}")
    assert not inspection.found, "\n".join(f"{name}: {wrong}" for name, wrong in inspection.found.items())
    assert visitor.faults == []


def test_a_run_at_work(studio: Rig, themed: Page, work: Work) -> None:
    visitor = Visitor(studio, themed, work.who)
    run = studio.order(work.who, "3 reels about cycling, 20 seconds each", approve=False)
    visitor.sign_in()
    studio.post(work.who, f"/runs/{run}/approve")
    studio.ends(work.who, run, "running")
    inspection = Inspection(visitor)
    inspection.look(f"/studio/{run}", lambda page: page.get_by_role("progressbar", name="Work done").first.wait_for())
    studio.post(work.who, f"/runs/{run}/cancel")
    studio.ends(work.who, run, "cancelled")
    inspection.look(f"/studio/{run}", name="cancelled")
    assert not inspection.found, "\n".join(f"{name}: {wrong}" for name, wrong in inspection.found.items())


def _press(page: Page, key: str) -> None:
    if key:
        page.keyboard.press(key)


def _dialog(page: Page, name: str) -> None:
    page.keyboard.press("l")
    page.get_by_role("button", name=name).click()
    page.get_by_role("dialog").wait_for()


def _tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="About this piece").get_by_role("button", name=name).click()
