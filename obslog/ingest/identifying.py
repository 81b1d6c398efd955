"""What files and folders are, without a log: the answer that an import would record."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from obslog.ingest.probe import probe
from obslog.ingest.walk import roots, walk
from obslog.model.images import Identity


def identify_paths(paths: Sequence[str | bytes | os.PathLike[str]]) -> Iterator[tuple[str, Identity | str]]:
    """(path, identity) for each image under `paths`, or (path, reason) where it cannot be taken as evidence.

    A file named by itself is always answered; in folders documents and sidecars are passed over. Raises
    `NotFoundError` for a path that is not there.
    """
    named = roots(paths)
    for found in walk(named):
        result = probe(found)
        if result.evidence is not None:
            yield found.shown, result.evidence.identity
        elif result.outcome == "rejected" or found.path in named:
            yield found.shown, result.reason or "cannot be taken as evidence"
