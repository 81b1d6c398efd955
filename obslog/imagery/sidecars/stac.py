"""A STAC item (1.0, 1.1) beside an image: when, platform, angles, cloud; geometry where the file has none."""

from __future__ import annotations

import os
from typing import Any

from obslog.imagery.claims import Claim, clean_text
from obslog.imagery.ground import geometry_from_geojson
from obslog.imagery.sidecars.bounded import SidecarError
from obslog.imagery.sidecars.listing import Folder
from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.when import Basis, When

_ENDINGS = (b".json", b".stac.json", b"_stac.json", b".geojson", b"_metadata.json")

#: Field of the answer -> (names of the property, least, most, factor to our unit).
_NUMBERS: dict[str, tuple[tuple[str, ...], float, float, float]] = {
    "gsd_m": (("gsd", "eo:gsd", "pl:ground_sample_distance"), 1e-3, 1e5, 1.0),
    "off_nadir_deg": (("view:off_nadir", "off_nadir", "pl:off_nadir"), -90.0, 90.0, 1.0),
    "incidence_deg": (("view:incidence_angle", "incidence_angle"), 0.0, 90.0, 1.0),
    "sun_elevation_deg": (("view:sun_elevation", "sun_elevation"), -90.0, 90.0, 1.0),
    "cloud_fraction": (("eo:cloud_cover", "cloud_cover", "pl:cloud_cover"), 0.0, 100.0, 0.01),
}


def find(listing: Folder, name: bytes) -> bytes | None:
    """The STAC item that goes with the image `name`: by base name, else by an asset of that name."""
    stem = os.path.splitext(name)[0]  # noqa: PTH122 (bytes)
    for candidate in [stem + ending for ending in _ENDINGS] + [name + b".json"]:
        there = listing.find(candidate)
        if there is not None and there != name and _is_item(listing, there):
            return there
    return listing.item_naming(name)


def read(listing: Folder, name: bytes) -> Claim | None:
    """What the STAC item beside the image `name` says; None if there is none.

    An item that belongs to the image but cannot be used gives a claim with a warning and nothing else.
    """
    item_name = find(listing, name)
    if item_name is None:
        return _unusable(listing, name)
    witness = f"the STAC item {clean_text(item_name.decode('utf-8', 'backslashreplace'), 200)}"
    item = listing.json(item_name)
    properties = item.get("properties")
    if not isinstance(properties, dict):
        return Claim(Basis.STAC, witness, warnings=(f"{witness} has no properties",))
    warnings: list[str] = []
    fields, oddities = _fields(properties)
    warnings.extend(f"{witness}: {odd}" for odd in oddities)
    when = None
    try:
        when = _when(properties)
    except WordError as error:
        warnings.append(f"{witness}: {error}")
    footprint = None
    if isinstance(item.get("geometry"), dict):
        try:
            footprint = geometry_from_geojson(item["geometry"])
        except ValueError as error:
            warnings.append(f"{witness}: its geometry is not used: {error}")
    tags = {"stac:id": clean_text(item["id"], 512)} if isinstance(item.get("id"), str) else {}
    if isinstance(item.get("collection"), str):
        tags["stac:collection"] = clean_text(item["collection"], 512)
    # The STAC order extension: which order a delivery is from.
    if isinstance(properties.get("order:id"), str):
        tags["stac:order"] = clean_text(properties["order:id"], 512)
    return Claim(Basis.STAC, witness, when, fields, footprint, tags, tuple(warnings))


def _is_item(listing: Folder, name: bytes) -> bool:
    try:
        value = listing.json(name)
    except SidecarError:
        return False
    return isinstance(value, dict) and value.get("type") == "Feature" and "stac_version" in value


def _unusable(listing: Folder, name: bytes) -> Claim | None:
    """A warning where the file of our base name is there but is no usable JSON."""
    stem = os.path.splitext(name)[0]  # noqa: PTH122 (bytes)
    there = listing.find(stem + b".json")
    if there is None:
        return None
    try:
        listing.json(there)
    except SidecarError as error:
        shown = clean_text(there.decode("utf-8", "backslashreplace"), 200)
        return Claim(Basis.STAC, shown, warnings=(f"{shown} beside the image is not used: {error}",))
    return None


def _when(properties: dict[str, Any]) -> When | None:
    """The acquisition time: `datetime`, or `start_datetime`/`end_datetime`; None if neither is stated."""
    single, start, end = (properties.get(key) for key in ("datetime", "start_datetime", "end_datetime"))
    if isinstance(single, str) and single:
        return parse_edtf(single.strip()[:80], Basis.STAC)
    if isinstance(start, str) and isinstance(end, str) and start and end:
        text = start if start == end else f"{start.strip()[:80]}/{end.strip()[:80]}"
        return parse_edtf(text, Basis.STAC)
    return None


def _fields(properties: dict[str, Any]) -> tuple[dict[str, str | float], list[str]]:
    fields: dict[str, str | float] = {}
    oddities: list[str] = []
    for key, (names, least, most, factor) in _NUMBERS.items():
        for name in names:
            value = properties.get(name)
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
                oddities.append(f"{name} is {clean_text(value, 40)}, which cannot be")
                continue
            fields[key] = float(value) * factor
            break
    if isinstance(properties.get("platform"), str):
        name = clean_text(properties["platform"], 120)
        # USGS writes LANDSAT_9 in its items.
        fields["platform"] = name.lower().replace("_", "-") if name.startswith("LANDSAT_") else name
    instruments = properties.get("instruments")
    if isinstance(instruments, list):
        fields["instrument"] = ", ".join(
            clean_text(each, 60) for each in instruments[:8] if isinstance(each, str)
        )
    elif isinstance(properties.get("instrument"), str):
        fields["instrument"] = clean_text(properties["instrument"], 120)
    provider = _provider(properties.get("providers"))
    if provider:
        fields["provider"] = provider
    return {key: value for key, value in fields.items() if value != ""}, oddities


def _provider(value: Any) -> str | None:
    """The name of the producer among STAC providers, else of the first."""
    named = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    named = [each for each in named if isinstance(each.get("name"), str)]
    made = [each for each in named if isinstance(each.get("roles"), list) and "producer" in each["roles"]]
    return clean_text((made or named)[0]["name"], 120) if named else None
