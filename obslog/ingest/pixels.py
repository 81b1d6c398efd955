"""The second pass: every pixel of what was recorded is decoded once; what fails becomes a rejection."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from obslog.imagery.decoding import decode_check
from obslog.imagery.opening import display
from obslog.ingest.options import ImportOptions
from obslog.ingest.outcomes import FileOutcome
from obslog.store.journal import Op, Update

if TYPE_CHECKING:
    from obslog.ingest.record import Recorder
    from obslog.store.workspace import Workspace

_BATCH, _BATCH_S, _QUERY = 200, 2.0, 5000
Progress = Callable[[int, int | None, str], None]


def undecoded(workspace: Workspace, outcomes: Sequence[FileOutcome]) -> dict[str, bytes]:
    """Images among `outcomes` whose pixels were never decoded: id -> path of a file of it."""
    paths: dict[str, bytes] = {}
    for outcome in outcomes:
        if outcome.image is not None:
            paths.setdefault(outcome.image, outcome.path)
    found: dict[str, bytes] = {}
    ids = sorted(paths)
    for start in range(0, len(ids), _QUERY):
        part = tuple(ids[start : start + _QUERY])
        rows = workspace.fetch(
            "SELECT id FROM images WHERE id IN :ids AND decoded IS NULL AND live = 1", ids=part
        )
        found.update({row[0]: paths[row[0]] for row in rows})
    return found


def check_pixels(
    recorder: Recorder,
    images: Mapping[str, bytes],
    options: ImportOptions,
    on_progress: Progress,
    should_stop: Callable[[], bool],
) -> dict[str, str]:
    """Decode each image and record the result, in batches; returns image id -> reason for those rejected.

    A file that changed since it was recorded is left for the next run.
    """
    ids = list(images)
    stamps = [_stamp(images[image]) for image in ids]
    rejected: dict[str, str] = {}
    results: dict[str, str | None] = {}
    since = time.monotonic()
    decoding = decode_check([images[image] for image in ids], options.limits, options.workers, should_stop)
    for done, (index, reason) in enumerate(decoding, 1):
        image = ids[index]
        on_progress(done, len(ids), f"decoding {display(images[image]).rsplit('/', 1)[-1]}")
        if _stamp(images[image]) != stamps[index] or stamps[index] is None:
            continue
        results[image] = reason
        if reason is not None:
            rejected[image] = reason
        if len(results) >= _BATCH or time.monotonic() - since > _BATCH_S:
            _write(recorder, results)
            results, since = {}, time.monotonic()
    if results:
        _write(recorder, results)
    return rejected


def _stamp(path: bytes) -> tuple[int, int] | None:
    try:
        info = os.lstat(path)
    except OSError:
        return None
    return info.st_size, info.st_mtime_ns


def _write(recorder: Recorder, results: Mapping[str, str | None]) -> None:
    with recorder.workspace.transaction():
        ops: list[Op] = []
        for image, reason in results.items():
            new = {"decoded": 1} if reason is None else {"decoded": 0}
            ops.append(Update("images", image, {"decoded": None}, new))
            if reason is not None:
                ops.extend(_rejection(recorder.workspace, image, reason))
        recorder.write("import pixels", ops, {"images": len(results)})


def _rejection(workspace: Workspace, image: str, reason: str) -> list[Op]:
    """The ledger says rejected; the image is hidden unless somebody has logged a look at it already."""
    ops: list[Op] = []
    items = workspace.fetch(
        "SELECT id, outcome, reason FROM import_items WHERE image_id = :image AND live = 1 ORDER BY id",
        image=image,
    )
    for row_id, outcome, was in items:
        ops.append(
            Update(
                "import_items",
                row_id,
                {"outcome": outcome, "reason": was},
                {"outcome": "rejected", "reason": reason},
            )
        )
    if workspace.fetch("SELECT id FROM looks WHERE image_id = :image AND live = 1 LIMIT 1", image=image):
        return ops
    for table in ("image_files", "image_sites"):
        rows = workspace.fetch(f"SELECT id FROM {table} WHERE image_id = :image AND live = 1", image=image)
        ops.extend(Update(table, row_id, {"live": 1}, {"live": 0}) for (row_id,) in rows)
    ops.append(Update("images", image, {"live": 1}, {"live": 0}))
    return ops
