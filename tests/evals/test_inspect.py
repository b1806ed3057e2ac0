"""The same cases through inspect-ai, where it is installed."""

from pathlib import Path

import pytest

inspect_ai = pytest.importorskip("inspect_ai")


def test_the_cases_run_through_inspect(tmp_path: Path) -> None:
    from evals.inspect_tasks import reading

    logs = inspect_ai.eval(reading(), model="none/none", limit=12, log_dir=str(tmp_path), display="none")
    assert logs[0].status == "success"
    assert logs[0].results.scores[0].metrics["accuracy"].value >= 0.8
    assert list(tmp_path.iterdir())
