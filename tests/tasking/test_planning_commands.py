"""From a question to what could answer it and what to order: by command, as an analyst does it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commandline import obslog
from observing.scene import AROUND, geotiff
from obslog.model.errors import ObslogError, RefusedError
from orbits.samples import as_tle, low_orbit
from tasking.port import SITE, Port

PRICES = "provider,price_per_km2,minimum_km2,currency\nTest,10,25,EUR\n"
SENSORS = "name,norad_id,operator,sensor_type,gsd_m,swath_km,max_off_nadir_deg,incidence_min_deg,incidence_max_deg,look\n"


@pytest.fixture
def means(tmp_path: Path) -> dict[str, Any]:
    """Twelve made-up satellites, nine optical and three radar, with a table of sensors, prices and climate."""
    sets = [low_orbit(n) for n in range(1, 13)]
    (tmp_path / "sets.tle").write_text("".join(as_tle(one) for one in sets), encoding="ascii")
    rows = [
        f"{one.name},{one.norad_id},Test,sar,0.5,10,,20,50,both"
        if n % 4 == 3
        else f"{one.name},{one.norad_id},{'Test' if n % 2 else 'Other'},optical,0.5,12,45,,,"
        for n, one in enumerate(sets)
    ]
    (tmp_path / "sensors.csv").write_text(SENSORS + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "prices.csv").write_text(PRICES, encoding="utf-8")
    (tmp_path / "climate.csv").write_text("site,month,clear\nTartus,12,0.55\n", encoding="utf-8")
    return {
        "elements": [tmp_path / "sets.tle"],
        "sensor_table": tmp_path / "sensors.csv",
        "prices": tmp_path / "prices.csv",
        "climate": tmp_path / "climate.csv",
        "start": "2024-12-11",
    }


def ask(port: Port, question: str = "Are the frigates at the pier?", **needs: Any) -> str:
    return port.log.requirement_add(
        SITE, question, **{"since": "2024-12-11", "until": "2024-12-21", **needs}
    ).id


def words(means: dict[str, Any]) -> list[object]:
    (elements,) = means["elements"]
    named = (
        ("--sensor-table", "sensor_table"),
        ("--prices", "prices"),
        ("--climate", "climate"),
        ("--start", "start"),
    )
    return ["--elements", elements, *(word for option, key in named for word in (option, means[key]))]


def test_opportunities_are_ranked_with_a_reason_each_and_the_rest_is_counted(
    port: Port, means: dict[str, Any]
) -> None:
    ranked = port.log.requirement_opportunities(ask(port, sensor="optical", max_off_nadir_deg=35), **means)
    assert len(ranked.opportunities) > 5
    assert [one.place for one in ranked.opportunities] == list(range(1, len(ranked.opportunities) + 1))
    assert all(one.view.off_nadir_deg[1] <= 35 for one in ranked.opportunities)
    assert all("55 %" in one.why or "clear sky" in one.why for one in ranked.opportunities)
    reasons = dict(ranked.ruled_out)
    assert reasons["by radar, where an optical image is asked"] > 0 and reasons["at night"] > 0


def cloudy_image(port: Port, name: str, when: str, percent: float) -> None:
    """Import an image whose STAC item states how much of it is cloud."""
    item = {
        "type": "Feature", "stac_version": "1.0.0", "id": name, "geometry": None, "links": [],
        "properties": {"datetime": when, "platform": "test-1", "eo:cloud_cover": percent},
        "assets": {"visual": {"href": f"{name}.tif"}},
    }  # fmt: skip
    path = geotiff(port.folder / f"{name}.tif", None, AROUND, tags={"NAME": name})
    path.with_suffix(".json").write_text(json.dumps(item), encoding="utf-8")
    port.log.import_images([path])


def test_the_log_s_own_images_stand_in_where_no_table_is_given(harbour: Port, means: dict[str, Any]) -> None:
    means.pop("climate")
    one = ask(harbour, sensor="optical")
    before = harbour.log.requirement_opportunities(one, **means)
    assert all(o.likelihood.chance is None for o in before.opportunities)
    assert any("clear sky is not known" in message for message in before.messages)
    for day, percent in ((2, 5.0), (4, 80.0), (6, 10.0)):
        cloudy_image(harbour, f"scene_{day}", f"2024-12-0{day}T08:00:00Z", percent)
    after = harbour.log.requirement_opportunities(one, **means)
    assert "clear sky 60 %, resting on 3 images of the log of December (2 with at most 20 % cloud)" in (
        after.opportunities[0].why
    )
    assert any("leans to clear" in message for message in after.messages)
    strict = ask(harbour, sensor="optical", max_cloud=0.07)
    assert "40 %" in harbour.log.requirement_opportunities(strict, **means).opportunities[0].why


def test_the_command_prints_a_table_reasons_and_what_rules_others_out(
    harbour: Port, means: dict[str, Any]
) -> None:
    one = ask(harbour)
    said = obslog(
        "requirement", "opportunities", one[-8:], *words(means), "--limit", 4, log=harbour.log.name
    ).ok()
    assert "usable" in said.out and "1. " in said.out and "are ruled out" in said.out
    assert "more: --limit" in said.err
    rows = obslog(
        "requirement", "opportunities", one, *words(means), "--limit", 4, "--json", log=harbour.log.name
    ).ok().rows  # fmt: skip
    assert len(rows) == 5 and rows[0]["place"] == 1 and rows[0]["requirement"] == one
    summary = rows[-1]["summary"]
    assert summary["shown"] == 4 and summary["passes"] == summary["opportunities"] + sum(
        summary["ruled_out"].values()
    )


def test_an_unknown_sky_is_null_on_the_wire(harbour: Port, means: dict[str, Any]) -> None:
    one = ask(harbour, sensor="optical")
    given = [word for word in words(means) if word not in ("--climate", means["climate"])]
    rows = obslog("requirement", "opportunities", one, *given, "--json", log=harbour.log.name).ok().rows
    assert rows[0]["chance"] is None and rows[0]["chance_if_clear"] > 0
    assert rows[0]["factors"][0] == {
        "what": "sky",
        "chance": None,
        "basis": "unknown",
        "words": rows[0]["factors"][0]["words"],
    }


def test_a_plan_keeps_to_its_budget_and_says_why(port: Port, means: dict[str, Any]) -> None:
    ask(port, "Are the frigates at the pier?", priority=1, sensor="optical")
    ask(port, "Has the crane moved?", priority=4)
    plan = port.log.requirement_plan(budget=600, currency="EUR", **means)
    assert 0 < plan.spent <= 600 and sum(c.opportunity.cost.amount for c in plan.choices) == plan.spent  # type: ignore[union-attr]
    assert [one.priority for one in plan.outcomes] == [1, 4]
    assert all("for its cost" in c.why or "takes the place" in c.why for c in plan.choices)
    for one in plan.outcomes:
        assert one.why and all(why for _, why in one.not_taken)
    left = [why for one in plan.outcomes for _, why in one.not_taken]
    assert any("left" in why or "no price" in why or "add" in why for why in left)


def test_a_larger_budget_raises_the_chance(harbour: Port, means: dict[str, Any]) -> None:
    one = ask(harbour, sensor="optical")
    small, large = (
        harbour.log.requirement_plan([one], budget=budget, currency="EUR", **means) for budget in (300, 900)
    )
    assert small.outcomes[0].chance is not None and large.outcomes[0].chance is not None
    assert large.outcomes[0].chance > small.outcomes[0].chance
    assert large.outcomes[0].if_independent >= large.outcomes[0].chance  # type: ignore[operator]


def test_without_prices_the_plan_goes_by_value_and_says_so(harbour: Port, means: dict[str, Any]) -> None:
    one = ask(harbour)
    means.pop("prices")
    plan = harbour.log.requirement_plan([one], **means)
    assert plan.choices and plan.spent == 0
    assert "no budget" in " ".join(plan.messages)
    with pytest.raises(RefusedError, match="a budget needs prices"):
        harbour.log.requirement_plan([one], budget=100, **means)


def test_a_plan_writes_nothing(harbour: Port, means: dict[str, Any]) -> None:
    ask(harbour)
    before = len(list(harbour.log.journal()))
    harbour.log.requirement_plan(budget=500, currency="EUR", **means)
    assert len(list(harbour.log.journal())) == before


def test_a_plan_on_the_wire(harbour: Port, means: dict[str, Any]) -> None:
    one = ask(harbour)
    options = ["--budget", "500", "--currency", "eur", *words(means)]
    rows = obslog("requirement", "plan", *options, "--json", log=harbour.log.name).ok().rows
    choice, outcome, summary = rows[0], rows[-2], rows[-1]["summary"]
    assert choice["requirement"] == one and choice["cost"]["currency"] == "EUR" and choice["why"]
    assert outcome["requirement"] == one and outcome["attempts"] == summary["choices"]
    assert summary["budget"] == 500 and summary["spent"] + summary["left"] == 500
    said = obslog("requirement", "plan", one, *options, log=harbour.log.name).ok().out
    assert "of 500 EUR planned" in said and "nothing is ordered" in said


def test_an_image_that_waits_in_the_log_is_named_before_anything_is_ordered(
    harbour: Port, means: dict[str, Any]
) -> None:
    image = harbour.image("2024-12-12T08:00:00Z")
    one = ask(harbour)
    assert image[:12] in harbour.log.requirement_opportunities(one, **means).messages[0]
    plan = harbour.log.requirement_plan(budget=500, currency="EUR", **means)
    assert plan.messages[0].startswith("Tartus, Are the frigates at the pier?: look first: one image")


def test_a_satellite_that_hangs_over_the_site_is_one_opportunity_a_day_at_noon(
    harbour: Port, means: dict[str, Any], tmp_path: Path
) -> None:
    hanging = low_orbit(
        50, mean_motion=1.0027, eccentricity=0.0001, inclination_deg=0.05, raan_deg=0.0, arg_perigee_deg=0.0,
        mean_anomaly_deg=204.0, bstar=0.0,
    )  # fmt: skip
    (tmp_path / "geo.tle").write_text(as_tle(hanging), encoding="ascii")
    with means["sensor_table"].open("a", encoding="utf-8") as table:
        table.write(f"{hanging.name},{hanging.norad_id},Test,optical,50,400,9,,,\n")
    one = ask(harbour, sensor="optical")
    ranked = harbour.log.requirement_opportunities(
        one, **{**means, "elements": [tmp_path / "geo.tle"]}, by="time"
    )
    assert len(ranked.opportunities) == 11  # 11 to 21 December
    for found in ranked.opportunities:
        assert 9 <= found.view.one.tca.hour <= 9 and 25 < found.view.one.sun_elevation_deg < 35
        assert any("in view" in note for note in found.notes)


def test_a_window_that_has_ended_is_said_and_another_start_shows_it(
    harbour: Port, means: dict[str, Any]
) -> None:
    one = ask(harbour, until="2024-12-15")
    with pytest.raises(RefusedError, match="its time ended 15 Dec 2024"):
        harbour.log.requirement_opportunities(one, **{**means, "start": None})
    assert harbour.log.requirement_opportunities(one, **means).opportunities
    with pytest.raises(RefusedError, match="no open requirement"):
        harbour.log.requirement_plan(**{**means, "start": None})


def test_two_questions_of_one_place_are_told_that_one_order_serves_both(
    harbour: Port, means: dict[str, Any]
) -> None:
    ask(harbour, "Are the frigates at the pier?")
    ask(harbour, "Has the crane moved?")
    plan = harbour.log.requirement_plan(budget=2000, currency="EUR", **means)
    assert any("serves 2 requirements at Tartus" in message for message in plan.messages)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("opportunities", "01JFZZZZZZZZZZZZZZZZZZZZZZ"), "requirement"),
        (("opportunities", "ID", "--by", "luck"), "chance, time, cost"),
        (("opportunities", "ID", "--days", "0"), "days"),
        (("opportunities", "ID", "--start", "tomorrow"), "start"),
        (("opportunities", "ID", "--climate", "missing.csv"), "missing.csv"),
        (("opportunities", "ID", "--elements", "missing.tle"), "missing.tle"),
        (("plan", "ID", "--budget", "nan"), "budget"),
        (("plan", "ID", "--budget", "-5"), "budget"),
        (("plan", "ID", "--budget", "5"), "--prices"),
        (("plan", "ID", "--currency", "euros"), "three letters"),
        (("plan", "ID", "--attempts", "0"), "attempts"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    harbour: Port, means: dict[str, Any], words: tuple[str, ...], says: str
) -> None:
    one = ask(harbour)
    given = [one if word == "ID" else word for word in words]
    if "--elements" not in given:
        given += ["--elements", str(means["elements"][0])]
    if "--start" not in given:
        given += ["--start", "2024-12-11"]
    said = obslog("requirement", *given, log=harbour.log.name)
    assert said.code != 0 and said.out == ""
    assert says in said.err and len(said.err.strip().splitlines()) == 1


def test_a_log_without_elements_says_where_to_get_them(harbour: Port) -> None:
    one = ask(harbour, until="2025-01-10")
    with pytest.raises(ObslogError, match="elements import"):
        harbour.log.requirement_opportunities(one)


def test_opportunities_are_the_passes_that_meet_every_limit_and_no_others(
    harbour: Port, means: dict[str, Any]
) -> None:
    harbour.log.site_add("Roads", position=(35.9, 35.4))
    limits = {"since": "2024-12-11", "until": "2024-12-17", "max_off_nadir_deg": 30, "min_sun_deg": 20}
    one = harbour.log.requirement_add("Roads", "Which ships wait there?", sensor="optical", **limits).id
    ranked = harbour.log.requirement_opportunities(one, **means)
    found = harbour.log.passes(
        means["elements"], ["Roads"], "2024-12-11", 7, max_off_nadir=30, min_sun=20, sensors=["optical"],
        sensor_table=means["sensor_table"],
    )  # fmt: skip
    expected = {f"{one.norad_id}-{one.tca:%Y%m%dT%H%M%SZ}" for one in found.passes}
    assert {one.key for one in ranked.opportunities} == expected and len(expected) > 5


def test_what_is_found_does_not_depend_on_where_the_search_begins(
    harbour: Port, means: dict[str, Any]
) -> None:
    one = ask(harbour)
    early = harbour.log.requirement_opportunities(one, **means)
    late = harbour.log.requirement_opportunities(one, **{**means, "start": "2024-12-12T07:13Z"})
    chances = {o.key: o.likelihood for o in early.opportunities if o.view.one.tca >= late.start}
    assert {o.key: o.likelihood for o in late.opportunities} == chances
