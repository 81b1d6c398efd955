"""The second pass: every pixel of what was recorded is decoded once; what fails becomes a rejection."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from obslog.imagery.archives import effort, file_of
from obslog.imagery.pixels import PixelReport
from obslog.imagery.workers import Lost, Task, Workers
from obslog.ingest.outcomes import FileOutcome, ImportProgress, Outcome, Tally
from obslog.ingest.seen_pixels import report_ops
from obslog.ingest.spool import Spool
from obslog.store.journal import Op

if TYPE_CHECKING:
    from obslog.ingest.record import Recorder
    from obslog.store.workspace import Workspace

_BATCH, _BATCH_S = 200, 2.0
_CHUNK = 512
_CUT = "its pixels cannot be decoded: the answer could not be understood"
Stamp = tuple[int, int] | None


def undecoded(workspace: Workspace, outcomes: Sequence[FileOutcome]) -> frozenset[str]:
    """The images among `outcomes` whose pixels were never decoded."""
    ids = sorted({outcome.image for outcome in outcomes if outcome.image is not None})
    if not ids:
        return frozenset()
    rows = workspace.fetch("SELECT id FROM images WHERE id IN :ids AND decoded IS NULL AND live = 1", ids=ids)
    return frozenset(row[0] for row in rows)


def check_pixels(
    recorder: Recorder,
    held: Spool,
    workers: Workers,
    tally: Tally,
    on_progress: Callable[[ImportProgress], None] | None,
    should_stop: Callable[[], bool],
) -> bool:
    """Decode the images of the outcomes held back, record what is found, and tell these outcomes.

    An image that does not decode is rejected after all. A file that changed since it was recorded is left for
    the next run. True if it was stopped before the end; what was not reached is then told as it stands.
    """
    files = size = 0
    stopped = False
    for part in held.chunks(_CHUNK):
        reasons: dict[str, str] = {}
        if not stopped:
            waiting = undecoded(recorder.workspace, part)
            first = {outcome.image: outcome for outcome in reversed(part) if outcome.image in waiting}
            for outcome, reason in _decoded(recorder, list(first.values()), workers, should_stop):
                files, size = files + 1, size + outcome.size
                if reason is not None and outcome.image is not None:
                    reasons[outcome.image] = reason
                if on_progress is not None:
                    text = outcome.shown.rsplit("/", 1)[-1]
                    on_progress(ImportProgress("pixels", files, size, held.count, held.bytes, text))
            stopped = should_stop()
            reasons |= _known_rejections(recorder.workspace, part, reasons)
        for outcome in part:
            tally.tell(_final(outcome, reasons))
    return stopped


def _decoded(
    recorder: Recorder, outcomes: list[FileOutcome], workers: Workers, should_stop: Callable[[], bool]
) -> Iterator[tuple[FileOutcome, str | None]]:
    """(outcome, reason or None) for each image that was looked through and recorded as that."""
    pending: list[tuple[FileOutcome, PixelReport]] = []
    since = time.monotonic()

    def tasks() -> Iterator[Task[tuple[FileOutcome, Stamp]]]:
        for outcome in outcomes:
            yield Task((outcome, _stamp(outcome.path)), outcome.path, effort(outcome.path, outcome.size))

    try:
        for (outcome, stamp), answer in workers.run("decode", tasks(), should_stop):
            if stamp is None or _stamp(outcome.path) != stamp:
                continue
            pending.append((outcome, _report(answer)))
            yield outcome, pending[-1][1].reason
            if len(pending) >= _BATCH or time.monotonic() - since > _BATCH_S:
                _write(recorder, pending)
                pending, since = [], time.monotonic()
    finally:
        if pending:
            _write(recorder, pending)


def _report(answer: Any) -> PixelReport:
    if isinstance(answer, Lost):
        return PixelReport(reason=answer.reason.replace("reading it", "decoding it"))
    try:
        return PixelReport.from_wire(answer)
    except (KeyError, TypeError, ValueError):
        return PixelReport(reason=_CUT)


def _stamp(path: bytes) -> Stamp:
    try:
        info = os.lstat(file_of(path))
    except OSError:
        return None
    return info.st_size, info.st_mtime_ns


def _write(recorder: Recorder, reports: Sequence[tuple[FileOutcome, PixelReport]]) -> None:
    for outcome, report in reports:
        if outcome.image is not None:
            recorder.previews.keep(outcome.image, report.preview)
    with recorder.workspace.transaction():
        ops: list[Op] = []
        for outcome, report in reports:
            assert outcome.image is not None
            ops.extend(report_ops(recorder.workspace, outcome.image, report))
        if ops:
            recorder.run.write("import pixels", ops, {"images": len(reports)})


def _known_rejections(
    workspace: Workspace, part: Sequence[FileOutcome], known: dict[str, str]
) -> dict[str, str]:
    """Why images of `part` were rejected that an earlier chunk looked through."""
    ids = sorted({o.image for o in part if o.image is not None and o.image not in known})
    if not ids:
        return {}
    rows = workspace.fetch(
        "SELECT i.image_id, i.reason FROM import_items i JOIN images m ON m.id = i.image_id "
        "WHERE i.image_id IN :ids AND m.decoded = 0 AND i.outcome = 'rejected' AND i.live = 1",
        ids=ids,
    )
    return {row[0]: str(row[1]) for row in rows}


def _final(outcome: FileOutcome, reasons: dict[str, str]) -> FileOutcome:
    """The outcome after the second pass: an image that does not decode is rejected after all."""
    if outcome.image is None or outcome.image not in reasons:
        return outcome
    return replace(outcome, outcome=Outcome.REJECTED, reason=reasons[outcome.image], image=None, sites=())
