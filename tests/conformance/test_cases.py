"""Every worked case is answered as written: our own, and the published ones where that file is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from obslog.change.conformance import run
from realdata import shared_data

OURS = Path(__file__).with_name("cases.json")


def differing(path: Path) -> list[object]:
    document = json.loads(path.read_text(encoding="utf-8"))
    return [answer for answer in run(document) if answer["agrees"] is not True]


def test_our_own_cases() -> None:
    assert differing(OURS) == []


def test_every_one_of_our_cases_says_what_it_expects_and_has_its_own_id() -> None:
    cases = json.loads(OURS.read_text(encoding="utf-8"))["cases"]
    assert all(case["expect"] for case in cases)
    assert len({case["id"] for case in cases}) == len(cases)


def test_the_published_cases() -> None:
    path = shared_data().parent / "reference" / "count_diff_cases.json"
    if not path.exists():
        pytest.skip("the published case file is not on this machine")
    assert differing(path) == []
