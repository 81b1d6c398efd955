"""What one file is, when and where it was taken, and on what basis, from its neighbours, tags and name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.disagreements import disagreements
from obslog.imagery.file_names import claim_of_name
from obslog.imagery.file_tags import claim_of_tags, file_time_note, is_drawn, read_tags
from obslog.imagery.footprint import Placement, place, place_grid
from obslog.imagery.ground import is_trimmed
from obslog.imagery.limits import DEFAULT_LIMITS, Limits
from obslog.imagery.opening import Evidence, PathName, display, one_line, open_evidence
from obslog.imagery.sidecars import stac
from obslog.imagery.sidecars.archived import folder_of
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.registry import sidecars_of
from obslog.imagery.systems import known_system, remember_system
from obslog.imagery.tiff_grid import ordinary_grid
from obslog.imagery.whens import choose_when
from obslog.imagery.world_files import read_world_file
from obslog.model.errors import FileRefusedError
from obslog.model.images import Identity
from obslog.model.text import safe

#: Fields of a claim that become fields of the identity.
_CLAIMED = (
    "gsd_m",
    "provider",
    "platform",
    "instrument",
    "off_nadir_deg",
    "incidence_deg",
    "sun_elevation_deg",
    "cloud_fraction",
)
#: Fields of a claim that are kept among the tags.
_TAGGED = ("product_level", "band_names")


@dataclass(frozen=True)
class Identified:
    """The answer for one readable file: its `identity`, its `sha256` in hex, and the stat it had."""

    identity: Identity
    sha256: str
    size: int
    mtime_ns: int
    device: int
    inode: int


@dataclass(frozen=True)
class _Facts:
    """What the raster itself holds."""

    driver: str
    width: int
    height: int
    bands: int
    dtype: str
    placement: Placement
    tags: dict[str, str]
    warnings: tuple[str, ...]


def identify(
    path: PathName,
    listing: Folder | None = None,
    sidecars: bool = True,
    limits: Limits = DEFAULT_LIMITS,
) -> Identified:
    """Read one image: hash, facts, place and date, each with its basis.

    `listing` is the folder in which it lies, where the caller has it already; `sidecars=False` uses the file
    alone. Raises `FileRefusedError` with a plain reason if the file cannot be taken as evidence.
    """
    name = os.path.basename(os.fsencode(path))  # noqa: PTH119 (bytes)
    if sidecars and listing is None:
        listing = Folder.of(path)
    with open_evidence(path, limits) as evidence:
        facts = _facts(evidence, listing if sidecars else None, name)
        digest = evidence.sha256()
    info = evidence.stat
    claims = _claims(path, name, listing, sidecars, facts.tags)
    identity = _weighed(display(path), facts, claims)
    return Identified(identity, digest, info.st_size, info.st_mtime_ns, info.st_dev, info.st_ino)


def identify_unread(path: PathName, listing: Folder | None = None) -> Identity:
    """What the neighbours and the name say of a file whose pixels are not read (refused, emptied)."""
    name = os.path.basename(os.fsencode(path))  # noqa: PTH119 (bytes)
    return _weighed(display(path), None, _claims(path, name, listing, True, {}))


def identity_of_claims(path: str, claims: Sequence[Claim]) -> Identity:
    """What some witnesses say together of a product, of which no image is read."""
    return _weighed(path, None, claims)


def product_of(folder: Folder, name: bytes) -> tuple[bytes, str] | None:
    """The product to which the image `name` of `folder` belongs: its home folder and its base name there.

    That of the first sidecar that says anything, else of its STAC item (which may name some of the product's
    images only); None if it stands alone.
    """
    for sidecar in sidecars_of(folder, name):
        claim = sidecar.claim()
        if claim is not None and (claim.when is not None or claim.footprint is not None):
            return sidecar.product
    item = stac.find(folder, name)
    return None if item is None else (folder.place, f"stac {item!r}")


def _facts(evidence: Evidence, folder: Folder | None, name: bytes) -> _Facts:
    grid = ordinary_grid(evidence.fd) if evidence.driver == "GTiff" else None
    crs = known_system(grid.system) if grid is not None else None
    with evidence.dataset(placed=crs is None) as source:
        try:
            if grid is not None and crs is not None:
                placement = place_grid(source.width, source.height, grid.six, crs)
            else:
                placement = place(source)
                if placement.georeference == "none" and folder is not None:
                    world = read_world_file(folder, name)
                    placement = placement if world is None else place(source, world)
        except FileRefusedError:
            raise
        except Exception as error:
            reason = f"its place cannot be read: {one_line(error, evidence.fd)}"
            placement = Placement("unplaced", warnings=(reason,))
        tags, warnings = read_tags(source)
        if grid is not None:
            if crs is None:
                remember_system(grid.system, source.crs)
            tags.setdefault("AREA_OR_POINT", "Point" if grid.point else "Area")
        dtype = str(source.dtypes[0])
        return _Facts(
            evidence.driver, source.width, source.height, source.count, dtype, placement, tags, warnings
        )


def _claims(
    path: PathName, name: bytes, listing: Folder | None, sidecars: bool, tags: dict[str, str]
) -> list[Claim]:
    claims: list[Claim] = []
    if sidecars:
        folder = folder_of(path) if listing is None else listing
        item = stac.read(folder, name)
        if item is not None:
            claims.append(item)
        claims.extend(
            claim for sidecar in sidecars_of(folder, name) if (claim := sidecar.claim()) is not None
        )
    claims.append(claim_of_tags(tags))
    named = claim_of_name(name.decode("utf-8", "backslashreplace"))
    return [*claims, named] if named is not None else claims


def _weighed(path: str, facts: _Facts | None, claims: Sequence[Claim]) -> Identity:
    """The identity: each field from the first witness that states it, the pixel size from the transform."""
    when, when_warnings = choose_when(claims)
    basis: dict[str, str] = {"when": str(when.basis)}
    values: dict[str, Any] = {}
    warnings: list[str] = list(when_warnings)
    if facts is not None and facts.placement.gsd_m is not None:
        values["gsd_m"], basis["gsd_m"] = facts.placement.gsd_m, facts.placement.georeference
    for claim in claims:
        for key in _CLAIMED:
            if key in claim.fields and key not in values:
                values[key], basis[key] = claim.fields[key], str(claim.basis)
        warnings.extend(claim.warnings)
    warnings.extend(disagreements(claims))
    stated: dict[str, str] = {}
    for claim in claims:
        for key in _TAGGED:
            if key in claim.fields and key not in stated:
                stated[key], basis[key] = str(claim.fields[key]), str(claim.basis)
    _check_gsd(facts, claims, warnings)
    identity = Identity(path=path, when=when, **values)
    if facts is not None:
        identity = _with_facts(identity, facts, basis, warnings)
    witness = next((claim for claim in claims if claim.footprint is not None), None)
    if witness is not None and identity.footprint is None and identity.georeference in ("none", "unplaced"):
        identity = replace(identity, footprint=witness.footprint, georeference=str(witness.basis))
        basis["footprint"] = str(witness.basis)
    elif witness is not None and is_trimmed(identity.footprint, witness.footprint):
        # A frame is often larger than the scene within it: what the provider states of that claims less.
        identity = replace(identity, footprint=witness.footprint)
        basis["footprint"] = str(witness.basis)
    tags = dict(identity.tags) | stated
    for claim in claims:
        tags.update(claim.tags)
    shown = tuple(dict.fromkeys(safe(warning) for warning in warnings))
    return replace(identity, tags=tags, basis=basis, warnings=shown)


def _with_facts(identity: Identity, facts: _Facts, basis: dict[str, str], warnings: list[str]) -> Identity:
    placement = facts.placement
    warnings.extend(placement.warnings)
    warnings.extend(facts.warnings)
    note = file_time_note(facts.tags, identity.when.earliest is not None)
    if note is not None:
        warnings.append(note)
    if placement.footprint is not None:
        basis["footprint"] = placement.georeference
    return replace(
        identity,
        driver=facts.driver,
        width=facts.width,
        height=facts.height,
        bands=facts.bands,
        dtype=facts.dtype,
        crs=placement.crs,
        georeference=placement.georeference,
        footprint=placement.footprint,
        drawn=is_drawn(facts.tags),
        tags=facts.tags,
        error_m=placement.error_m,
    )


def _check_gsd(facts: _Facts | None, claims: Sequence[Claim], warnings: list[str]) -> None:
    """A warning where a sidecar's pixel size is not the measured one (some write degrees)."""
    measured = facts.placement.gsd_m if facts is not None else None
    for claim in claims:
        stated = claim.fields.get("gsd_m")
        if measured and isinstance(stated, float) and not 0.5 <= stated / measured <= 2.0:
            warnings.append(
                f"{claim.witness} states {stated:g} m a pixel, the file's own georeference {measured:g} m; "
                "the file's is kept"
            )
