"""From the sign-in to the download, as a person does it."""

from pathlib import Path

import av
import cv2
import httpx
import numpy as np
import pytest
from playwright.sync_api import expect

from render.planes import Pixels
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


def another_picture(ada: Visitor, run: str, piece: str) -> set[str]:
    """Redo the second scene by its key without a word typed, say yes to what that costs; the steps begun for it."""
    page = ada.page
    ada.open(f"/studio/{run}/piece/{piece}")
    before = ada.studio.makings(run)
    ready(page.locator("#field-scene-say"))
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="Scene 2")).to_be_visible()
    page.keyboard.press("r")
    proposal = page.get_by_role("region", name="Proposed change")
    expect(proposal.get_by_text("Scene 2: gets another picture")).to_be_visible()
    expect(proposal.get_by_text("Made anew: look, edit, cover, export. Everything else is kept.")).to_be_visible()
    expect(proposal.get_by_test_id("price")).to_contain_text("Free")
    proposal.get_by_role("button", name="Make it").click()
    expect(page.get_by_test_id("notice")).to_be_hidden(timeout=MADE_MS)
    ada.studio.ends(ada.who, run, "done")
    after = ada.studio.makings(run)
    return {step for step, times in after.items() if before.get(step) != times}


def changed_pictures(ada: Visitor, run: str, piece: str, folder: Path) -> list[float]:
    """How much the middle of each scene differs from the version before, which can still be played: 0 to 255."""
    found = ada.studio.get(ada.who, f"/runs/{run}/pieces/{piece}")
    assert [take["current"] for take in found["takes"]] == [True, False]
    films = []
    for name, take in zip(("after", "before"), found["takes"], strict=True):
        films.append(folder / f"{name}.mp4")
        films[-1].write_bytes(httpx.get(ada.studio.base + take["video"], timeout=60).content)
    moments = [(scene["start"] + scene["end"]) / 2 for scene in found["scenes"]]
    return [float(cv2.absdiff(*(picture(film, at) for film in films)).mean()) for at in moments]


def picture(film: Path, at: float) -> Pixels:
    """The picture of a film at a moment, kept beside it to be looked at."""
    video = cv2.VideoCapture(str(film))
    video.set(cv2.CAP_PROP_POS_MSEC, at * 1000)
    read, frame = video.read()
    video.release()
    assert read
    cv2.imwrite(str(film.with_name(f"{film.stem}-{at:.1f}.png")), frame)
    return np.asarray(frame, dtype=np.uint8)


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

    begun = another_picture(ada, run, piece)

    assert begun == {f"{piece}.{tool}" for tool in ("visuals", "compose", "cover", "export")}
    first, second, *others = changed_pictures(ada, run, piece, tmp_path)
    assert second > 10 > 1 > max(first, *others), "only this scene looks different"

    redone, begun = redo_first_scene(ada, run, piece)

    only_of_the_scene(piece, redone, begun)
    plays(ada.page.get_by_test_id("film"))
    scenes = ada.page.get_by_role("region", name="Scenes")
    expect(scenes.locator("img")).to_have_count(scenes.get_by_role("button").count())
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
