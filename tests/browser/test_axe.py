"""Every state of every page: nothing that axe finds fault with, nothing that moves, nothing wider than a phone."""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.flow import shifted
from tests.browser.rig import Rig
from tests.browser.stage import Stage, busy, troubled
from tests.browser.states import BUSY, Company, State, of_trouble, rest

CLS = 0.02
"""The most that a page may shift by itself."""
NARROW = (390, 320)
"""Widths of phones: many people's, and the least that has to do by WCAG 2.2, 1.4.10."""
RUN_AXE = """
async (only) => {
  const found = await axe.run(document, { resultTypes: ['violations'], ...(only.length && { runOnly: only }) });
  return found.violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.map(node => node.html.slice(0, 160)).slice(0, 3).join(' | ')}`);
}
"""
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that a theme can break: all else of a page is the same in both."""
WIDER = """
() => [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 120)).slice(-2)
"""
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture(scope="module")
def stage(studio: Rig) -> Stage:
    return busy(studio)


@pytest.fixture(scope="module")
def trouble(studio: Rig, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with troubled(tmp_path_factory.mktemp("trouble")) as made:
        yield made


@cache
def axe() -> str:
    """The engine, from the package that brings it; nothing is fetched."""
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def faults(page: Page, only: tuple[str, ...] = ()) -> list[str]:
    """What axe says of the page as it stands."""
    page.wait_for_function("typeof axe === 'object' && !axe._running")
    return list(page.evaluate(RUN_AXE, list(only)))


def inspected(page: Page, state: State) -> list[str]:
    """What is wrong with a page that was just opened."""
    moved = shifted(page)
    wrong = [f"it shifts by {moved:.3f}"] if moved > CLS else []
    state.then(page)
    rest(page, waits=state.waits)
    page.evaluate(axe())
    wrong += faults(page)
    page.emulate_media(color_scheme="light")
    rest(page, waits=state.waits)
    wrong += [f"light: {fault}" for fault in faults(page, COLOURS)]
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 844})
        if not page.evaluate(FITS):
            wrong.append(f"wider than {width}: {page.evaluate(WIDER)}")
    return wrong


def inspection(browser: Browser, stage: Stage, states: list[State]) -> dict[str, Any]:
    """What is wrong, by state; with what scripts threw, unless that is what a state is about."""
    company, found = Company(browser, stage), {}
    try:
        for state in states:
            page = company.open(state)
            if wrong := inspected(page, state):
                found[state.name] = wrong
            page.close()
    finally:
        company.leave()
    return found | ({"scripts": company.faults} if company.faults else {})


def told(found: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {wrong}" for name, wrong in found.items())


def working(page: Page) -> None:
    page.get_by_role("progressbar", name="Work done").first.wait_for()


@pytest.mark.parametrize("group", BUSY)
def test_every_state_of_every_page(browser: Browser, stage: Stage, group: str) -> None:
    found = inspection(browser, stage, BUSY[group](stage))
    assert not found, told(found)


def test_runs_that_did_not_go_as_they_should(browser: Browser, trouble: Stage) -> None:
    found = inspection(browser, trouble, of_trouble(trouble))
    assert not found, told(found)


def test_a_run_at_work(browser: Browser, stage: Stage) -> None:
    studio, owner = stage.studio, stage.people["owner"]
    run = studio.order(owner, "3 reels about cycling, 20 seconds each", approve=False)
    studio.post(owner, f"/runs/{run}/approve")
    studio.ends(owner, run, "running")
    found = inspection(browser, stage, [State("at work", f"/studio/{run}", working)])
    studio.post(owner, f"/runs/{run}/cancel")
    studio.ends(owner, run, "cancelled")
    found |= inspection(browser, stage, [State("cancelled", f"/studio/{run}")])
    assert not found, told(found)
