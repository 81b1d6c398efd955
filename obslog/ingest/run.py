"""From folders to evidence: walk, probe, decide, record, then decode; goes on where it was stopped."""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from obslog.ingest.decider import Decider, PolicyDecider, RecordedDecider
from obslog.ingest.ledger import Ledger
from obslog.ingest.options import ImportOptions
from obslog.ingest.outcomes import FileOutcome, ImportSummary, Outcome
from obslog.ingest.pixels import check_pixels, undecoded
from obslog.ingest.probe import Probe, probe
from obslog.ingest.record import Recorder
from obslog.ingest.walk import count_files, roots, walk

if TYPE_CHECKING:
    from obslog.store.journal import Actor
    from obslog.store.workspace import Workspace

_BATCH, _BATCH_S, _BATCH_UNCHANGED = 200, 2.0, 5000
Item = Probe | FileOutcome


def _ignore(*_: Any) -> None:
    return None


def import_images(
    workspace: Workspace,
    actor: Actor,
    paths: Sequence[str | bytes | os.PathLike[str]],
    options: ImportOptions | None = None,
    decider: Decider | None = None,
    on_progress: Callable[[int, int | None, str], None] = _ignore,
    should_stop: Callable[[], bool] = lambda: False,
    on_outcome: Callable[[dict[str, Any]], None] = _ignore,
) -> ImportSummary:
    """Take the images under `paths` as evidence; every file ends in exactly one outcome.

    `on_progress` gets (files done, files in all, what is at hand); `should_stop` is asked between files, and
    what was recorded stays; `on_outcome` gets each file's wire shape once it is final. Raises `NotFoundError`
    for a path that is not there, before anything is read, and `StoreError` where the log cannot be written.
    """
    options = options or ImportOptions()
    decider = decider or PolicyDecider()
    if options.decisions is not None:
        decider = RecordedDecider(options.decisions, decider)
    starts = roots(paths, options.listed)
    recorder = Recorder(workspace, actor, options, decider, starts)
    total = count_files(starts)
    outcomes, stopped = _evidence(recorder, starts, total, on_progress, should_stop)
    rejected: dict[str, str] = {}
    if options.pixels and not options.dry_run and not stopped:
        waiting = undecoded(workspace, outcomes)
        rejected = check_pixels(recorder, waiting, options, on_progress, should_stop)
        stopped = should_stop()
    recorder.finish("stopped" if stopped else "done")
    final = tuple(_final(outcome, rejected) for outcome in outcomes)
    for outcome in final:
        on_outcome(outcome.wire())
    messages = (*(("no files there",) if not total else ()), *recorder.messages())
    return _summary(final, "stopped" if stopped else "done", messages, recorder)


def _evidence(
    recorder: Recorder,
    starts: Sequence[bytes],
    total: int,
    on_progress: Callable[[int, int | None, str], None],
    should_stop: Callable[[], bool],
) -> tuple[list[FileOutcome], bool]:
    """The first pass: outcomes in the order of the walk, and whether it was stopped."""
    outcomes: list[FileOutcome] = []
    pending: list[Item] = []
    probes, since, stopped = 0, time.monotonic(), False

    def flush() -> None:
        nonlocal probes, since
        outcomes.extend(recorder.record(pending))
        pending.clear()
        probes, since = 0, time.monotonic()

    try:
        for done, item in enumerate(_items(recorder.ledger, starts, recorder.options), 1):
            pending.append(item)
            probes += isinstance(item, Probe)
            shown = item.found.shown if isinstance(item, Probe) else item.shown
            on_progress(done, total, shown.rsplit("/", 1)[-1])
            late = probes and time.monotonic() - since >= _BATCH_S
            if probes >= _BATCH or late or len(pending) >= _BATCH_UNCHANGED:
                flush()
            if should_stop():
                stopped = True
                break
    except KeyboardInterrupt:
        stopped = True
    if pending:
        flush()
    return outcomes, stopped


def _items(ledger: Ledger, starts: Sequence[bytes], options: ImportOptions) -> Iterator[Item]:
    """Probes and known outcomes in the order of the walk; files are read ahead by a few threads."""
    ahead: deque[FileOutcome | Future[Probe]] = deque()
    with ThreadPoolExecutor(options.workers, "obslog-probe") as pool:
        try:
            for found in walk(starts):
                known = ledger.untouched(found)
                ahead.append(known if known is not None else pool.submit(probe, found, options.limits))
                while len(ahead) > 4 * options.workers or (ahead and isinstance(ahead[0], FileOutcome)):
                    yield _settled(ahead.popleft(), ledger)
            while ahead:
                yield _settled(ahead.popleft(), ledger)
        finally:
            for waiting in ahead:
                if isinstance(waiting, Future):
                    waiting.cancel()


def _settled(waiting: FileOutcome | Future[Probe], ledger: Ledger) -> Item:
    """The probe of a file, or its outcome where the ledger needs no new line for it."""
    if isinstance(waiting, FileOutcome):
        return waiting
    done = waiting.result()
    if done.evidence is None and ledger.same_as_recorded(done.found, done.outcome, done.reason):
        return FileOutcome(done.found.path, done.found.shown, Outcome(done.outcome), done.reason)
    return done


def _final(outcome: FileOutcome, rejected: dict[str, str]) -> FileOutcome:
    """The outcome after the second pass: an image that does not decode is rejected after all."""
    if outcome.image is None or outcome.image not in rejected:
        return outcome
    return replace(outcome, outcome=Outcome.REJECTED, reason=rejected[outcome.image], image=None, sites=())


def _summary(
    outcomes: tuple[FileOutcome, ...], state: str, messages: tuple[str, ...], recorder: Recorder
) -> ImportSummary:
    counts = Counter(str(outcome.outcome) for outcome in outcomes)
    taken = [outcome for outcome in outcomes if outcome.outcome is Outcome.IMPORTED]
    return ImportSummary(
        state,
        dict(counts),
        outcomes,
        tuple(each.shown for each in taken if each.when is None or each.when.earliest is None),
        tuple(each.shown for each in taken if not each.sites),
        messages,
        recorder.options.dry_run,
        recorder.run_id if recorder.begun else None,
        tuple(recorder.entries),
    )
