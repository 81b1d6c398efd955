"""What of the log may leave it: publication flags of images obeyed, names and notes taken out when asked, and both said."""

from __future__ import annotations

from dataclasses import dataclass, replace

from obslog.change.wording import look_sentence
from obslog.model.images import Image
from obslog.model.looks import Look
from obslog.model.text import listed, safe
from obslog.report.content.numbering import Labels
from obslog.report.material import Material

#: What stands in a redacted report for its reader.
REDACTED = (
    "Redacted: analysts are numbered, not named; remarks, reasons and notes on sources are left out. "
    "Statements, assessments and file names stand as they are."
)
#: What stands in the place of a name that may not leave the log.
NOT_NAMED = "not named: this image may not be published"


@dataclass(frozen=True)
class Rule:
    """How strict a report is: with `strict`, pictures only of images that somebody said may be published; with `redact`,
    neither names of analysts nor notes."""

    strict: bool = False
    redact: bool = False


def why_not_shown(image: Image, rule: Rule) -> str | None:
    """Why the pixels of an image are left out, as the end of a sentence; None where they may be shown."""
    said = image.publication_reason if not rule.redact else None
    because = f" ({safe(said)})" if said else ""
    if image.publication == "no":
        return f"this image may not be published{because}"
    if image.publication == "credit":
        return f"this image may be named and credited, not shown{because}"
    if rule.strict and image.publication != "yes":
        return "nobody has said that this image may be published"
    return None


def prepared(material: Material, rule: Rule) -> Material:
    """The material without what may not be said: images that may not be published lose their names, and with
    `rule.redact` looks their analysts and notes."""
    material = replace(
        material,
        images={key: _withheld(image) for key, image in material.images.items()},
        waiting=tuple(_withheld(image) for image in material.waiting),
    )
    return _redacted(material) if rule.redact else material


def left_out(material: Material, labels: Labels, rule: Rule) -> tuple[str, ...]:
    """Which images are not shown or not named, in sentences."""
    groups: dict[str, list[str]] = {}
    for image in labels.images_in_order:
        end = _left_out(image, rule)
        if end is not None:
            groups.setdefault(end, []).append(labels.images[image.id])
    return tuple(
        f"{listed(names, 'and')} {'is' if len(names) == 1 else 'are'} {end}" for end, names in groups.items()
    )


def _left_out(image: Image, rule: Rule) -> str | None:
    said = image.publication_reason if not rule.redact else None
    because = f": {safe(said).rstrip('.')}." if said else "."
    if image.publication == "no":
        return f"neither named nor shown{because}"
    if image.publication == "credit":
        return f"named and credited, but not shown{because}"
    if rule.strict and image.publication != "yes":
        return "not shown: nobody has said that it may be published."
    return None


def _withheld(image: Image) -> Image:
    """The image; without its name, its maker and what its tags say where it may not be published."""
    if image.publication != "no":
        return image
    identity = replace(
        image.identity, path=NOT_NAMED, provider=None, platform=None, instrument=None, tags={}, warnings=(),
        when=replace(image.identity.when, warnings=()),
    )  # fmt: skip
    return replace(image, path=NOT_NAMED, identity=identity, licence=None, attribution=None)


def _redacted(material: Material) -> Material:
    numbers: dict[str, str] = {}
    for look in sorted(material.looks.values(), key=lambda one: one.id):
        numbers.setdefault(look.analyst, f"analyst {len(numbers) + 1}")
    looks = {key: _without_notes(look, numbers) for key, look in material.looks.items()}
    sentences = material.sentences
    if material.tree is not None:
        sentences = {
            key: look_sentence(look, material.area_names, material.tree) for key, look in looks.items()
        }
    return replace(
        material,
        looks=looks,
        sentences=sentences,
        statements=tuple((said, replace(source, notes=None)) for said, source in material.statements),
        assessments=tuple(replace(one, why=None) for one in material.assessments),
    )


def _without_notes(look: Look, numbers: dict[str, str]) -> Look:
    return replace(
        look,
        analyst=numbers[look.analyst],
        analyst_basis="redacted",
        remarks=None,
        seen=tuple(replace(one, because=None) for one in look.seen),
    )
