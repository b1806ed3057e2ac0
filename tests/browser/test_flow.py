"""From the sign-in to the download, as a person does it."""

from pathlib import Path

import av
import pytest
from playwright.sync_api import expect

from tests.browser.flow import MADE_MS, Visitor, plays, ready


def through_the_plan(ada: Visitor, brief: str, topic: str) -> str:
    """Sign in, send a brief, give its first piece another topic, and have it made."""
    ada.sign_in()
    run = ada.brief(brief)
    ada.planned()
    ada.page.get_by_role("button", name="List", exact=True).click()
    ada.page.get_by_role("button", name="Change Reel 1").click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_label("Topic").fill(topic)
    dialog.get_by_role("button", name="Change it").click()
    expect(ada.page.get_by_role("main").get_by_text(topic).first).to_be_visible()
    expect(ada.yes).to_be_enabled()
    assert ada.run(run)["plan"]["spec"]["pieces"][0]["topic"] == topic
    return run


def approve_and_watch(ada: Visitor) -> None:
    """Say yes in the plan as a graph, and see its steps and the cards of the chat move."""
    page = ada.page
    page.get_by_role("button", name="Graph", exact=True).click()
    nodes = page.get_by_role("group", name="The plan as a graph").get_by_role("button")
    expect(nodes.first).to_be_visible()
    steps = nodes.count()
    ada.approve()
    expect(page.locator("[aria-label*=': at work']").first).to_be_visible(timeout=MADE_MS)
    expect(page.locator("[aria-label*=': done']").first).to_be_visible(timeout=MADE_MS)
    expect(page.get_by_label("Chat").get_by_role("progressbar", name="Work done")).to_be_visible()
    ada.made()
    page.get_by_role("button", name="Plan", exact=True).last.click()
    expect(page.locator("[aria-label*=': done'], [aria-label*=': kept from before']")).to_have_count(steps)


def watch(ada: Visitor, number: int) -> None:
    """See every video play."""
    ada.page.get_by_role("navigation", name="Beside the chat").get_by_role("button", name="Videos").click()
    expect(ada.videos()).to_have_count(number)
    for place in range(number):
        plays(ada.videos().nth(place))


def asked_what_shall_differ(ada: Visitor, run: str, piece: str) -> None:
    """Redo a scene without a word typed: the page asks, for that scene, and nothing is proposed."""
    page = ada.page
    ada.open(f"/studio/{run}/piece/{piece}")
    ready(page.locator("#field-scene-say"))
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_text("What shall be different in this scene?")).to_be_visible()
    expect(page.locator("#field-scene-say")).to_be_focused()
    assert ada.run(run)["proposal"] is None


def redo_first_scene(ada: Visitor, run: str, piece: str) -> tuple[set[str], set[str]]:
    """Give the first scene another line; the steps that were proposed for it, and those that were begun again."""
    page = ada.page
    ada.open(f"/studio/{run}/piece/{piece}")
    before = ada.studio.makings(run)
    ready(page.locator("#field-scene-say"))
    page.locator("#field-scene-say").fill("Nobody tells you this on your first day at the gym.")
    page.get_by_role("button", name="See the price").click()
    proposal = page.get_by_role("region", name="Proposed change")
    expect(proposal.get_by_test_id("price")).to_be_visible()
    redone = set(ada.run(run)["proposal"]["redone"])
    proposal.get_by_role("button", name="Make it").click()
    expect(page.get_by_test_id("notice")).to_be_hidden(timeout=MADE_MS)
    ada.studio.ends(ada.who, run, "done")
    after = ada.studio.makings(run)
    return redone, {step for step, times in after.items() if before.get(step) != times}


def only_of_the_scene(piece: str, redone: set[str], begun: set[str]) -> None:
    """What was proposed was done, and beside it the line was put into the script; no other piece was touched."""
    assert redone
    assert redone <= begun <= redone | {f"{piece}.script"}
    assert all(step.startswith(f"{piece}.") for step in begun)


def download(ada: Visitor, kept: Path) -> float:
    """Take the video away; its length, as a player sees it."""
    ada.page.get_by_role("button", name="Download").click()
    with ada.page.expect_download() as caught:
        ada.page.get_by_role("list", name="Files").get_by_role("link", name="Video").click()
    caught.value.save_as(kept)
    assert kept.read_bytes()[4:8] == b"ftyp"
    with av.open(str(kept)) as film:
        assert {stream.type for stream in film.streams} >= {"video", "audio"}
        assert film.duration
        return film.duration / av.time_base


def test_a_brief_becomes_videos_that_play_one_is_redone_and_taken_away(ada: Visitor, tmp_path: Path) -> None:
    run = through_the_plan(ada, "2 fitness reels, 8 seconds each", "stretching at your desk")
    approve_and_watch(ada)
    watch(ada, 2)
    piece = ada.run(run)["pieces"][0]["id"]
    asked_what_shall_differ(ada, run, piece)

    redone, begun = redo_first_scene(ada, run, piece)

    only_of_the_scene(piece, redone, begun)
    plays(ada.page.get_by_test_id("film"))
    assert download(ada, tmp_path / "taken.mp4") > 4
    assert ada.faults == []


@pytest.mark.slow
def test_five_fitness_reels(ada: Visitor, tmp_path: Path) -> None:
    run = through_the_plan(ada, "5 fitness reels", "stretching at your desk")
    approve_and_watch(ada)
    watch(ada, 5)
    piece = ada.run(run)["pieces"][0]["id"]

    redone, begun = redo_first_scene(ada, run, piece)

    only_of_the_scene(piece, redone, begun)
    assert download(ada, tmp_path / "taken.mp4") > 10
