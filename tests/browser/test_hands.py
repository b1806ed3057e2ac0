"""The same with a thumb, and without a mouse."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import PHONE, window
from tests.browser.flow import PLAYED, Visitor, plays, ready
from tests.browser.rig import Rig

BRIEF = "1 fitness reel, 6 seconds"
TABS = 60
"""More than any page has to go through to reach something."""


@pytest.fixture
def phone(studio: Rig, browser: Browser) -> Iterator[Visitor]:
    with window(browser, viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2) as made:
        yield Visitor(studio, made.new_page(), studio.person())


def fits(page: Page) -> bool:
    """Whether nothing is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_on_a_phone_chat_plan_and_videos_are_three_tabs(phone: Visitor) -> None:
    page = phone.page
    phone.sign_in()
    assert fits(page)
    phone.brief(BRIEF)
    tabs = page.get_by_role("navigation", name="Parts of this run")
    expect(tabs.get_by_role("button")).to_have_text(["Chat", "Plan", "Videos"])
    phone.planned()
    assert fits(page)

    tabs.get_by_role("button", name="Plan").tap()
    expect(page.get_by_role("table", name="Steps of Reel 1")).to_be_visible()
    assert fits(page)
    tabs.get_by_role("button", name="Chat").tap()
    phone.yes.tap()
    phone.made()
    tabs.get_by_role("button", name="Videos").tap()

    plays(phone.videos().first)
    assert fits(page)
    assert phone.faults == []


def reach(page: Page, role: str, name: str) -> None:
    """Go to something by the Tab key alone."""
    wanted = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    ready(wanted)
    for _ in range(TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            assert wanted.evaluate("element => element.matches(':focus-visible')")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{TABS} times Tab did not reach {role} {name!r}")


def test_everything_goes_without_a_mouse(ada: Visitor) -> None:
    page = ada.page
    ada.open("/login")
    reach(page, "textbox", "E-mail")
    page.keyboard.type(ada.who.email)
    reach(page, "textbox", "Password")
    page.keyboard.type("correct horse battery staple")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{ada.studio.base}/")

    reach(page, "textbox", "Your brief")
    page.keyboard.type(BRIEF)
    page.keyboard.press("Enter")
    run = ada.arrived()
    ada.planned()
    reach(page, "button", "List")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="Steps of Reel 1")).to_be_visible()
    page.keyboard.press("a")
    ada.made()
    assert ada.run(run)["status"] == "done"

    page.keyboard.press("v")
    expect(ada.videos()).to_have_count(1)
    ready(ada.videos())
    for _ in range(TABS):
        if page.evaluate("document.activeElement?.tagName === 'VIDEO'"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_function(PLAYED, arg=ada.videos().first.element_handle())
    assert ada.faults == []
