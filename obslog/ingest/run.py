"""The import of folders: two passes over their files, evidence first, then pixels; what is known is not read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from obslog.imagery.archives import effort
from obslog.imagery.workers import Task, Workers
from obslog.ingest.dead_runs import RUNNING, close_dead_runs
from obslog.ingest.decider import Decider, PolicyDecider, RecordedDecider, RecordingDecider
from obslog.ingest.ledger import Ledger, known_outcome
from obslog.ingest.options import ImportOptions
from obslog.ingest.outcomes import (
    FileOutcome,
    ImportProgress,
    ImportSummary,
    Outcome,
    Tally,
    path_code,
)
from obslog.ingest.pixels import check_pixels, undecoded
from obslog.ingest.probe import Probe, probe_of, probe_of_no_file
from obslog.ingest.record import Recorder
from obslog.ingest.spool import Spool
from obslog.ingest.walk import Found, count_files, listed_roots, roots, walk
from obslog.store import queries
from obslog.store.queries import Seen

if TYPE_CHECKING:
    from obslog.store.journal import Actor
    from obslog.store.workspace import Workspace

_BATCH, _BATCH_S, _BATCH_PASSED = 200, 2.0, 5000
_TOLD_EVERY = 512
Met = tuple[Found, Seen | None]


def _ignore(*_: Any) -> None:
    return None


def import_images(
    workspace: Workspace,
    actor: Actor,
    paths: Sequence[str | bytes | os.PathLike[str]],
    options: ImportOptions | None = None,
    decider: Decider | None = None,
    on_progress: Callable[[ImportProgress], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    on_outcome: Callable[[FileOutcome], None] = _ignore,
) -> ImportSummary:
    """Take the images under `paths` as evidence; every file ends in exactly one outcome.

    `on_progress` is told how far it is; `should_stop` is asked between files, and what was recorded stays;
    `on_outcome` gets each file's outcome once it is final and recorded. Memory does not grow with the number
    of files. Raises `NotFoundError` for a path that is not there, before anything is read, and `StoreError`
    where the log cannot be written.
    """
    options = options or ImportOptions()
    decider = decider or PolicyDecider()
    if options.decisions is not None:
        decider = RecordedDecider(options.decisions, decider)
    if options.record_decisions is not None:
        decider = RecordingDecider(options.record_decisions, decider)
    starts, missing = roots(paths), tuple[Found, ...]()
    if options.listed:
        starts, missing = listed_roots(starts, options.listed)
    if not options.dry_run:
        close_dead_runs(workspace, actor)
    with Workers(options.workers, options.limits) as workers:
        run = _Run(workspace, actor, options, decider, starts, workers)
        run.on_progress, run.should_stop, run.tally = on_progress, should_stop, Tally(on_outcome)
        run.missing = missing
        try:
            return run.whole()
        finally:
            # Whatever ended it: the next import, of this process too, need not take it for one under way.
            RUNNING.discard(run.recorder.run.id)
            run.held.close()


class _Run:
    """One import on its way."""

    on_progress: Callable[[ImportProgress], None] | None
    should_stop: Callable[[], bool]
    tally: Tally
    missing: tuple[Found, ...]

    def __init__(
        self,
        workspace: Workspace,
        actor: Actor,
        options: ImportOptions,
        decider: Decider,
        starts: tuple[bytes, ...],
        workers: Workers,
    ) -> None:
        self.workspace, self.options, self.starts, self.workers = workspace, options, starts, workers
        self.recorder = Recorder(workspace, actor, options, decider, starts)
        self.ledger = Ledger(workspace, options.retry)
        self.held = Spool()
        self.pending: list[Probe | FileOutcome] = []
        self.probes, self.since = 0, time.monotonic()
        self.files = self.bytes = 0
        self.in_all: tuple[int, int] | None = None
        self.pixels = options.pixels and not options.dry_run
        # Somebody states something of images that may be there already.
        self.passes_known = bool(options.sites or self.recorder.captions.by_path)

    def whole(self) -> ImportSummary:
        """Both passes, and what is to be said of them."""
        if self.on_progress is not None:
            self.in_all = count_files(self.starts, self.ledger.members, self.options.limits)
        stopped = self.evidence()
        if not stopped:
            stopped = check_pixels(
                self.recorder, self.held, self.workers, self.tally, self.on_progress, self.should_stop
            )
        else:
            for part in self.held.chunks(_BATCH_PASSED):
                for outcome in part:
                    self.tally.tell(outcome)
        state = "stopped" if stopped else "done"
        self.recorder.run.finish(state)
        messages = (*(("no files there",) if not self.files else ()), *self.recorder.messages())
        return ImportSummary(
            state,
            dict(self.tally.counts),
            self.tally.undated,
            self.tally.unplaced,
            messages,
            self.options.dry_run,
            self.recorder.run.id if self.recorder.run.begun else None,
            tuple(self.recorder.run.seqs),
            self.recorder.near() if self.pixels else (),
        )

    def evidence(self) -> bool:
        """The first pass; true if it was stopped."""
        try:
            for (found, seen), answer in self.workers.run("identify", self.unknown(), self.should_stop):
                probe = probe_of(found, seen, answer)
                self.done(found)
                if probe.evidence is None and self.ledger.same_as_recorded(
                    found, seen, probe.outcome, probe.reason
                ):
                    self.tell(_told_again(probe))
                    continue
                self.pending.append(probe)
                self.probes += 1
                if self.probes >= _BATCH or time.monotonic() - self.since >= _BATCH_S:
                    self.flush()
            stopped = self.should_stop()
        except KeyboardInterrupt:
            stopped = True
        self.flush()
        return stopped

    def unknown(self) -> Iterator[Task[Met]]:
        """The files that must be read, in the order of the walk; what is known is told on the way."""
        untouched, seen_of = self.ledger.untouched, self.ledger.seen
        for found in self.missing:
            self.done(found)
            self.of_no_file(found, queries.seen(self.workspace, found.shown, path_code(found.path)))
        for start in self.starts:
            self.ledger.begin(start)
            for found in walk((start,), known=self.ledger.members, limits=self.options.limits):
                seen = seen_of(found)
                outcome = untouched(found, seen)
                if outcome is not None and seen is not None:
                    self.files += 1
                    self.bytes += found.size
                    if self.files % _TOLD_EVERY == 0:
                        self.progress(found)
                    self.known(found, seen, outcome)
                elif found.reason is None and found.outcome is None:
                    yield Task((found, seen), found.path, effort(found.path, found.size))
                else:
                    self.done(found)
                    self.of_no_file(found, seen)
                if len(self.pending) >= _BATCH_PASSED:
                    self.flush()

    def of_no_file(self, found: Found, seen: Seen | None) -> None:
        """Something that the walk already knows not to be a file to read."""
        probe = probe_of_no_file(found, seen)
        if self.ledger.same_as_recorded(found, seen, probe.outcome, probe.reason):
            self.tell(_told_again(probe))
        else:
            self.pending.append(probe)

    def known(self, found: Found, seen: Seen, outcome: Outcome) -> None:
        """A file that is not read again."""
        waits = outcome is Outcome.UNCHANGED and seen.decoded is None and self.pixels
        if outcome is Outcome.UNCHANGED and not waits and not self.passes_known and self.options.quiet:
            self.tally.count(outcome)
            return
        known = known_outcome(found, seen, outcome)
        if outcome is Outcome.UNCHANGED and self.passes_known:
            self.pending.append(known)
        elif waits:
            self.held.add(known)
        else:
            self.tell(known)

    def flush(self) -> None:
        """Record what is pending, and tell what is final by that."""
        if self.pending:
            outcomes = self.recorder.record(self.pending)
            self.pending.clear()
            waiting = undecoded(self.workspace, outcomes) if self.pixels else frozenset[str]()
            for outcome in outcomes:
                if outcome.image in waiting:
                    self.held.add(outcome)
                else:
                    self.tell(outcome)
        self.probes, self.since = 0, time.monotonic()

    def tell(self, outcome: FileOutcome) -> None:
        """One outcome that is final."""
        if outcome.outcome is Outcome.UNCHANGED and self.options.quiet:
            self.tally.count(outcome.outcome)
        else:
            self.tally.tell(outcome)

    def done(self, found: Found) -> None:
        """One more file that is looked into."""
        self.files += 1
        self.bytes += found.size
        self.progress(found)

    def progress(self, found: Found) -> None:
        """Say how far the first pass is."""
        if self.on_progress is not None:
            files, size = self.in_all or (None, None)
            text = found.shown.rsplit("/", 1)[-1]
            self.on_progress(ImportProgress("evidence", self.files, self.bytes, files, size, text))


def _told_again(probe: Probe) -> FileOutcome:
    found = probe.found
    return FileOutcome(found.path, found.shown, Outcome(probe.outcome), probe.reason, size=found.size)
