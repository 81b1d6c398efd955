"""Between rows and images: what a file is, and where it lies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from obslog.model.images import Identity, Image, Tie
from obslog.store.canonical import canonical
from obslog.store.journal import Insert
from obslog.store.rows.dates import when_in, when_row
from obslog.store.rows.places import geometry_of, geometry_text

Row = Mapping[str, Any]


_IDENTITY_PLAIN = (
    "driver", "width", "height", "bands", "dtype", "crs", "gsd_m", "provider", "platform", "instrument",
    "off_nadir_deg", "incidence_deg", "sun_elevation_deg", "cloud_fraction", "error_m",
)  # fmt: skip


def identity_row(identity: Identity) -> dict[str, Any]:
    """What a file is, as columns of `images`."""
    return {
        **{name: getattr(identity, name) for name in _IDENTITY_PLAIN},
        **when_row(identity.when),
        "georeference": identity.georeference,
        "footprint": geometry_text(identity.footprint),
        "drawn": int(identity.drawn),
        "tags": canonical(dict(identity.tags)) if identity.tags else None,
        "field_basis": canonical(dict(identity.basis)) if identity.basis else None,
        "warnings": canonical(identity.warnings) if identity.warnings else None,
    }


def placement_row(image: Image) -> dict[str, Any]:
    """What says where an image lies, as columns of `images`."""
    whole = identity_row(image.identity)
    names = ("footprint", "gsd_m", "error_m", "georeference", "crs", "field_basis")
    ties = [[tie.column, tie.row, tie.lon, tie.lat] for tie in image.ties]
    placed = {name: whole[name] for name in names}
    return placed | {"ties": canonical(ties) if ties else None, "valid_area": geometry_text(image.valid_area)}


def image_op(image: Image, name: str, attribution: str | None = None) -> Insert:
    """The new row of an image; its files and sites have rows of their own."""
    row = {
        "id": image.id, "name": name, "size": image.size, "acquisition_id": image.acquisition_id,
        "acquisition_basis": image.acquisition_basis, "licence": image.licence, "attribution": attribution,
        **identity_row(image.identity),
    }  # fmt: skip
    return Insert("images", row)


def identity_of(row: Row, path: str) -> Identity:
    """What a file is, from a row of `images`."""
    return Identity(
        path=path,
        when=when_in(row),
        georeference=row["georeference"] or "none",
        footprint=geometry_of(row["footprint"]),
        drawn=bool(row["drawn"]),
        tags=json.loads(row["tags"]) if row["tags"] else {},
        basis=json.loads(row["field_basis"]) if row["field_basis"] else {},
        warnings=tuple(json.loads(row["warnings"])) if row["warnings"] else (),
        **{name: row[name] for name in _IDENTITY_PLAIN},
    )


def image_of(row: Row, path: str, sites: Iterable[tuple[str, float]] = ()) -> Image:
    """An image from its row, the path of one of its files, and (site id, covered share) pairs."""
    return Image(
        id=row["id"], path=path, size=row["size"], identity=identity_of(row, path),
        acquisition_id=row["acquisition_id"], licence=row["licence"], sites=tuple(sites),
        acquisition_basis=row["acquisition_basis"],
        decoded=None if row["decoded"] is None else bool(row["decoded"]), phash=row["phash"],
        valid_share=row["valid_share"], valid_area=geometry_of(row["valid_area"]),
        ties=tuple(Tie(*each) for each in json.loads(row["ties"])) if row["ties"] else (),
        attribution=row["attribution"], publication=row["publication"],
        publication_reason=row["publication_reason"],
    )  # fmt: skip
