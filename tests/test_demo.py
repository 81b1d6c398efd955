"""The demo tells the story of December 2024 only as strongly as its records carry it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from commandline import obslog
from obslog.demo import make
from obslog.log import Log, open_log


def noon() -> datetime:
    return datetime(2024, 12, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("demo") / "d", clock=noon).log.parent


@pytest.fixture
def log(folder: Path) -> Log:
    return open_log(folder / "obslog.db", analyst="test", clock=noon)


def change(
    log: Log, kind: str, before: str = "2024-12-13", after: str = "2024-12-15", site: str = "Khmeimim"
):  # type: ignore[no-untyped-def]
    return log.diff(site, before, after, types=[kind]).changes[0]


def test_two_an_124_on_an_apron_seen_in_part_are_at_least_two(log: Log) -> None:
    found = log.find("An-124", at_least=2)
    assert [(f.when, f.bounds.lo, f.bounds.hi) for f in found] == [("13 Dec 2024 08:12Z", 2, None)]


def test_one_an_124_after_the_13th_means_that_at_least_one_left(log: Log) -> None:
    one = change(log, "An-124")
    assert (one.diff.departures_min, one.diff.arrivals_min, str(one.diff.verdict)) == (
        1,
        0,
        "decrease_certain",
    )
    assert "at least one left" in one.sentence


def test_the_official_and_the_newspaper_stand_beside_and_enter_no_bound(log: Log) -> None:
    beside = {t.source.name: t for t in change(log, "An-124").statements}
    assert beside["Syrian official at the base"].stands == "adds"
    assert beside["Syrian official at the base"].words == "at least one aircraft (named as An-124) left"
    assert {t.source.name: t.stands for t in change(log, "aircraft").statements}[
        "Syrian official at the base"
    ] == "agrees"


def test_the_agency_and_the_provider_rest_on_one_acquisition_and_count_once(log: Log) -> None:
    counted = [
        t for t in change(log, "An-124").statements if t.statement.origin == "acquisition of 13 December 2024"
    ]
    assert [t.same_origin_as is None for t in counted] == [True, False, False]


@pytest.mark.parametrize("kind", ["An-26", "An-32"])
def test_no_verdict_for_either_of_two_look_alikes(log: Log, kind: str) -> None:
    one = change(log, kind, "2024-12-05", "2024-12-15")
    assert (
        str(one.diff.verdict) in ("undetermined", "unknown")
        and one.diff.arrivals_min == one.diff.departures_min == 0
    )


def test_for_the_pair_of_look_alikes_whatever_the_bounds_give(log: Log) -> None:
    assert change(log, "An-26|An-32").diff.departures_min == 1


def test_a_cloudy_apron_is_no_absence(log: Log) -> None:
    one = change(log, "An-124", "2024-12-10", "2024-12-13")
    assert str(one.diff.verdict) == "unknown" and "north apron not visible" in one.sentence


def test_frigates_or_destroyers_is_a_contradiction_of_one_origin(log: Log) -> None:
    (found,) = log.diff("Tartus", "2024-12-10", "2024-12-17").contradictions
    assert "two frigates" in found.sentence and "two destroyers" in found.sentence


def test_the_departures_that_a_broadcaster_reports_are_not_counted(log: Log) -> None:
    one = change(log, "warship", "2024-12-10", "2024-12-11", "Tartus")
    assert [t.words for t in one.statements] == ["several warships left"] and one.diff.departures_min == 0


def test_the_scenes_are_said_to_be_drawn(folder: Path) -> None:
    for name in ("report.html", "report.md"):
        assert "DRAWN, NOT A PHOTOGRAPH" in (folder / name).read_text(encoding="utf-8")


def test_the_same_data_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    where = str(folder / "obslog.db")
    for ending in ("html", "md", "json"):
        first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
        for out in (first, second):
            obslog(
                "report", "Khmeimim", "--from", "2024-12-01", "--to", "2024-12-20", "-o", out, log=where
            ).ok()
        assert first.read_bytes() == second.read_bytes()
        if ending != "json":
            assert first.read_bytes() == (folder / f"report.{ending}").read_bytes()


def test_the_demo_verifies(log: Log) -> None:
    assert log.verify() == ()


def test_a_demo_that_is_there_is_not_overwritten_unless_asked(folder: Path) -> None:
    ran = obslog("demo", folder)
    assert ran.code == 1 and "--replace" in ran.err
