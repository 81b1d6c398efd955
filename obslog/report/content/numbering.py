"""Labels of a report (C1, S1, I1), given in an order that depends on the data alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from obslog.model.images import Image
from obslog.model.looks import Look
from obslog.model.sources import Source, Statement
from obslog.model.text import safe
from obslog.model.when import Basis, When
from obslog.report.material import Material

_LAST = datetime.max.replace(tzinfo=UTC)

#: The bases of a date as a reader understands them.
BASIS_WORDS = {
    Basis.STAC: "STAC item",
    Basis.SIDECAR: "sidecar file",
    Basis.TAGS: "the file's own tags",
    Basis.EXIF: "EXIF",
    Basis.FILE_NAME: "file name, a claim",
    Basis.CAPTION: "caption",
    Basis.ANALYST: "the analyst",
    Basis.UNKNOWN: "basis unknown",
}


@dataclass
class Counter:
    """Hands out C1, C2, ... in the order asked."""

    prefix: str
    used: int = field(default=0)

    def next(self) -> str:
        """The next label."""
        self.used += 1
        return f"{self.prefix}{self.used}"


@dataclass(frozen=True)
class Labels:
    """The labels of statements and images, and those two in the order they are printed.

    `prefix` stands before every label of a section of a summary, so that each is given once.
    """

    statements: Mapping[str, str]
    images: Mapping[str, str]
    statements_in_order: tuple[tuple[Statement, Source], ...]
    images_in_order: tuple[Image, ...]
    prefix: str = ""


def in_time(when: When, id_: str) -> tuple[datetime, datetime, str]:
    """A sort key: the earliest instant, then the latest, then the id; open and undated come last."""
    latest = when.latest or _LAST
    return when.earliest or latest, latest, id_


def label(material: Material, prefix: str = "") -> Labels:
    """Give each statement and each image of the report its label, in order of time."""
    statements = sorted(material.statements, key=lambda pair: in_time(pair[0].when, pair[0].id))
    used = {look.image_id for look in material.looks.values() if look.image_id}
    images = {key: material.images[key] for key in used if key in material.images}
    images.update({image.id: image for image in material.waiting})
    ordered = sorted(images.values(), key=lambda image: in_time(image.identity.when, image.id))
    return Labels(
        {statement.id: f"{prefix}S{n}" for n, (statement, _) in enumerate(statements, start=1)},
        {image.id: f"{prefix}I{n}" for n, image in enumerate(ordered, start=1)},
        tuple(statements),
        tuple(ordered),
        prefix,
    )


def looks_in_order(looks: Iterable[Look]) -> tuple[Look, ...]:
    """Looks in order of time, then of id."""
    return tuple(sorted(looks, key=lambda look: in_time(look.when, look.id)))


def basis_words(when: When) -> str:
    """The basis of a date in words."""
    return BASIS_WORDS.get(when.basis, str(when.basis))


def file_name(path: str) -> str:
    """The exact name of a file without its folders, fit to print."""
    return safe(path.rstrip("/").rpartition("/")[2] or path)
