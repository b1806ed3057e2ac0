"""The practice cases: apart from those by which the studio is judged, and read right once they were mended by."""

import pytest

from evals.cases import all_cases, practice_cases
from evals.runner import run
from evals.subjects import BUILT_IN

LEAST = 0.95


def test_practice_is_apart_from_what_is_judged() -> None:
    practice = practice_cases()
    assert len(practice) >= 200
    assert {case.split for case in practice} == {"practice"}
    assert not {case.id for case in practice} & {case.id for case in all_cases()}
    judged = {case.brief.casefold() for case in all_cases()}
    assert not [case.id for case in practice if case.brief.casefold() in judged]


@pytest.mark.slow
def test_practice_is_read_right() -> None:
    report = run("practice", cores=1)
    score = report.scores[f"{BUILT_IN}/practice/reading.all_pass"]
    assert score.value >= LEAST, score.failing
    assert set(score.failing) <= {case.id for case in practice_cases()}
