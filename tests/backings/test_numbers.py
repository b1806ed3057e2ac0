"""What Prometheus, Grafana and the alerts read is what the service tells."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from api.app import create_app
from studio.domain.metrics import Slot, Tally
from studio.repos.metrics import MetricsRepo
from studio.services.totals import Totals
from tests.api_http.conftest import Face

DEPLOY = Path(__file__).parents[2] / "deploy"
WORDS = re.compile(r"studio_[a-z_]+")


def samples(text: str) -> dict[str, float]:
    """Name and labels of each sample -> its value."""
    found = {}
    for family in text_string_to_metric_families(text):
        for one in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(one.labels.items()))
            found[f"{one.name}{{{labels}}}"] = one.value
    return found


async def told(face: Face) -> str:
    """What an API process answers that is asked for its numbers, after one request and one of a provider."""
    totals = Totals(face.service.database)
    app = create_app(families=totals.families)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://studio") as client:
        await client.get("/health")
        return (await client.get("/metrics")).text


def tally(seconds: float, **more: Any) -> Tally:
    """One attempt."""
    made = Tally(requests=1, cost=Decimal("0.5"), **more)
    made.seconds.add(seconds)
    return made


async def counted(face: Face, hour: datetime, seconds: float, **more: Any) -> None:
    async with face.service.database.write() as session:
        await MetricsRepo(session).add({Slot(hour, "elevenlabs", "speech"): tally(seconds, **more)})


def queries() -> Iterator[str]:
    """Every query of the dashboard and of the alerts."""
    board = json.loads((DEPLOY / "grafana/dashboards/studio.json").read_text())
    for panel in board["panels"]:
        for target in panel["targets"]:
            yield target["expr"]
    for group in yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"]:
        for rule in group["rules"]:
            yield rule["expr"]


async def test_every_query_names_numbers_that_are_told(face: Face) -> None:
    ada = await face.person()
    await ada.post("/briefs", json={"text": "1 reel"}, headers={"Idempotency-Key": "k"})
    errors = {"timeout": 1}
    await counted(face, datetime.now(UTC), 0.4, errors=errors, failovers=1, retries=1)
    text = await told(face)
    types = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.M))
    names = set(types) | {
        f"{n}{end}" for n, t in types.items() if t == "histogram" for end in ("_bucket", "_sum", "_count")
    }
    asked = {word for query in queries() for word in WORDS.findall(query)}
    assert len(asked) > 15
    assert asked <= names


async def test_runs_queue_and_credits_are_told_for_all_workspaces(face: Face) -> None:
    for name in ("ada", "eve"):
        who = await face.person(name)
        await who.post("/briefs", json={"text": "1 reel"}, headers={"Idempotency-Key": "k"})
    found = samples(await told(face))
    assert found["studio_totals_up{}"] == 1
    assert found["studio_runs{status=planned}"] == 2
    assert found["studio_queue_waiting{lane=plan}"] == 2
    assert found["studio_queue_wait_seconds{lane=plan}"] >= 0
    assert found["studio_credits_free{}"] == 200


async def test_old_hours_are_read_once_and_never_counted_twice(face: Face) -> None:
    old, now = datetime.now(UTC) - timedelta(days=3), datetime.now(UTC)
    totals = Totals(face.service.database)
    await counted(face, old, 0.2)
    await counted(face, now, 3.0)
    first = await totals._tallies()
    await counted(face, now, 40.0)
    again = await totals._tallies()
    key = ("elevenlabs", "speech")
    assert (first[key].requests, again[key].requests) == (2, 3)
    assert (await totals._tallies())[key].cost == Decimal("1.5")
    found = samples(await told(face))
    bucket = "studio_provider_seconds_bucket{le=%s,provider=elevenlabs,task=speech}"
    assert [found[bucket % end] for end in ("0.25", "5", "60", "+Inf")] == [1, 2, 3, 3]


async def test_numbers_are_for_whoever_has_the_token() -> None:
    app = create_app(metrics_token=SecretStr("a-token-of-prometheus"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://studio") as client:
        assert (await client.get("/metrics")).status_code == 401
        wrong = await client.get("/metrics", headers={b"authorization": b"Bearer \xe9"})
        assert wrong.status_code == 401
        right = await client.get("/metrics", headers={"authorization": "Bearer a-token-of-prometheus"})
        assert right.status_code == 200


@pytest.mark.parametrize("name", ["alerts.yml", "prometheus.yml"])
def test_what_prometheus_reads_is_written_as_it_wants_it(name: str) -> None:
    read = yaml.safe_load((DEPLOY / name).read_text())
    if name == "prometheus.yml":
        assert read["scrape_configs"][0]["metrics_path"] == "/metrics"
        return
    for group in read["groups"]:
        for rule in group["rules"]:
            assert {"alert", "expr", "for", "labels", "annotations"} <= rule.keys()
            assert rule["labels"]["severity"] in ("page", "ticket")
            assert {"summary", "description"} <= rule["annotations"].keys()
            assert rule["expr"].count("(") == rule["expr"].count(")")
