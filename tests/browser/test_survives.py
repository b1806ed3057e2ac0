"""What may happen while videos are made, with somebody looking on: nothing of the run is lost or done twice."""

import os
import signal

import pytest
from playwright.sync_api import expect

from tests.browser.flow import MADE_MS, Visitor, plays
from tests.browser.rig import until

BRIEF = "2 fitness reels, 6 seconds each"


def under_way(ada: Visitor) -> str:
    """A run of which some steps are done and others are not, and its page."""
    ada.sign_in()
    run = ada.brief(BRIEF)
    ada.approve()
    expect(ada.page.locator("[aria-label*=': done']").first).to_be_visible(timeout=MADE_MS)
    assert ada.run(run)["status"] == "running"
    return run


def done(ada: Visitor, run: str) -> dict[str, set[str]]:
    """Steps that the books have as begun so far and that are done."""
    states = {step["id"]: step["status"] for step in ada.run(run)["steps"]}
    return {step: times for step, times in ada.studio.makings(run).items() if states[step] == "done"}


def whole(ada: Visitor, run: str, kept: dict[str, set[str]]) -> None:
    """The page ends with every video, each step is there once, and what was done stayed as it was."""
    ada.made()
    found = ada.run(run)
    assert [piece["status"] for piece in found["pieces"]] == ["done", "done"]
    steps = [step["id"] for step in found["steps"]]
    assert sorted(steps) == sorted({step["id"] for step in found["plan"]["steps"]})
    after = ada.studio.makings(run)
    assert {step: after[step] for step in kept if not step.endswith(".export")} == {
        step: times for step, times in kept.items() if not step.endswith(".export")
    }
    ada.page.get_by_role("navigation", name="Beside the chat").get_by_role("button", name="Videos").click()
    expect(ada.videos()).to_have_count(2)
    plays(ada.videos().first)
    ada.page.get_by_role("button", name="Plan", exact=True).last.click()
    nodes = ada.page.get_by_role("group", name="The plan as a graph").get_by_role("button")
    expect(nodes).to_have_count(len(steps))


def test_a_reload_in_mid_run_goes_on_where_it_was(ada: Visitor) -> None:
    run = under_way(ada)
    kept = done(ada, run)

    ada.page.reload()

    expect(ada.page.locator("[aria-label*=': done'], [aria-label*=': kept']").first).to_be_visible()
    whole(ada, run, kept)
    assert ada.faults == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["term", "kill"])
def test_a_restart_in_mid_run_is_survived_by_the_page(ada: Visitor, how: signal.Signals) -> None:
    run = under_way(ada)
    kept = done(ada, run)

    ada.studio.stop(how)
    expect(ada.page.get_by_role("banner")).to_contain_text("Reconnecting")
    ada.studio.start()

    whole(ada, run, kept)


def test_a_worker_that_is_killed_in_mid_run_is_followed_by_another(ada: Visitor) -> None:
    run = under_way(ada)
    kept = done(ada, run)
    (worker,) = ada.studio.workers()

    os.kill(worker, signal.SIGKILL)

    until(lambda: set(ada.studio.workers()) - {worker}, "another worker")
    whole(ada, run, kept)
    assert ada.faults == []
