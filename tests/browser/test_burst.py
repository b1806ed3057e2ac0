"""Events that come in all at once, as they do to a page that was away."""

import json
from itertools import count

from playwright.sync_api import Route, expect

from tests.browser.flow import Visitor

EVENTS = 200
"""More than React lets update one another before it gives a page up."""


def burst() -> str:
    """Events of a stream in one piece, each of which changes what is shown."""
    told = (
        {"type": "STATE_DELTA", "delta": [{"op": "replace", "path": "/costUsd", "value": str(number)}]}
        for number in count()
    )
    return "".join(
        f"id: 0-{number}\ndata: {json.dumps(event)}\n\n" for number, event in zip(range(EVENTS), told, strict=False)
    )


def test_a_burst_of_events_leaves_the_page_as_it_is(ada: Visitor) -> None:
    ada.sign_in()
    ada.brief("1 fitness reel, 6 seconds")
    ada.planned()
    asked: list[str] = []

    def tell(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="text/event-stream", body=burst())

    ada.page.route("**/bff/runs/*/events*", tell, times=1)
    ada.approve()

    ada.made()
    assert asked
    expect(ada.page.get_by_text("This page could not be shown")).to_have_count(0)
    assert ada.faults == []
