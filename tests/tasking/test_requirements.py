"""Requirements: asked, changed, dropped, opened again, taken back; what is taken where nothing is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obslog.model.errors import NotFoundError, ObslogError, RefusedError, WordError
from obslog.model.requirements import Needs, RequirementState, Rule, SensorKind
from obslog.places.catalogue import load_types
from obslog.tasking.needs.asking import changed_needs, floor_of, rounded
from tasking.port import SITE, Port

NOW = datetime(2024, 12, 20, 12, tzinfo=UTC)
QUESTION = "Are the frigates still at the pier?"


def test_what_was_asked_is_kept_whole(port: Port) -> None:
    made = port.log.requirement_add(
        SITE, QUESTION, area="north pier", types=["frigate"], since="2024-12-21", until="2024-12-23",
        useful_until="2024-12-24", sensor="optical", max_gsd_m=0.7, min_niirs=4.5, max_off_nadir_deg=30,
        min_sun_deg=15, max_cloud=0.2, min_covered=0.9, priority=1, because="sources differ", asked_by="editor",
    )  # fmt: skip
    line = port.log.requirement_show(made.id[-8:])
    assert line.requirement == made
    assert (line.site_name, line.area_name, str(line.stage), line.orders) == (SITE, "north pier", "open", 0)
    assert made.needs == Needs(
        datetime(2024, 12, 21, tzinfo=UTC), datetime(2024, 12, 23, 23, 59, 59, tzinfo=UTC),
        datetime(2024, 12, 24, 23, 59, 59, tzinfo=UTC), SensorKind.OPTICAL, 0.7, 4.5, 30, 15, 0.2, 0.9,
    )  # fmt: skip
    assert (made.rule, made.asked_by, made.analyst, made.created_at) == (
        Rule.ANALYST,
        "editor",
        "first desk",
        NOW,
    )


def test_each_act_is_one_entry_and_undo_takes_it_back(port: Port) -> None:
    log = port.log
    made = log.requirement_add(SITE, QUESTION, types=["frigate"])
    log.requirement_edit(made.id, max_cloud=0.3, priority=1)
    log.requirement_drop(made.id, reason="the ships left")
    log.requirement_reopen(made.id, reason="one came back")
    states = []
    for _ in range(3):
        states.append(log.requirement_show(made.id).requirement.state)
        log.undo()
    assert states == [RequirementState.OPEN, RequirementState.DROPPED, RequirementState.OPEN]
    assert log.requirement_show(made.id).requirement == made
    log.undo()
    assert log.requirement_list() == ()
    with pytest.raises(NotFoundError):
        log.requirement_show(made.id)
    log.redo()
    assert [line.requirement for line in log.requirement_list()] == [made]


def test_where_nothing_is_said_the_window_is_a_fortnight_and_the_floor_that_of_the_smallest_type(
    harbour: Port,
) -> None:
    made = harbour.log.requirement_add(SITE, "Which aircraft?", types=["An-124", "Su-24"])
    assert (made.needs.earliest, made.needs.latest) == (NOW, NOW + timedelta(days=14))
    # Su-24: 22.5 m long, 17.6 m span: 19.9 m by its middle, over 26 pixels.
    assert made.needs.max_gsd_m == 0.76
    notes = harbour.log.requirement_notes(made)
    assert notes[0] == "ground: the whole site"
    assert notes[1].startswith("GSD: 0.76 m a pixel or finer, to tell Su-24: 26 pixels on 19.9 m")


def test_a_floor_is_the_one_by_which_the_log_judges_names() -> None:
    tree = load_types()
    for name in ("An-124", "Su-24", "frigate", "helicopter", "aircraft"):
        floor = floor_of(tree, (name,))
        assert floor is not None
        from obslog.model.resolving import type_support

        assert type_support(tree, name, gsd_m=rounded(floor.gsd_m), niirs=floor.niirs).ok is True
    assert floor_of(tree, ()) is None


def test_stages_follow_the_clock_and_what_was_decided(harbour: Port) -> None:
    log = harbour.log
    made = log.requirement_add(SITE, QUESTION, until="2024-12-22", useful_until="2024-12-25")
    harbour.now = datetime(2024, 12, 24, tzinfo=UTC)
    assert str(log.requirement_show(made.id).stage) == "open"
    harbour.now = datetime(2024, 12, 26, tzinfo=UTC)
    line = log.requirement_show(made.id)
    assert (str(line.stage), line.expired) == ("expired", True)
    assert [one.requirement.id for one in log.requirement_list(state="expired")] == [made.id]
    log.requirement_drop(made.id, reason="too late")
    line = log.requirement_show(made.id)
    assert (str(line.stage), line.expired, line.requirement.state_reason) == ("dropped", False, "too late")


def test_the_most_urgent_come_first(harbour: Port) -> None:
    log = harbour.log
    log.requirement_add(SITE, "third", until="+5d")
    log.requirement_add(SITE, "second", until="+2d")
    log.requirement_add(SITE, "first", priority=1, until="+9d")
    assert [line.requirement.question for line in log.requirement_list(SITE)] == ["first", "second", "third"]


def test_an_area_without_polygon_asks_for_the_site_and_says_so(harbour: Port) -> None:
    harbour.log.area_add(SITE, "roads")
    made = harbour.log.requirement_add(SITE, QUESTION, area="roads")
    assert (
        harbour.log.requirement_notes(made)[0]
        == "ground: the whole site, since the area roads has no polygon"
    )
    north = harbour.log.requirement_add(SITE, QUESTION, area="North Pier")
    assert harbour.log.requirement_show(north.id).ground == "the area north pier"


def test_new_types_bring_their_own_floor_unless_one_is_given(harbour: Port) -> None:
    made = harbour.log.requirement_add(SITE, QUESTION, types=["frigate"])
    assert harbour.log.requirement_edit(made.id, types=["Su-24"]).needs.max_gsd_m == 0.76
    assert harbour.log.requirement_edit(made.id, types=["frigate"], max_gsd_m=0.5).needs.max_gsd_m == 0.5
    assert harbour.log.requirement_edit(made.id, max_gsd_m=None).needs.max_gsd_m is None


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (
            {"since": "2024-12-24", "until": "2024-12-22"},
            RefusedError,
            "ends (22 Dec 2024 23:59Z) before it begins",
        ),
        ({"useful_until": "2024-12-19"}, RefusedError, "before the window begins"),
        ({"until": "soon"}, WordError, "or now, +12h, +3d, +2w"),
        ({"since": "../2024-12-24"}, WordError, "this end is open"),
        ({"until": "+99999w"}, WordError, "or now, +12h"),
        ({"max_gsd_m": "0"}, WordError, "metres a pixel"),
        ({"max_gsd_m": "nan"}, WordError, "metres a pixel"),
        ({"max_cloud": "30"}, WordError, "a fraction from 0 to 1"),
        ({"max_off_nadir_deg": "-1"}, WordError, "degrees from 0 to 90"),
        ({"sensor": "radar"}, WordError, "optical, sar or any"),
        ({"priority": 0}, WordError, "1 (first) to 4"),
        ({"area": "east"}, WordError, "has these areas: north pier, south pier"),
        ({"types": ["starship"]}, NotFoundError, "starship"),
        ({"types": ["An-124@north"]}, NotFoundError, "An-124@north"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_kept(
    harbour: Port, given: dict[str, object], error: type[ObslogError], words: str
) -> None:
    with pytest.raises(error) as raised:
        harbour.log.requirement_add(SITE, QUESTION, **given)
    assert words in str(raised.value) and "\n" not in str(raised.value)
    assert harbour.log.requirement_list() == ()


def test_what_is_settled_is_not_changed_before_it_is_opened_again(harbour: Port) -> None:
    made = harbour.log.requirement_add(SITE, QUESTION)
    with pytest.raises(RefusedError, match="open already"):
        harbour.log.requirement_reopen(made.id, reason="why not")
    with pytest.raises(WordError):
        harbour.log.requirement_drop(made.id, reason=" ")
    harbour.log.requirement_drop(made.id, reason="not worth it")
    with pytest.raises(RefusedError, match="dropped already"):
        harbour.log.requirement_drop(made.id, reason="again")
    with pytest.raises(RefusedError, match="open it again first"):
        harbour.log.requirement_edit(made.id, priority=1)


def test_a_cadence_is_kept_changed_and_taken_away(port: Port) -> None:
    log = port.log
    assert log.site_show(SITE).cadence_days is None
    assert log.site_edit(SITE, cadence_days=2).cadence_days == 2
    assert log.site_edit(SITE, cadence_days=0).cadence_days is None
    log.undo()
    assert log.site_show(SITE).cadence_days == 2
    with pytest.raises(WordError, match="write days"):
        log.site_edit(SITE, cadence_days=-1)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.01, 10_000), st.integers(0, 400), st.integers(0, 400),
    st.one_of(st.none(), st.floats(0, 1)), st.sampled_from(["optical", "sar", "any"]),
)  # fmt: skip
def test_a_window_never_ends_before_it_begins_and_a_limit_stays_as_given(
    gsd: float, after: int, before: int, cloud: float | None, sensor: str
) -> None:
    old = Needs(NOW, NOW + timedelta(days=14))
    asked = {
        "since": f"+{after}h",
        "until": f"+{before}h",
        "max_gsd_m": gsd,
        "max_cloud": cloud,
        "sensor": sensor,
    }
    if before < after:
        with pytest.raises(RefusedError):
            changed_needs(old, NOW, asked)
        return
    new = changed_needs(old, NOW, asked)
    assert (new.max_gsd_m, new.max_cloud, str(new.sensor)) == (gsd, cloud, sensor)
    assert new.earliest - NOW == timedelta(hours=after) and new.latest - NOW == timedelta(hours=before)
    assert rounded(gsd) <= gsd * (1 + 1e-6) and rounded(gsd) > gsd * 0.89
