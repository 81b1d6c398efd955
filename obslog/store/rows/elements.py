"""Between rows and element sets, in both directions; numbers come back as they were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from obslog.orbits.elements import ElementSet
from obslog.store.canonical import canonical, instant_text, read_instant
from obslog.store.ids import new_id
from obslog.store.journal import Insert

#: The columns of an element set in the order that `element_set_of` takes them.
ELEMENT_SET_COLUMNS = ("norad_id", "name", "cospar", "epoch", "elements", "origin")
_NUMBERS = (
    "mean_motion", "eccentricity", "inclination_deg", "raan_deg", "arg_perigee_deg", "mean_anomaly_deg", "bstar",
    "ndot", "nddot",
)  # fmt: skip


def element_set_ops(sets: Iterable[ElementSet]) -> list[Insert]:
    """The new rows of element sets."""
    return [
        Insert(
            "element_sets",
            {
                "id": new_id(), "norad_id": one.norad_id, "name": one.name, "cospar": one.cospar,
                "epoch": instant_text(one.epoch), "key": one.key,
                "elements": canonical({name: getattr(one, name) for name in _NUMBERS}), "origin": one.origin,
            },
        )
        for one in sets
    ]  # fmt: skip


def element_set_of(row: Sequence[Any]) -> ElementSet:
    """The element set of a row with `ELEMENT_SET_COLUMNS`."""
    norad_id, name, cospar, epoch, elements, origin = row
    return ElementSet(
        int(norad_id), name or "", read_instant(epoch), cospar=cospar or "", origin=origin or "",
        **json.loads(elements),
    )  # fmt: skip
