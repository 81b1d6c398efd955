"""An image held against a requirement: what it does not say is unknown, never met."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obslog.model.images import Identity, Image
from obslog.model.looks import Look, LookStatus, Visible
from obslog.model.orders import Order, OrderState, OrderStatus
from obslog.model.places import Area, Geometry, Site
from obslog.model.requirements import Fit, Match, Needs, Requirement, SensorKind
from obslog.model.when import Basis, Precision, When
from obslog.orbits.sensors import shipped_sensors
from obslog.places.ground import box
from obslog.tasking.answering.delivery import order_of, order_of_pass
from obslog.tasking.answering.matching import Before, match, sensor_of, shares_of
from obslog.tasking.needs.asking import ground_asked

START = datetime(2024, 12, 14, tzinfo=UTC)
NOW = START + timedelta(days=4)
#: A hundredth of a degree each way; images are given by the share of it that they show, from the west.
GROUND = box(35.86, 34.90, 35.87, 34.91)
SITE = Site("site", "Tartus", 35.865, 34.905, GROUND, (), None, "Asia/Damascus", "SY", ())
NEEDS = Needs(START, START + timedelta(days=7))


def share(west: float, east: float) -> Geometry:
    """A strip of the ground between two shares of its width, reaching beyond it to north and south."""
    return box(35.86 + 0.01 * west, 34.895, 35.86 + 0.01 * east, 34.915)


def share_inside(west: float, east: float) -> Geometry:
    """A strip of the ground between two shares of its width."""
    return box(35.86 + 0.01 * west, 34.90, 35.86 + 0.01 * east, 34.91)


def taken(first: datetime | None, last: datetime | None = None) -> When:
    """A date with its bounds."""
    words = first.isoformat() if first else ""
    return When(words, first, last or first, Precision.SECOND, Basis.STAC, words, "", "utc", ())


def image(
    ground: Geometry | None = GROUND,
    *,
    decoded: bool | None = True,
    when: When | None = None,
    **facts: object,
) -> Image:
    """An image of 17 December, 08:19 UTC, that says only what it is told to."""
    identity = Identity(
        "/in/scene.tif", when or taken(START + timedelta(days=3, hours=8, minutes=19)), footprint=ground
    )
    said = {name: facts.pop(name) for name in ("tags",) if name in facts}
    return Image("ab" * 32, "/in/scene.tif", 5, replace(identity, **facts, **said), decoded=decoded)  # type: ignore[arg-type]


def held(one: Image, needs: Needs = NEEDS, before: Before = Before(), **asked: object) -> Match:
    """One image held against what is asked of the whole ground."""
    wanted = Requirement("r", "site", "?", "", needs, **asked)  # type: ignore[arg-type]
    return match(wanted, ground_asked(wanted, SITE), one, before, NOW)


def fit(one: Match, what: str) -> Fit:
    """How one thing fits."""
    return next(check.fit for check in one.checks if check.what == what)


def test_an_image_that_meets_all_that_was_asked_answers() -> None:
    found = held(image())
    assert found.full and [check.what for check in found.checks] == ["ground", "time"]
    assert (found.covered, found.together) == (1.0, 1.0)


def test_an_image_whose_pixels_nobody_looked_through_meets_no_ground() -> None:
    found = held(image(decoded=None))
    assert fit(found, "ground") is Fit.UNKNOWN and found.candidate and not found.full


def test_ground_without_a_place_is_unknown_and_empty_pixels_are_none() -> None:
    assert held(image(None)).covered is None
    assert fit(held(image(None)), "ground") is Fit.UNKNOWN
    empty = replace(image(), valid_share=0.2)
    assert (held(empty).covered, fit(held(empty), "ground")) == (0.0, Fit.NOT_MET)


def test_a_strip_answers_a_part_and_two_strips_the_whole() -> None:
    west, east = image(share(0, 0.6)), replace(image(share(0.55, 1)), id="cd" * 32)
    assert held(west).part and not held(west).candidate
    both = held(east, before=Before(parts=[west]))
    assert (
        both.full
        and both.covered == pytest.approx(0.45, abs=0.01)
        and both.together == pytest.approx(1, abs=1e-6)
    )


def test_an_area_that_nobody_has_drawn_is_shown_for_sure_only_by_an_image_of_the_whole_site() -> None:
    """Its ground may lie in the part that is missing, or in the part that is there."""
    for west, east, expected in (
        (0, 1, Fit.MET),
        (0, 0.97, Fit.UNKNOWN),
        (0, 0.1, Fit.UNKNOWN),
        (1.2, 1.4, Fit.NOT_MET),
    ):
        assert fit(held(image(share(west, east)), area_id="roads"), "ground") is expected


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-0.2, 1.2), st.floats(0.05, 0.7)), min_size=1, max_size=4))
def test_shares_together_are_what_a_count_of_points_says(strips: list[tuple[float, float]]) -> None:
    images = [
        replace(image(share(west, west + wide)), id=f"{number:064x}")
        for number, (west, wide) in enumerate(strips)
    ]
    found = held(images[0], before=Before(parts=images[1:]))
    inside = (
        sum(any(west <= (n + 0.5) / 1000 <= west + wide for west, wide in strips) for n in range(1000)) / 1000
    )
    alone = sum(strips[0][0] <= (n + 0.5) / 1000 <= sum(strips[0]) for n in range(1000)) / 1000
    assert found.together == pytest.approx(inside, abs=0.01) and found.covered == pytest.approx(
        alone, abs=0.01
    )
    assert found.covered is not None and found.together is not None and found.together >= found.covered - 1e-9


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1.0, 1.0, Fit.MET), (-0.5, 0.5, Fit.UNKNOWN), (6.5, 7.5, Fit.UNKNOWN), (-2.0, -1.0, Fit.NOT_MET),
        (8.0, 8.0, Fit.NOT_MET), (0.0, 7.0, Fit.MET), (None, None, Fit.UNKNOWN),
    ],
)  # fmt: skip
def test_a_date_is_within_the_window_whenever_it_was_or_it_is_not_known(
    first: float | None, last: float | None, expected: Fit
) -> None:
    when = taken(*(None if day is None else START + timedelta(days=day) for day in (first, last)))
    assert fit(held(image(when=when)), "time") is expected


def test_an_answer_after_it_is_of_use_is_not_met_only_where_that_was_said() -> None:
    late = replace(NEEDS, useful_until=NOW - timedelta(hours=1))
    assert fit(held(image(), late), "use") is Fit.NOT_MET
    assert held(image(), replace(NEEDS, latest=NOW - timedelta(hours=1))).full


@pytest.mark.parametrize(
    ("platform", "instrument", "kind"),
    [
        ("WorldView-3", None, SensorKind.OPTICAL), ("iceye-x7", "x-sar", SensorKind.SAR),
        ("sentinel-1a", None, SensorKind.SAR),
        ("skysat-c12", "camera", SensorKind.OPTICAL), (None, None, None), ("a kite", None, None), ("Caesar", None, None),
        ("sentinel-2b", "msi", SensorKind.OPTICAL), ("SPOT-4", None, SensorKind.OPTICAL),
        ("alos", "avnir-2", SensorKind.OPTICAL), ("alos", "palsar", SensorKind.SAR), ("KOMPSAT-5", None, SensorKind.SAR),
        ("disaster", None, None),
    ],
)  # fmt: skip
def test_a_sensor_is_told_by_the_table_or_by_its_name_else_it_is_not_known(
    platform: str | None, instrument: str | None, kind: SensorKind | None
) -> None:
    one = image(platform=platform, instrument=instrument)
    assert sensor_of(one, shipped_sensors()) is kind
    wanted = fit(
        held(one, replace(NEEDS, sensor=SensorKind.SAR), Before(sensors=shipped_sensors())), "sensor"
    )
    assert wanted is {None: Fit.UNKNOWN, SensorKind.SAR: Fit.MET, SensorKind.OPTICAL: Fit.NOT_MET}[kind]


@pytest.mark.parametrize(
    ("asked", "facts", "what", "expected"),
    [
        ({"max_gsd_m": 0.5}, {"gsd_m": 0.5}, "GSD", Fit.MET),
        ({"max_gsd_m": 0.5}, {"gsd_m": 0.502}, "GSD", Fit.MET),
        ({"max_gsd_m": 0.5}, {"gsd_m": 0.51}, "GSD", Fit.NOT_MET),
        ({"max_gsd_m": 0.5}, {}, "GSD", Fit.UNKNOWN),
        ({"min_niirs": 5.0}, {"gsd_m": 0.5}, "NIIRS", Fit.MET),
        ({"min_niirs": 5.3}, {"gsd_m": 0.5}, "NIIRS", Fit.UNKNOWN),
        ({"min_niirs": 6.0}, {"gsd_m": 0.5}, "NIIRS", Fit.NOT_MET),
        ({"min_niirs": 5.0}, {"gsd_m": 0.5, "instrument": "x-sar"}, "NIIRS", Fit.UNKNOWN),
        ({"max_off_nadir_deg": 20.0}, {"off_nadir_deg": -19.9}, "off-nadir", Fit.MET),
        ({"max_off_nadir_deg": 20.0}, {"off_nadir_deg": 20.1}, "off-nadir", Fit.NOT_MET),
        ({"max_off_nadir_deg": 20.0}, {"incidence_deg": 19.0}, "off-nadir", Fit.MET),
        ({"max_off_nadir_deg": 20.0}, {"incidence_deg": 21.0}, "off-nadir", Fit.UNKNOWN),
        ({"max_off_nadir_deg": 20.0}, {}, "off-nadir", Fit.UNKNOWN),
        ({"min_sun_deg": 20.0}, {"sun_elevation_deg": 19.0}, "sun", Fit.NOT_MET),
        # 17 December 2024, 08:19 UTC at Tartus: 29 degrees.
        ({"min_sun_deg": 28.0}, {}, "sun", Fit.MET),
        ({"min_sun_deg": 31.0}, {}, "sun", Fit.NOT_MET),
        ({"min_sun_deg": 31.0}, {"instrument": "sar"}, "sun", Fit.MET),
        ({"max_cloud": 0.2}, {}, "cloud", Fit.UNKNOWN),
        ({"max_cloud": 0.2}, {"cloud_fraction": 0.0}, "cloud", Fit.MET),
        ({"max_cloud": 0.2}, {"cloud_fraction": 0.1}, "cloud", Fit.MET),
        ({"max_cloud": 0.2}, {"cloud_fraction": 0.5}, "cloud", Fit.NOT_MET),
        ({"max_cloud": 0.2}, {"instrument": "c-sar"}, "cloud", Fit.MET),
    ],
)  # fmt: skip
def test_each_thing_asked_is_met_unmet_or_not_said(
    asked: dict[str, float], facts: dict[str, object], what: str, expected: Fit
) -> None:
    found = held(image(**facts), replace(NEEDS, **asked))  # type: ignore[arg-type]
    assert fit(found, what) is expected, found.checks


def test_cloud_over_a_scene_ten_times_as_large_may_all_lie_over_the_ground() -> None:
    wide = box(35.81, 34.90, 35.91, 34.91)
    some, hardly = image(wide, cloud_fraction=0.1), image(wide, cloud_fraction=0.01)
    assert fit(held(some, replace(NEEDS, max_cloud=0.2)), "cloud") is Fit.UNKNOWN
    assert fit(held(hardly, replace(NEEDS, max_cloud=0.2)), "cloud") is Fit.MET
    assert fit(held(image(wide, cloud_fraction=0.95), replace(NEEDS, max_cloud=0.2)), "cloud") is Fit.NOT_MET


def test_where_somebody_has_looked_what_they_saw_decides_over_the_figure_of_the_scene() -> None:
    def look(*parts: Visible) -> Look:
        return Look("look", taken(START), {f"area {n}": part for n, part in enumerate(parts)}, site_id="site",
                    status=LookStatus.CLOSED)  # fmt: skip

    cloudy = image(cloud_fraction=0.9)
    asked = replace(NEEDS, max_cloud=0.2)
    seen = {
        Fit.MET: look(Visible(1.0), Visible(0.8)),
        Fit.NOT_MET: look(Visible(0.5, "stated", "cloud"), Visible(0.1, "stated", "thick cloud")),
        Fit.UNKNOWN: look(Visible(1.0), Visible(0.3, "stated", "cloud")),
    }
    for expected, one in seen.items():
        assert fit(held(cloudy, asked, Before(looks=[one])), "cloud") is expected
    # A look that says nothing of it leaves what the image says.
    assert fit(held(cloudy, asked, Before(looks=[look(Visible(None))])), "cloud") is Fit.NOT_MET
    assert fit(held(image(), asked, Before(looks=[look(Visible(None))])), "cloud") is Fit.UNKNOWN


def test_a_share_by_the_footprint_is_no_word_about_cloud() -> None:
    def look(name: str, seen: Visible) -> Look:
        return Look(name, taken(START), {"pier": seen}, site_id="site", status=LookStatus.CLOSED)

    asked = replace(NEEDS, max_cloud=0.3)
    computed, stated = look("one", Visible(1.0, "footprint")), look("two", Visible(0.7, "stated", "cloud"))
    assert fit(held(image(), asked, Before(looks=[computed])), "cloud") is Fit.UNKNOWN
    assert fit(held(image(cloud_fraction=0.0), asked, Before(looks=[computed])), "cloud") is Fit.MET
    # A share of 0.7 hides 0.3, to the last digit; a later look that states nothing takes nothing away.
    assert fit(held(image(), asked, Before(looks=[stated, computed])), "cloud") is Fit.MET
    # Of another part than the one asked for, a look says nothing.
    away = held(image(), asked, Before(looks=[stated]), area_id="roads", geometry=GROUND)
    assert fit(away, "cloud") is Fit.UNKNOWN


@pytest.mark.parametrize(
    ("roads", "rest", "reason", "expected"),
    [
        (0.0, 1.0, "cloud", Fit.MET), (1.0, 0.7, "cloud", Fit.NOT_MET), (1.0, 0.7, "haze", Fit.UNKNOWN),
        (1.0, 0.78, "cloud", Fit.MET), (0.0, 0.0, "cloud", Fit.NOT_MET),
    ],
)  # fmt: skip
def test_where_every_part_is_drawn_what_was_hidden_is_weighed_by_ground(
    roads: float, rest: float, reason: str, expected: Fit
) -> None:
    """The roads are a tenth of the ground."""
    drawn = replace(SITE, areas=(Area("roads", "site", "roads", share_inside(0, 0.1)),))
    wanted = Requirement("r", "site", "?", "", replace(NEEDS, max_cloud=0.2))
    shares = shares_of(wanted, drawn)
    assert shares["roads"] == pytest.approx(0.1, abs=1e-4) and sum(shares.values()) == pytest.approx(1)
    seen = {"roads": Visible(roads, "stated", reason), "elsewhere": Visible(rest, "stated", reason)}
    look = Look("look", taken(START), seen, site_id="site", status=LookStatus.CLOSED)
    found = match(wanted, ground_asked(wanted, drawn), image(), Before([look], shares=shares), NOW)
    assert fit(found, "cloud") is expected


def test_shares_are_known_only_of_a_whole_site_with_every_area_drawn() -> None:
    wanted = Requirement("r", "site", "?", "", NEEDS)
    assert shares_of(wanted, replace(SITE, areas=(Area("roads", "site", "roads"),))) == {}
    assert shares_of(replace(wanted, area_id="elsewhere"), SITE) == {}
    assert shares_of(wanted, SITE) == {"elsewhere": 1.0}


def order(name: str, **facts: object) -> Order:
    """An order that the provider has."""
    given: dict[str, object] = {"state": OrderState.OPEN, "remote_id": None, **facts}
    return Order(name, "r", f"obslog-{name}", "a provider", "https://example.com", "p", **given)  # type: ignore[arg-type]


def test_an_image_came_by_an_order_where_it_or_the_provider_says_so() -> None:
    done = OrderStatus("completed", links=(("asset", "https://example.com/out/TAR_20241217.tif?key=1"),))
    orders = [order("one", remote_id="77"), order("two", remote_id="78", statuses=(done,))]
    came = [
        getattr(order_of(image(tags=tags), given), "id", None)
        for tags, given in (
            ({"stac:order": "77"}, orders), ({"stac:order": "obslog-one/3"}, orders), ({"stac:id": "TAR_20241217"}, orders),
            ({}, orders), ({"stac:order": "7"}, orders), ({"stac:id": "TAR_20241217"}, orders[:1]),
        )
    ]  # fmt: skip
    assert came == ["one", "one", "two", None, None, None]


def test_a_common_file_name_names_no_order() -> None:
    done = OrderStatus("completed", links=(("asset", "https://example.com/visual.tif"),))
    path = "/elsewhere/visual.tif"
    assert order_of(replace(image(), path=path), [order("one", statuses=(done,))]) is None


def test_platform_and_time_of_an_ordered_pass_are_a_hint_and_never_an_order() -> None:
    def passing(platform: str, datetime_: object) -> dict[str, object]:
        return {"properties": {"platform": platform, "datetime": datetime_}}

    window = "2024-12-17T08:20:30Z/2024-12-17T08:21:30Z"
    came = image(platform="worldview-3")
    fits = order("fits", opportunity=passing("WorldView 3", window))
    for others in (
        order("other satellite", opportunity=passing("WorldView 2", window)),
        order("other pass", opportunity=passing("WorldView 3", "2024-12-17T08:22:00Z/2024-12-17T08:23:00Z")),
        order("not sent", opportunity=passing("WorldView 3", window), state=OrderState.PREPARED),
        order("ended", opportunity=passing("WorldView 3", window), state=OrderState.ENDED),
        order("no pass"), order("odd", opportunity={"properties": []}),
        order("odder", opportunity=passing("WorldView 3", 5)),
    ):  # fmt: skip
        assert order_of_pass(came, [others, fits]) is fits and order_of_pass(came, [others]) is None
    assert order_of(came, [fits]) is None
    assert order_of_pass(came, [fits, fits]) is None
    day = taken(START + timedelta(days=3), START + timedelta(days=4))
    assert order_of_pass(image(platform="worldview-3", when=day), [fits]) is None
    assert order_of_pass(image(), [order("nameless", opportunity=passing("", window))]) is None
