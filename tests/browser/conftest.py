"""One studio for all of these tests, one browser for each file of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import chromium
from tests.browser.flow import Visitor
from tests.browser.rig import Rig, rig

expect.set_options(timeout=chromium.WAIT_MS)


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """`studio up` with its pages; what they are built from is built anew only after a change."""
    if not chromium.path():
        pytest.skip("there is no Chromium: install it (`apt install chromium`) or name one in CHROMIUM")
    with rig(tmp_path_factory.mktemp("browser") / "home") as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser; it ends with the file, so that no loop of its own is left to tests that bring one."""
    with chromium.chromium() as made:
        yield made


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A desktop window."""
    with chromium.window(browser) as made:
        yield made


@pytest.fixture
def page(window: BrowserContext) -> Page:
    """A page in it."""
    return window.new_page()


@pytest.fixture
def ada(studio: Rig, page: Page) -> Visitor:
    """Somebody new before the sign-in page."""
    return Visitor(studio, page, studio.person())
