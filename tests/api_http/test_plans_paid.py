"""Edits of runs that cost credits: only what is made anew is priced, held and charged."""

from decimal import Decimal

from studio.domain.runs import RunStatus
from tests.api_http.conftest import Face
from tests.api_http.test_charges_http import approve, bills, planned, purse, until_settled
from tests.fakes.planning import edit, settled, shown

D = Decimal


async def test_a_voice_bought_again_is_all_that_is_charged_and_going_back_is_free(face: Face) -> None:
    ada = await face.person()
    run_id = await planned(face, ada, bills="0.10")
    await approve(ada, run_id)
    await face.service.until(run_id, RunStatus.done)
    await until_settled(face, ada)
    assert bills(face) == [D("0.10")] * 2
    before, _ = await purse(face, ada)

    await edit(face, ada, run_id, {"op": "redo_step", "step": "reel-1.voice"})
    proposal = (await shown(ada, run_id))["proposal"]
    assert (D(proposal["usd"]), D(proposal["credits"])) == (D("0.10"), D(15))
    assert await purse(face, ada) == (before, D(0)), "who approves nothing pays nothing"
    await approve(ada, run_id, "again")
    await face.service.until(run_id, RunStatus.done)
    await until_settled(face, ada)
    assert bills(face) == [D("0.10")] * 3
    assert await purse(face, ada) == (before - 10, D(0))

    answer = await ada.post(f"/runs/{run_id}/undo", json={"base": 2})
    await settled(face, ada, run_id, answer.json()["edit_id"])
    proposal = (await shown(ada, run_id))["proposal"]
    assert (D(proposal["usd"]), D(proposal["credits"])) == (D(0), D(0))
    await approve(ada, run_id, "back")
    await face.service.until(run_id, RunStatus.done)
    assert (len(bills(face)), await purse(face, ada)) == (3, (before - 10, D(0)))

    dear = [{"op": "set_budget", "usd": "0.35"}, {"op": "redo_step", "step": "reel-2.voice"}]
    refused = await edit(face, ada, run_id, *dear)
    assert refused["error"].startswith("this costs $0.10 more, $0.30 is spent and the budget is $0.35")
