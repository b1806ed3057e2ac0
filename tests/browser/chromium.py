"""Debian's Chromium, or the one that CHROMIUM names."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
WAIT_MS = 120_000.0
"""What a page gets to do what it was told, on a busy machine."""


def path() -> str:
    """Where it is; empty where there is none."""
    named = os.environ.get("CHROMIUM", "")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    return found or ""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for as long as this lasts; the test is skipped where none is installed."""
    where = path()
    if not where:
        pytest.skip("there is no Chromium: install it (`apt install chromium`) or name one in CHROMIUM")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=where, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(browser: Browser, **options: object) -> Iterator[BrowserContext]:
    """A person's browser: its own cookies, its own size."""
    given: dict[str, object] = {"viewport": DESKTOP, "color_scheme": "dark", **options}
    context = browser.new_context(**given)  # type: ignore[arg-type]
    context.set_default_timeout(WAIT_MS)
    context.set_default_navigation_timeout(WAIT_MS)
    try:
        yield context
    finally:
        context.close()
