"""What is said where two witnesses of one image state different things; the first of them is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from obslog.imagery.claims import Claim
from obslog.model.when import Basis

#: Fields in numbers: how far two witnesses may be apart, and how a value is written.
_NUMBERS = {
    "off_nadir_deg": (2.0, "off-nadir angle", "{:g} degrees"),
    "incidence_deg": (2.0, "incidence angle", "{:g} degrees"),
    "sun_elevation_deg": (2.0, "sun elevation", "{:g} degrees"),
    "cloud_fraction": (0.1, "cloud", "{:.0%}"),
}
_PUNCTUATION = re.compile(r"[^a-z0-9]+")


def disagreements(claims: Sequence[Claim]) -> Iterator[str]:
    """A warning for each field that a later witness states otherwise than the first that states it.

    Claims come in the order of trust. Names of files tell a platform's family only, and are not weighed for it.
    """
    first: dict[str, Claim] = {}
    for claim in claims:
        for field, value in claim.fields.items():
            kept = first.setdefault(field, claim)
            if kept is not claim and _differ(field, kept, claim):
                said, word = _said(field, kept.fields[field]), _said(field, value)
                yield f"{kept.witness} says {said}, {claim.witness} says {word}; the first is kept"


def _differ(field: str, kept: Claim, other: Claim) -> bool:
    one, two = kept.fields[field], other.fields[field]
    if field in _NUMBERS and isinstance(one, float) and isinstance(two, float):
        return abs(one - two) > _NUMBERS[field][0]
    if field != "platform" or Basis.FILE_NAME in (kept.basis, other.basis):
        return False
    names = [_PUNCTUATION.sub("", str(each).casefold()) for each in (one, two)]
    return names[0] not in names[1] and names[1] not in names[0]


def _said(field: str, value: str | float) -> str:
    if field in _NUMBERS:
        _, what, form = _NUMBERS[field]
        return f"{what} {form.format(value)}"
    return f"{field} {value}"
