"""Every state of every page that is looked at: how it is come to, and by whom."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.chromium import DESKTOP, WAIT_MS
from tests.browser.flow import Visitor, ready
from tests.browser.stage import Stage

AT_REST = """
stays => {
  const waits = !stays && document.querySelector('main .skeleton, dialog .skeleton, [aria-busy=true]');
  const moves = document.getAnimations().some(one => one.playState === 'running'
    && one.effect?.getComputedTiming().iterations !== Infinity);
  return !waits && !moves && document.fonts.status === 'loaded';
}
"""
"""Nothing is fetched or moves any more."""

Deed = Callable[[Page], object]
SETTINGS = ("", "/credits", "/keys", "/members", "/providers", "/webhooks", "/workspace")
PLACES = ("/", "/gallery", "/brand", "/calendar")
TABS = ("Scene", "Whole piece", "Post", "Checks", "Versions")


def nothing(page: Page) -> None:
    """The page as it is opened."""


@dataclass(frozen=True)
class State:
    """A page as somebody sees it."""

    name: str
    path: str
    then: Deed = nothing
    """What is done there."""
    who: str = "owner"
    """One of the stage's people; empty for somebody who is not signed in."""
    waits: bool = False
    """Whether something of it stays on its way."""


class Company:
    """A window for each of the people, signed in once."""

    def __init__(self, browser: Browser, stage: Stage) -> None:
        self._browser = browser
        self._stage = stage
        self._windows: dict[str, BrowserContext] = {}
        self.faults: list[str] = []
        """What scripts of the pages threw."""

    def open(self, state: State, size: ViewportSize = DESKTOP) -> Page:
        """Go to a page, and wait until it stands still; what is to be done there is left to do."""
        page = self._window(state.who).new_page()
        page.set_viewport_size(size)
        page.on("pageerror", lambda error: self.faults.append(f"{state.name}: {error}"))
        page.goto(self._stage.studio.base + state.path)
        page.locator("main").first.wait_for()
        rest(page, waits=state.waits)
        return page

    def _window(self, who: str) -> BrowserContext:
        if who not in self._windows:
            window = self._browser.new_context(color_scheme="dark", reduced_motion="reduce")
            window.set_default_timeout(WAIT_MS)
            self._windows[who] = window
            if who:
                self._come_in(window.new_page(), who)
        return self._windows[who]

    def _come_in(self, page: Page, who: str) -> None:
        visitor = Visitor(self._stage.studio, page, self._stage.people[who])
        visitor.sign_in()
        if who in self._stage.doors and who != "guest":
            visitor.open(f"/invite/{self._stage.doors[who]}")
            join = page.get_by_role("button", name=re.compile("^Join "))
            ready(join)
            join.click()
            page.wait_for_url(f"{visitor.studio.base}/")
        page.close()

    def leave(self) -> None:
        """Close all windows."""
        for window in self._windows.values():
            window.close()


def rest(page: Page, *, waits: bool = False) -> None:
    """Wait until nothing moves any more, and nothing is on its way unless it stays there."""
    if page.locator("a, button").count():
        ready(page.locator("a, button"))
    page.wait_for_function(AT_REST, arg=waits)


def press(*keys: str) -> Deed:
    """Keys, one after another."""

    def then(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return then


def click(*names: str) -> Deed:
    """Buttons, one after another."""

    def then(page: Page) -> None:
        for name in names:
            page.get_by_role("button", name=re.compile(name)).first.click()

    return then


def opened(page: Page) -> None:
    """What opens over the page is there."""
    page.get_by_role("dialog").wait_for()


def dialog(*names: str) -> Deed:
    """What opens over the page."""

    def then(page: Page) -> None:
        click(*names)(page)
        opened(page)

    return then


def fill(button: str, *values: tuple[str, str]) -> Deed:
    """A form, sent off."""

    def then(page: Page) -> None:
        for label, value in values:
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_role("button", name=button, exact=True).click()

    return then


def each(*deeds: Deed) -> Deed:
    """One deed after another."""

    def then(page: Page) -> None:
        for deed in deeds:
            deed(page)

    return then


def seen(text: str) -> Deed:
    """Wait for words."""
    return lambda page: expect(page.get_by_text(re.compile(text)).first).to_be_visible()


def tab(name: str) -> Deed:
    """A part of a piece's page."""
    return lambda page: (
        page.get_by_role("navigation", name="About this piece").get_by_role("button", name=name).click()
    )


def away(page: Page) -> None:
    """The studio does not answer."""
    page.route("**/bff/pulse", lambda route: route.abort())
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    seen("^Reconnecting$")(page)


def offline(page: Page) -> None:
    """There is no network."""
    page.context.set_offline(True)
    seen("^Offline$")(page)
    page.context.set_offline(False)


def broken(key: str, page: Page) -> None:
    """A part of the page cannot be fetched."""
    page.route("**/_next/static/chunks/**", lambda route: route.abort())
    page.keyboard.press(key)
    seen("This page could not be shown")(page)


def _places(who: str, places: Iterable[str]) -> list[State]:
    return [State(f"{who} {path}", path, who=who) for path in places]


def of_strangers(stage: Stage) -> list[State]:
    """Somebody who is not signed in."""
    return [
        State("sign in", "/login", who=""),
        State("register", "/login?new=", who=""),
        State(
            "sign in refused",
            "/login",
            each(
                fill("Sign in", ("E-mail", "nobody@example.com"), ("Password", "not the right one")),
                seen("do not belong together"),
            ),
            who="",
        ),
        *(State(f"share {name}", f"/share/{token}", who="") for name, token in stage.shares.items()),
    ]


def of_newcomers(stage: Stage) -> list[State]:
    """Somebody who has nothing yet, or is invited."""
    return [
        *_places("newcomer", (*PLACES, "/settings/credits", "/nothing-is-here", "/studio/nothing-is-here")),
        State("invited", f"/invite/{stage.doors['guest']}", who="guest"),
        State("invited as another", f"/invite/{stage.doors['guest']}", who="newcomer"),
    ]


def of_owners(stage: Stage) -> list[State]:
    """Somebody with work, and that work."""
    done, planned, failed = (f"/studio/{stage.runs[name]}" for name in ("done", "planned", "failed"))
    return [
        *_places("owner", ("/", "/gallery", "/calendar", *(f"/settings{part}" for part in SETTINGS))),
        State("run done", done),
        State("run done graph", done, press("g")),
        State("run done list", done, press("l")),
        State("run planned", planned),
        State("run planned list", planned, press("l")),
        State("run failed", failed),
    ]


def of_dialogs(stage: Stage) -> list[State]:
    """What opens over pages, and what forms answer."""
    planned, keys = f"/studio/{stage.runs['planned']}", "/settings/keys"
    return [
        State("help", "/", each(press("?"), opened)),
        State("palette", "/", each(press("Control+k"), opened)),
        State(
            "palette empty", "/", each(press("Control+k"), opened, press(*"zzzz"), seen("Nothing goes by that name"))
        ),
        State("account", "/", click("^Account and workspaces$")),
        State("brief link", "/", dialog("^Link$")),
        State("brief script", "/", dialog("^Script$")),
        State("brief options", "/", dialog("^Options$")),
        State("piece of a plan", planned, each(press("l"), dialog("^Change Reel 1$"))),
        State("step of a plan", planned, each(press("g"), click("^Voice"), seen("Expected"))),
        State("plan a post", "/calendar", dialog("^Plan a post$")),
        State("post", "/calendar", dialog("planned$")),
        State(
            "key made", "/settings/keys", each(fill("Make key", ("Name of the key", "Mailer")), seen("Copy it now"))
        ),
        State("key without a name", keys, fill("Make key", ("Name of the key", ""))),
        State("key revoked", keys, dialog("^Revoke")),
        State("key changed", keys, dialog("^Rotate")),
        State(
            "invitation made",
            "/settings/members",
            each(fill("Make link", ("E-mail", "sam@example.com")), seen("shown this one time")),
        ),
        State("webhook refused", "/settings/webhooks", fill("Add address", ("Address", "not an address"))),
        State("webhook messages", "/settings/webhooks", each(click("^Messages$"), seen("run.done"))),
    ]


def of_pieces(stage: Stage) -> list[State]:
    """A piece, and what can be done about it."""
    piece = f"/studio/{stage.runs['done']}/piece/{stage.piece}"
    line = partial(_type, text="Nobody tells you this about tea.")
    return [
        *(State(f"piece {name.lower()}", piece, tab(name)) for name in TABS),
        State("piece locked scene", piece, each(press("j"), seen("This scene is locked"))),
        State("piece changed", piece, each(line, seen("not sent yet"))),
        State("piece files", piece, click("^Download$")),
        State("piece shared", piece, each(dialog("^Share$"), click("^Make a link$"), seen("copy it now"))),
        State("piece not made", f"/studio/{stage.runs['planned']}/piece/{stage.piece}"),
        State("piece redone", piece, each(press("r"), seen("gets another picture"))),
    ]


def _type(page: Page, text: str) -> None:
    page.locator("#field-scene-say").fill(text)


def of_members(stage: Stage) -> list[State]:
    """People in other roles than the owner's."""
    done, planned = (f"/studio/{stage.runs[name]}" for name in ("done", "planned"))
    runs = (done, planned, f"/studio/{stage.runs['failed']}", f"{done}/piece/{stage.piece}")
    return [
        *_places("viewer", ("/", "/brand", "/calendar", *runs)),
        *_places("viewer", (f"/settings/{part}" for part in ("members", "keys", "webhooks", "workspace"))),
        State("viewer post", "/calendar", dialog("planned$"), who="viewer"),
        State("viewer whole piece", runs[-1], tab("Whole piece"), who="viewer"),
        State("viewer versions", runs[-1], tab("Versions"), who="viewer"),
        *_places("editor", (planned, "/settings/members", "/settings/keys")),
    ]


def of_lost_lines(stage: Stage) -> list[State]:
    """Pages that lose their studio."""
    return [
        State("offline", "/", offline),
        State("away", f"/studio/{stage.runs['planned']}", away),
        State("broken page", f"/studio/{stage.runs['planned']}", partial(broken, "l")),
        State("broken studio", "/", partial(broken, "?")),
    ]


def of_trouble(stage: Stage) -> list[State]:
    """Runs that did not go as they should; the stage is a troubled one."""
    runs = {name: f"/studio/{run}" for name, run in stage.runs.items()}
    return [
        *(State(f"run {name}", path, waits=name == "unread") for name, path in runs.items() if name != "dear"),
        State("troubled runs", "/"),
        State("who stood in", runs["stood in"], each(press("g"), click("^Voice"), seen("took over"))),
        State("proposed", runs["proposed"]),
        State("proposed on the piece", f"{runs['proposed']}/piece/{stage.piece}"),
        State("piece lost", f"{runs['half']}/piece/{stage.piece}"),
        State("out of credits", runs["dear"], each(click("^Yes, make it$"), seen("To your credits"))),
        State("credits after it", "/settings/credits"),
        State("providers in trouble", "/settings/providers"),
    ]


BUSY: dict[str, Callable[[Stage], list[State]]] = {
    "strangers": of_strangers,
    "newcomers": of_newcomers,
    "owners": of_owners,
    "dialogs": of_dialogs,
    "pieces": of_pieces,
    "members": of_members,
    "lost lines": of_lost_lines,
}
"""States of a busy studio, by what they are about."""
