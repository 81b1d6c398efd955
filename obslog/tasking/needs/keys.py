"""Naming a proposal by what it rests on, so that the same evidence gives the same key and new evidence another."""

from __future__ import annotations

import hashlib
import json

from obslog.model.requirements import Requirement

#: Hexadecimal digits of a key: one in a million million for a thousand proposals to share one.
LENGTH = 10


def key_of(requirement: Requirement) -> str:
    """The key of a proposal: rule, site, area, types and evidence; never its window, nor its words."""
    rests = requirement.evidence
    told = [
        str(requirement.rule),
        requirement.site_id,
        requirement.area_id or "",
        sorted(requirement.types),
        sorted(rests.looks),
        sorted(rests.images),
        sorted(rests.statements),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:LENGTH]
