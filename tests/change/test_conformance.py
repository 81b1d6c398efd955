"""Case files: what is answered, and what is refused with the case's name."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from obslog.change.casefile import as_written, read_time
from obslog.change.conformance import run
from obslog.model.errors import WordError

LOOK = {"time": "2024-03-01T08:00:00", "visible": {"A": 1.0}, "seen": [{"type": "An-124", "count": "2"}]}
CASE = {
    "id": "X1",
    "kind": "diff",
    "zone": {"parts": ["A"]},
    "query": "An-124",
    "before": [LOOK],
    "after": [{**LOOK, "time": "2024-03-04T08:00:00"}],
    "expect": {"verdict": "unchanged_count"},
}
LINE = {"id": "T1", "kind": "timeline", "zone": {"parts": ["A"]}, "query": "An-124", "looks": [LOOK]}


def document(*cases: object, **more: object) -> dict[str, Any]:
    return {
        "format": "obslog-count-diff-cases/1",
        "hierarchy": {
            "aircraft": "object",
            "transport": "aircraft",
            "An-124": "transport",
            "Il-76": "transport",
        },
        "lengths_m": {"An-124": 69.1},
        "cases": list(cases),
        **more,
    }


def answer(case: dict[str, Any], **changes: object) -> dict[str, Any]:
    return run(document({**copy.deepcopy(case), **changes}))[0]


def with_look(**changes: object) -> dict[str, Any]:
    return {**CASE, "after": [{**LOOK, **changes}]}


def test_an_answer_has_every_key_and_compares_those_expected() -> None:
    assert answer(CASE) == {
        "id": "X1",
        "computed": {
            "n1": [2, 2],
            "n2": [2, 2],
            "net": [0, 0],
            "arrivals_min": 0,
            "departures_min": 0,
            "verdict": "unchanged_count",
            "best_verdict": "unchanged_count",
        },
        "agrees": True,
    }
    assert answer(CASE, expect={"net": [0, 1]})["agrees"] is False
    assert answer(CASE, expect={"net": [0]})["agrees"] is False
    assert answer(CASE, expect={"n1": None})["agrees"] is False
    assert answer(CASE, expect={"arrivals_min": False})["agrees"] is False
    assert answer(CASE, expect={"mood": "calm"})["agrees"] is False


def test_a_case_that_expects_nothing_is_answered_all_the_same() -> None:
    case = {key: value for key, value in CASE.items() if key != "expect"}
    assert answer(case)["agrees"] is None


def test_a_conflict_has_no_net() -> None:
    found = answer(CASE, after=[LOOK, {**LOOK, "seen": [{"type": "An-124", "count": "5"}]}])["computed"]
    assert (found["n2"], found["net"], found["verdict"]) == ([5, 2], None, "conflict")


def test_looks_of_a_side_are_one_epoch_whatever_their_clock_times() -> None:
    second = {
        "time": "2024-03-01T17:00:00",
        "visible": {"B": 1.0},
        "seen": [{"type": "An-124", "count": "1"}],
    }
    assert answer(CASE, zone={"parts": ["A", "B"]}, before=[LOOK, second])["computed"]["n1"] == [3, 3]


def test_sets_stand_as_type_and_as_query() -> None:
    case = with_look(seen=[{"type": "An-124|Il-76", "count": "2"}])
    assert answer(case, query="An-124|Il-76", expect=None)["computed"]["n2"] == [2, 2]
    assert answer(case, query=["An-124", "Il-76"], expect=None)["computed"]["n2"] == [2, 2]
    assert answer(with_look(seen=[], none=["An-124|Il-76"]), expect=None)["computed"]["n2"] == [0, 0]


def test_what_is_said_of_a_part_holds_for_that_part() -> None:
    zone = {"parts": ["A", "B"]}
    both = {"A": 1.0, "B": 1.0}

    def n2(**changes: object) -> object:
        return answer(with_look(visible=both, **changes), zone=zone, expect=None)["computed"]["n2"]

    seen = [{"type": "An-124", "count": "2", "area": "A"}]
    assert n2(seen=seen) == [2, None]
    assert n2(seen=[{"type": "An-124", "count": "2", "part": "A"}], none=["An-124@B"]) == [2, 2]
    assert n2(seen=seen, complete_for=["transport @ B"]) == [2, 2]
    assert n2(seen=[], total={"An-124@A": "2", "transport@B": "1"}) == [2, 3]
    assert n2(seen=[], total=[{"type": "An-124", "count": "2"}]) == [2, 2]


def test_capacity_closes_a_part_that_nobody_saw() -> None:
    zone = {"parts": ["A", "B"], "capacity": {"B": {"transport": 3}}}
    assert answer(CASE, zone=zone, expect=None)["computed"]["n1"] == [2, 5]


def test_an_image_that_resolves_too_little_and_a_share_not_known_clear_nothing() -> None:
    assert answer(with_look(seen=[], none=["An-124"], min_resolved_m=70), expect=None)["computed"]["n2"] == [
        0,
        None,
    ]
    assert answer(with_look(seen=[], none=["An-124"], visible={"A": None}), expect=None)["computed"][
        "n2"
    ] == [0, None]
    assert answer(with_look(seen=[], none=["An-124"], visible={}), expect=None)["computed"]["n2"] == [0, None]


def test_confidence_is_read() -> None:
    case = with_look(seen=[{"type": "An-124", "count": 2, "confidence": "probable"}])
    assert answer(case, expect=None)["computed"]["n2"] == [0, 2]
    assert answer(case, expect=None)["computed"]["best_verdict"] == "unchanged_count"


def test_a_look_without_a_time_counts_in_a_diff() -> None:
    assert answer(with_look(time=None))["agrees"]


def test_a_timeline_answers_in_the_case_s_own_times() -> None:
    found = answer(LINE)["computed"]
    assert found == {
        "arrival_window": [None, "2024-03-01T08:00:00"],
        "departure_window": ["2024-03-01T08:00:00", None],
        "longest_gap_h": None,
    }
    never = answer(LINE, k=3, expect={"arrival_window": None, "longest_gap_h": None})
    assert never["agrees"] is True
    looks = [LOOK, {**LOOK, "time": "2024-03-02T20:30:00"}]
    assert answer(LINE, looks=looks, expect={"longest_gap_h": 36.5})["agrees"] is True


def test_a_date_without_a_clock_time_is_its_whole_day() -> None:
    found = answer(LINE, looks=[{**LOOK, "time": "2024-03-01"}])["computed"]
    assert found["arrival_window"] == [None, "2024-03-01T23:59:59"]


def test_times_are_written_as_the_case_writes_them() -> None:
    zoned = answer(LINE, looks=[{**LOOK, "time": "2024-03-01T08:00:00Z"}])["computed"]
    assert zoned["arrival_window"] == [None, "2024-03-01T08:00:00Z"]
    assert read_time("2024-03-01T10:00:00+02:00").earliest == read_time("2024-03-01T08:00:00").earliest
    assert as_written(read_time("2024-03-01T08:00:00").earliest, ()) == "2024-03-01T08:00:00"


def test_counts_are_parsed_or_refused() -> None:
    found = answer(
        {"id": "P", "kind": "parse", "inputs": ["2", "two?", 7], "expect": {"2": [2, 2], "two?": "error"}}
    )
    assert found == {"id": "P", "computed": {"2": [2, 2], "two?": "error", "7": "error"}, "agrees": True}
    assert answer({"id": "P", "kind": "parse", "expect": {"3+": [3, None]}})["agrees"] is True
    assert answer({"id": "P", "kind": "parse"})["computed"] == {}


def test_keys_that_nobody_knows_are_left_alone() -> None:
    assert answer(with_look(weather="fair"), mood="calm")["agrees"] is True


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"format": "other/1"},
        document(hierarchy=["An-124"]),
        document(lengths_m=[1]),
        document(cases={}),
        document("X1"),
        document(hierarchy={"a": "b", "b": "a"}),
    ],
)
def test_a_file_of_another_shape_is_refused(wrong: object) -> None:
    with pytest.raises(WordError):
        run(wrong)


@pytest.mark.parametrize(
    ("case", "hint"),
    [
        ({**CASE, "kind": "guess"}, "kind is diff, timeline, parse"),
        ({**CASE, "kind": None}, "kind is diff, timeline, parse"),
        ({**CASE, "expect": "more"}, "expect is"),
        ({**CASE, "zone": None}, "zone is"),
        ({**CASE, "zone": {"parts": []}}, "zone needs parts"),
        ({**CASE, "zone": {"parts": ["A", "A"]}}, "a part twice"),
        ({**CASE, "zone": {"parts": ["A"], "capacity": {"B": {}}}}, "no part of the zone"),
        ({**CASE, "zone": {"parts": ["A"], "capacity": {"A": {"An-124": "4"}}}}, "a whole number"),
        ({**CASE, "query": 3}, "query needs a type"),
        ({**CASE, "query": "|"}, "names no type"),
        ({**CASE, "query": "An-999"}, "hierarchy does not hold it"),
        ({**CASE, "before": None}, "before needs a list"),
        ({**CASE, "before": ["look"]}, "before.0. is an object"),
        (with_look(visible={"A": 1.5}), "a share from 0 to 1"),
        (with_look(visible={"A": True}), "a share from 0 to 1"),
        (with_look(visible={"A": float("nan")}), "a share from 0 to 1"),
        (with_look(min_resolved_m="small"), "a length in metres"),
        (with_look(min_resolved_m=-1), "a length in metres"),
        (with_look(seen={}), "seen of after.0. is a list"),
        (with_look(seen=[{"count": "2"}]), "needs a type"),
        (with_look(seen=[{"type": "An-124", "count": "5-3"}]), "after.0.: count '5-3'"),
        (with_look(seen=[{"type": "An-124", "count": True}]), "is text"),
        (with_look(seen=[{"type": "An-124", "count": "2", "certain": "Il-76"}]), "a type above it"),
        (with_look(seen=[{"type": "An-124", "count": "2", "certain": 4}]), "4 is no type"),
        (
            with_look(seen=[{"type": "An-124", "count": "2", "confidence": "sure"}]),
            "confirmed, probable or possible",
        ),
        (with_look(none=[3]), "lists types"),
        (with_look(total=3), "total of after.0. is an object"),
        (with_look(time=3), "time of after.0. is text"),
        (with_look(time="2024-03-01T99:00:00"), "write 2024-03-01T08:00:00"),
        (with_look(time="yesterday"), "date 'yesterday'"),
        ({**LINE, "looks": [{**LOOK, "time": None}]}, "needs a time"),
        ({**LINE, "k": 0}, "k is 1 or more"),
        ({"id": "X1", "kind": "parse", "inputs": "2"}, "inputs is a list"),
    ],
)
def test_a_case_that_cannot_be_read_is_refused_by_name(case: dict[str, Any], hint: str) -> None:
    with pytest.raises(WordError, match=f"case '[XT]1'.*{hint}"):
        run(document(case))


def test_a_case_without_an_id_is_named_by_its_number() -> None:
    with pytest.raises(WordError, match="number 2"):
        run(document(CASE, {"kind": "guess"}))
