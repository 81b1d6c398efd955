"""The whole loop in one: a gap of the demo's log, a requirement, passes, an order, the image that came, the gap gone."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import commandline
import obslog

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "demo_tasking.py"


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demonstration, walked once; the commands run in this process."""
    spec = importlib.util.spec_from_file_location("demo_tasking", SCRIPT)
    assert spec is not None and spec.loader is not None
    script = sys.modules["demo_tasking"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    class Here(script.Loop):  # type: ignore[misc, name-defined]
        def run(self, words: Sequence[str]) -> tuple[int, str, str]:
            # The folder to import is named from the log's folder.
            given = [str(self.folder / word) if word == "delivery" else word for word in words]
            ran = commandline.obslog(*given, log=str(self.folder / "obslog.db"))
            return ran.code, ran.out, ran.err

    loop = Here(tmp_path_factory.mktemp("loop") / "demo", lambda _: None)
    script.walk(loop)
    return loop


def said(loop: Any, *begins: str) -> list[str]:
    """What commands that begin so printed, in the order they ran."""
    return [
        out
        for typed, _, out in loop.told
        if typed.startswith(f"obslog {' '.join(begins)}") and "--json" not in typed
    ]


def test_the_gap_is_proposed_with_its_reason_and_accepted_by_a_person(walked: Any) -> None:
    assert "the roads: 4 d 15 h" in said(walked, "gaps")[0]
    before, after = said(walked, "requirement propose")
    assert "did not see the roads (not covered)" in before
    assert "nothing to propose as not observable" in after
    assert "accepted: What is on the roads of Tartus?" in said(walked, "requirement accept")[0]


def test_passes_of_made_up_satellites_are_ranked_and_one_is_ordered_by_the_word_that_sends(
    walked: Any,
) -> None:
    assert "DEMO-1" in said(walked, "requirement opportunities")[0]
    assert "nothing was sent" in said(walked, "order prepare")[0]
    assert "received" in said(walked, "order submit")[0] and "--yes" in " ".join(t for t, _, _ in walked.told)
    assert "completed" in said(walked, "order refresh")[-1]


def test_the_image_that_came_is_proposed_and_the_analyst_judges(walked: Any) -> None:
    assert "meets all that requirement" in said(walked, "import")[0]
    (match,) = said(walked, "requirement match")
    assert "It came by an order for this." in match and "\n  - " not in match and "\n  ? " not in match
    assert "is satisfied" in said(walked, "requirement satisfy")[0]


def test_the_look_at_it_ends_the_gap_and_its_questions(walked: Any) -> None:
    before, after = said(walked, "gaps")
    asked = "What did the roads (not covered) and 80 % of the rest of the site hold"
    assert asked in before and asked not in after
    assert "the roads: 4 d 15 h: 10 Dec 2024 08:31Z to 14 Dec 2024 23:59Z, still running" in before
    assert "the roads: 7 d: 10 Dec 2024 08:31Z to 17 Dec 2024 08:19Z\n" in after
    assert "still running" not in after


def test_undo_opens_it_again_with_its_order_completed_all_the_same(walked: Any) -> None:
    with obslog.open(walked.folder / "obslog.db") as log:
        (line,) = log.requirement_list()
        assert (line.requirement.state, line.orders) == ("open", 1)
        assert log.requirement_answers(line.requirement.id) == ()
        (order,) = log.order_list()
        assert order.order.state == "completed"
        assert [one.image.path.rpartition("/")[2] for one in log.requirement_matches()] == [
            "tartus_20241217T081900Z.tif"
        ]
        assert log.verify() == ()
        log.redo()
        (line,) = log.requirement_list()
        (answer,) = log.requirement_answers(line.requirement.id)
        assert (line.requirement.state, answer.order_id) == ("satisfied", order.order.id)
        assert all(check.fit == "met" for check in answer.checks)
