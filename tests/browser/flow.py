"""What people do with the pages."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.rig import PASSWORD, WAIT_SECONDS, Account, Rig

MADE_MS = WAIT_SECONDS * 1000
"""The longest wait for videos."""
HYDRATED = "element => Object.keys(element).some(key => key.startsWith('__reactProps'))"
MOVED = """
() => {
  window.moved = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
}
"""
PLAY = "async video => { video.muted = true; await video.play(); }"
PLAYED = "video => video.currentTime > 0 && !video.error && video.videoWidth > 0"


@dataclass
class Visitor:
    """Somebody before a page."""

    studio: Rig
    page: Page
    who: Account
    faults: list[str] = field(default_factory=list)
    """What scripts of the page threw, and what its policy refused."""

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def open(self, path: str) -> None:
        """Go to a page of the studio."""
        self.page.goto(self.studio.base + path)

    def sign_in(self) -> None:
        """By the form, as anybody does."""
        self.open("/login")
        ready(self.page.get_by_role("button", name="Sign in", exact=True))
        self.page.get_by_label("E-mail").fill(self.who.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(f"{self.studio.base}/")

    def brief(self, text: str) -> str:
        """Type a brief and send it; gives the run's id once its page is there."""
        field = self.page.get_by_label("Your brief")
        ready(field)
        field.fill(text)
        self.page.get_by_role("button", name="Plan it").click()
        return self.arrived()

    def arrived(self) -> str:
        """The run whose page this is."""
        self.page.wait_for_url(re.compile(r"/studio/[^/]+$"))
        return self.page.url.rpartition("/")[2]

    def planned(self) -> None:
        """Wait until the plan is there to say yes to."""
        expect(self.yes).to_be_enabled()

    def approve(self) -> None:
        """Say yes."""
        self.planned()
        self.yes.click()

    def made(self) -> None:
        """Wait until the page says that everything is made."""
        expect(self.status("Done")).to_be_visible(timeout=MADE_MS)

    def status(self, words: str) -> Locator:
        """The mark in the page's head that says how the run stands."""
        return self.page.locator("main header").get_by_text(words, exact=True)

    @property
    def yes(self) -> Locator:
        """The button that has the plan carried out."""
        return self.page.get_by_role("button", name="Yes, make it")

    def run(self, run: str) -> Any:
        """What the API says of a run."""
        return self.studio.get(self.who, f"/runs/{run}")

    def videos(self) -> Locator:
        """The players on the page."""
        return self.page.locator("main video")


def ready(element: Locator) -> None:
    """Wait until the page's scripts have taken an element over."""
    element.first.wait_for()
    handle = element.first.element_handle()
    element.page.wait_for_function(HYDRATED, arg=handle)


def plays(video: Locator) -> None:
    """Have a video played, and see it move."""
    video.scroll_into_view_if_needed()
    video.evaluate(PLAY)
    video.page.wait_for_function(PLAYED, arg=video.element_handle())
    video.evaluate("video => video.pause()")


def shifted(page: Page) -> float:
    """How much of the page moved by itself since it was opened: the sum of its layout shifts."""
    return float(page.evaluate(f"({MOVED})() ?? new Promise(done => setTimeout(() => done(window.moved), 100))"))
