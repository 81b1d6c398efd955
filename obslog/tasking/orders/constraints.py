"""What a requirement needs, said in a product's own queryables (CQL2-JSON); what it cannot say is named, not dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from obslog.model.requirements import Needs, SensorKind
from obslog.tasking.orders.stapi.schemas import Property, property_table

#: Names of queryables for each need, as published by providers and the specification's examples; compared without
#: case and without the marks between words. An upper limit on the look angle may be asked of the incidence angle
#: (which is always the larger, so that the same number asks for no less) or of its complement, the grazing angle.
_OFF_NADIR = (
    "off_nadir",
    "view:off_nadir",
    "max_off_nadir",
    "off_nadir_max",
    "off_nadir_angle",
    "max_off_nadir_angle",
)
_INCIDENCE = (
    "incidence_angle",
    "view:incidence_angle",
    "max_incidence_angle",
    "incidence_angle_max",
    "incidence",
)
_GRAZING = (
    "grazing_angle_degrees", "grazing_angle", "grazing_angle_start_degrees", "sat_elevation_angle_min",
    "sat_elevation_angle", "satellite_elevation",
)  # fmt: skip
_CLOUD = ("eo:cloud_cover", "cloud_cover", "max_cloud_cover", "cloud_cover_max", "cloud_coverage", "cloud_cover_percentage",
          "max_cloud_cover_pct", "max_cloud_cover_percent", "cloud_threshold", "cloud")  # fmt: skip
_SUN = (
    "view:sun_elevation",
    "sun_elevation",
    "min_sun_elevation",
    "sun_elevation_min",
    "sun_elevation_angle",
)
_GSD = ("gsd", "eo:gsd", "max_gsd", "gsd_max", "ground_sample_distance", "resolution", "min_resolution")
_NIIRS = ("niirs", "min_niirs", "niirs_min", "eo:niirs")
_SENSOR = ("sensor_type", "sensor_kind", "instrument_type", "sensor", "modality", "sensor_mode", "data_type")
_KIND_WORDS = {
    SensorKind.OPTICAL: ("optical", "eo", "electro-optical", "multispectral", "panchromatic"),
    SensorKind.SAR: ("sar", "radar", "synthetic-aperture-radar"),
}


@dataclass(frozen=True)
class Expressed:
    """A filter (None where nothing is asked of it), what it asks in words, and what it cannot ask."""

    filter: Mapping[str, Any] | None
    asked: tuple[str, ...]
    unexpressed: tuple[str, ...]


def express(needs: Needs, queryables: Mapping[str, Any]) -> Expressed:
    """The needs as a filter over the queryables that a product's JSON Schema names.

    The window is no part of it: it goes along as `datetime`. Angles stand in degrees, pixels in metres.
    """
    table = {_plain(name): one for name, one in property_table(queryables).items()}
    clauses, asked, unsaid = [], [], []
    for what, clause in (
        *_angle(needs, table), *_cloud(needs, table), *_least(needs, table), *_kind(needs, table)
    ):  # fmt: skip
        if clause is None:
            unsaid.append(what)
        else:
            clauses.append(clause)
            asked.append(what)
    unsaid += _never(needs)
    together = None if not clauses else clauses[0] if len(clauses) == 1 else {"op": "and", "args": clauses}
    return Expressed(together, tuple(asked), tuple(unsaid))


def filter_text(filter: Mapping[str, Any] | None) -> str:
    """A filter that `express` made, in words: `view:off_nadir <= 25 and eo:cloud_cover <= 20`."""
    if filter is None:
        return "none"
    args = filter.get("args")
    if filter.get("op") == "and" and isinstance(args, list):
        return " and ".join(filter_text(one) for one in args if isinstance(one, Mapping))
    if isinstance(args, list) and len(args) == 2 and isinstance(args[0], Mapping):
        value = f"{args[1]:g}" if isinstance(args[1], int | float) else str(args[1])
        return f"{args[0].get('property')} {filter.get('op')} {value}"
    return str(dict(filter))


_Clause = tuple[str, dict[str, Any] | None]


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _found(table: Mapping[str, Property], names: tuple[str, ...]) -> Property | None:
    there = (table.get(_plain(name)) for name in names)
    return next((one for one in there if one is not None and one.numeric), None)


def _clause(rule: Property, op: str, value: float) -> dict[str, Any]:
    # Whole numbers go out as such: a schema may ask for an integer.
    number = int(value) if float(value).is_integer() else round(value, 6)
    return {"op": op, "args": [{"property": rule.name}, number]}


def _angle(needs: Needs, table: Mapping[str, Property]) -> list[_Clause]:
    most = needs.max_off_nadir_deg
    if most is None:
        return []
    words = f"off-nadir at most {most:g}°"
    if rule := _found(table, _OFF_NADIR):
        return [_within(words, rule, "<=", most)]
    if rule := _found(table, _INCIDENCE):
        return [
            _within(
                f"{words}, asked as incidence (`{rule.name}`) at most {most:g}°, which is stricter",
                rule,
                "<=",
                most,
            )
        ]
    if rule := _found(table, _GRAZING):
        least = 90 - most
        return [
            _within(
                f"{words}, asked as `{rule.name}` at least {least:g}°, which is stricter", rule, ">=", least
            )
        ]
    return [_unsaid(words)]


def _cloud(needs: Needs, table: Mapping[str, Property]) -> list[_Clause]:
    if needs.max_cloud is None:
        return []
    words = f"cloud at most {needs.max_cloud * 100:g} %"
    rule = _found(table, _CLOUD)
    if rule is None:
        return [_unsaid(words)]
    name = rule.name.casefold()
    if rule.maximum is not None:
        percent = rule.maximum > 1
    elif (
        name.startswith("eo:")
        or "percent" in name
        or "pct" in name
        or "percent" in rule.title.casefold()
        or rule.unit == "%"
    ):
        # The STAC extension that the prefix stands for counts in percent.
        percent = True
    else:
        return [
            (
                f"{words}: `{rule.name}` does not say whether it counts percent or fractions, so it is not asked",
                None,
            )
        ]
    return [_within(words, rule, "<=", needs.max_cloud * (100 if percent else 1))]


def _least(needs: Needs, table: Mapping[str, Property]) -> list[_Clause]:
    found: list[_Clause] = []
    for value, words, names, op in (
        (needs.min_sun_deg, "sun at least {:g}° high", _SUN, ">="),
        (needs.max_gsd_m, "pixels of at most {:g} m", _GSD, "<="),
        (needs.min_niirs, "NIIRS at least {:g}", _NIIRS, ">="),
    ):
        if value is not None:
            rule = _found(table, names)
            found.append(
                _within(words.format(value), rule, op, value) if rule else _unsaid(words.format(value))
            )
    return found


def _kind(needs: Needs, table: Mapping[str, Property]) -> list[_Clause]:
    if needs.sensor is SensorKind.ANY:
        return []
    for name in _SENSOR:
        rule = table.get(_plain(name))
        for choice in rule.choices if rule is not None else ():
            if (
                rule
                and isinstance(choice, str)
                and choice.casefold().replace("_", "-") in _KIND_WORDS[needs.sensor]
            ):
                return [(f"sensor {needs.sensor}", {"op": "=", "args": [{"property": rule.name}, choice]})]
    return [(f"sensor {needs.sensor}: only the choice of the product says so", None)]


def _within(words: str, rule: Property, op: str, value: float) -> _Clause:
    """The clause, where the product's own range leaves it a meaning; else that nothing can meet it, or all do."""
    low, high = rule.minimum, rule.maximum
    if op == "<=" and low is not None and value < low:
        return f"{words}: the product's `{rule.name}` begins at {low:g}, so it is not asked", None
    if op == ">=" and high is not None and value > high:
        return f"{words}: the product's `{rule.name}` ends at {high:g}, so it is not asked", None
    held = value if low is None else max(low, value)
    return words, _clause(rule, op, held if high is None else min(high, held))


def _unsaid(words: str) -> _Clause:
    return f"{words}: the product has no queryable for it", None


def _never(needs: Needs) -> list[str]:
    """What the interface has no word for, whatever the product."""
    unsaid = []
    if needs.useful_until is not None and needs.useful_until != needs.latest:
        unsaid.append(
            f"useful until {needs.useful_until:%Y-%m-%dT%H:%MZ}: an order states when to collect, not when to deliver"
        )
    if needs.min_covered > 0:
        unsaid.append(
            f"at least {needs.min_covered * 100:g} % of the ground in the image: an order states the ground alone"
        )
    return unsaid
