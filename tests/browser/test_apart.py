"""Two people in two workspaces at the same time see nothing of each other."""

import httpx
from playwright.sync_api import Browser, expect

from tests.browser.chromium import window
from tests.browser.flow import Visitor
from tests.browser.rig import Rig

ADA, BOB = "1 reel about sourdough bread, 6 seconds", "1 reel about mountain bikes, 6 seconds"


def test_two_workspaces_at_once_see_nothing_of_each_other(studio: Rig, browser: Browser) -> None:
    with window(browser) as one, window(browser) as other:
        ada = Visitor(studio, one.new_page(), studio.person("ada"))
        bob = Visitor(studio, other.new_page(), studio.person("bob"))
        ada.sign_in()
        bob.sign_in()
        hers, his = ada.brief(ADA), bob.brief(BOB)
        ada.approve()
        bob.approve()
        ada.made()
        bob.made()

        for visitor, own, foreign, run in ((ada, hers, "mountain", his), (bob, his, "sourdough", hers)):
            for path in ("/", "/gallery"):
                visitor.open(path)
                expect(visitor.page.locator(f"main [href*='{own}']").first).to_be_visible()
                assert run not in visitor.page.content()
                assert foreign not in visitor.page.content().lower()
            visitor.open(f"/studio/{run}")
            # the address that was asked for is in the page, and an id is made from words of the brief
            assert foreign not in visitor.page.content().replace(run, "").lower()
            expect(visitor.page.get_by_role("main")).not_to_contain_text("Done")
            for path in (
                f"/bff/runs/{run}",
                f"/bff/runs/{run}/events",
                f"/bff/runs/{run}/download",
                f"/bff/files/{run}/reel-1/video",
            ):
                assert visitor.page.request.get(studio.base + path).status == 404, path


def test_without_a_sign_in_there_is_nothing_to_see(studio: Rig, browser: Browser) -> None:
    with window(browser) as made:
        page = made.new_page()
        page.goto(f"{studio.base}/gallery")
        page.wait_for_url("**/login?next=%2Fgallery")
    for path in ("/bff/runs/any", "/bff/files/any/reel-1/video", "/bff/pulse"):
        assert httpx.get(studio.base + path, timeout=60).status_code == 401, path
