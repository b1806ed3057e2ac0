"""A run that fails half-way: its page says what failed and what came back, and trying again makes the rest.

The failure is provoked: the voice is bought from a vendor that gives up after the first call.
"""

import re
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.flow import MADE_MS, Visitor
from tests.browser.poor import worker
from tests.browser.rig import Rig, rig


@pytest.fixture
def poor(tmp_path: Path, page: Page) -> Iterator[Visitor]:
    """Somebody in a studio that has no worker of its own."""
    with rig(tmp_path / "home", "--workers", "0") as studio:
        yield Visitor(studio, page, studio.person())


def purse(studio: Rig, who: Any) -> dict[str, Decimal]:
    """Credits by what they are for."""
    found = studio.get(who, "/credits")
    return {name: Decimal(str(found[name])) for name in ("balance", "held")}


def settled(studio: Rig, who: Any) -> dict[str, Decimal]:
    """The credits once nothing is held; a run is settled a moment after it ended."""
    until = time.monotonic() + 60
    while (found := purse(studio, who))["held"]:
        assert time.monotonic() < until, f"still held: {found}"
        time.sleep(0.1)
    return found


def test_a_failed_run_says_what_failed_and_what_came_back_and_can_be_tried_again(poor: Visitor) -> None:
    page, home = poor.page, poor.studio.home
    poor.sign_in()
    before = purse(poor.studio, poor.who)
    with worker(home, broke=1):
        run = poor.brief("2 reels about tea")
        poor.approve()
        expect(poor.status("Stopped by a fault")).to_be_visible(timeout=MADE_MS)
        trouble = page.get_by_label("Chat").get_by_role("alert")
        expect(trouble).to_contain_text(re.compile(r"Voice of Reel [12] failed\.\s*The dealer does not like it\."))
        expect(trouble).to_contain_text("Spent: 10 credits ($0.10). The other 20 that were held went back.")
        after = settled(poor.studio, poor.who)
        assert before["balance"] - after["balance"] == 10
        expect(trouble.get_by_role("button", name="Try again")).to_be_enabled()

    with worker(home, broke=1000):
        trouble.get_by_role("button", name="Try again").click()
        poor.made()

    assert [piece["status"] for piece in poor.run(run)["pieces"]] == ["done", "done"]
    assert before["balance"] - settled(poor.studio, poor.who)["balance"] == 20
    assert poor.faults == []


def test_a_page_opened_between_the_yes_and_the_work_follows_it(poor: Visitor) -> None:
    page, studio, who = poor.page, poor.studio, poor.who
    poor.sign_in()
    with worker(studio.home, broke=1000):
        run = studio.order(who, "1 reel about tea, 6 seconds", approve=False)
    studio.post(who, f"/runs/{run}/approve")

    poor.open(f"/studio/{run}")

    expect(poor.status("Being made")).to_be_visible()
    expect(page.get_by_label("Chat").get_by_text("Waiting for a worker")).to_be_visible()
    with worker(studio.home, broke=1000):
        poor.made()
    assert poor.faults == []
