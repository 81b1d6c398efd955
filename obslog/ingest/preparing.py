"""The pixel pass for images that were imported without it, and previews that are not there, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from obslog.imagery.archives import effort
from obslog.imagery.pixels import PixelReport
from obslog.imagery.workers import Lost, Task, Workers
from obslog.ingest.decider import PolicyDecider
from obslog.ingest.options import ImportOptions
from obslog.ingest.outcomes import FileOutcome, ImportProgress, Outcome, Tally
from obslog.ingest.pixels import check_pixels
from obslog.ingest.previews import Previews
from obslog.ingest.record import Recorder
from obslog.ingest.spool import Spool
from obslog.model.errors import FileRefusedError
from obslog.model.images import NearPair
from obslog.store import queries
from obslog.store.apply import chunks
from obslog.store.image_files import Kept, kept_files

if TYPE_CHECKING:
    from obslog.store.journal import Actor
    from obslog.store.workspace import Workspace

NOT_THERE = "no file of it is there as it was read; obslog image relocate DIR, or obslog verify"
Told = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Prepared:
    """How many images were looked through, rejected by that, given a preview; which have no file; what looks alike."""

    looked_through: int
    rejected: int
    previews: int
    missing: int
    near: tuple[NearPair, ...] = ()
    messages: tuple[str, ...] = ()
    stopped: bool = False

    @property
    def exit_code(self) -> int:
        """0 done, 3 done in part."""
        return 3 if self.rejected or self.missing or self.stopped else 0

    def wire(self) -> dict[str, Any]:
        """The value of the last line of `image prepare --json`."""
        return {
            "state": "stopped" if self.stopped else "done",
            "looked_through": self.looked_through,
            "rejected": self.rejected,
            "previews": self.previews,
            "missing": self.missing,
            "near": [pair.to_wire() for pair in self.near],
            "messages": list(self.messages),
        }


def prepare(
    workspace: Workspace,
    actor: Actor,
    ids: Sequence[str] | None,
    jobs: int = 0,
    on_outcome: Told = lambda line: None,
    on_progress: Callable[[ImportProgress], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Prepared:
    """Look through the pixels of these images (None: all) as far as nobody has, and make missing previews.

    `on_outcome` gets a line a file as `import` tells it. An image that cannot be decoded is rejected, as at its
    import. Raises `StoreError`.
    """
    options = ImportOptions(jobs=jobs)
    recorder = Recorder(workspace, actor, options, PolicyDecider(), ())
    waiting, shown = _to_do(workspace, ids, recorder.previews)
    held, pictures, fresh, missing = Spool(), list[FileOutcome](), list[str](), 0
    for image, outcome in _files(workspace, sorted(waiting | shown)):
        if outcome.outcome is Outcome.REJECTED:
            missing += 1
            on_outcome(outcome.wire())
        elif image in waiting:
            fresh.append(image)
            held.add(outcome)
        else:
            pictures.append(outcome)
    tally = Tally(lambda outcome: on_outcome(outcome.wire()))
    with Workers(options.workers, options.limits) as workers:
        stopped = check_pixels(recorder, held, workers, tally, on_progress, should_stop)
        for outcome, _ in _reports(pictures, workers, recorder.previews, should_stop):
            tally.tell(outcome)
    held.close()
    recorder.run.finish("stopped" if stopped else "done")
    made = [image for image in (*fresh, *(o.image or "" for o in pictures)) if recorder.previews.has(image)]
    rejected = tally.counts[str(Outcome.REJECTED)]
    return Prepared(
        sum(tally.counts.values()) - rejected,
        rejected,
        len(made),
        missing,
        tuple(queries.near_images(workspace, fresh, limit=50)) if fresh else (),
        (recorder.previews.trouble,) if recorder.previews.trouble else (),
        stopped or should_stop(),
    )


def preview(workspace: Workspace, image_id: str) -> Path:
    """The preview of one image, made now if there is none. Raises `FileRefusedError` where it cannot be."""
    previews = Previews(workspace)
    if not previews.has(image_id):
        ((_, outcome),) = _files(workspace, [image_id])
        reason = outcome.reason
        if reason is None:
            with Workers(1, ImportOptions().limits) as workers:
                reason = next((why for _, why in _reports([outcome], workers, previews)), None)
        if reason is not None or not previews.has(image_id):
            raise FileRefusedError(outcome.shown, reason or previews.trouble or "it shows no picture")
    return previews.path(image_id)


def preview_path(workspace: Workspace, image_id: str) -> Path | None:
    """Where the preview of one image lies; None if there is none. Nothing is made."""
    previews = Previews(workspace)
    return previews.path(image_id) if previews.has(image_id) else None


def _to_do(workspace: Workspace, ids: Sequence[str] | None, previews: Previews) -> tuple[set[str], set[str]]:
    """The images nobody looked through, and those looked through that lack a preview."""
    rows: list[tuple[Any, ...]] = []
    if ids is None:
        rows = workspace.fetch("SELECT id, decoded FROM images WHERE live = 1")
    else:
        for part in chunks(sorted(set(ids))):
            rows += workspace.fetch(
                "SELECT id, decoded FROM images WHERE live = 1 AND id IN :ids", ids=tuple(part)
            )
    waiting = {row[0] for row in rows if row[1] is None}
    return waiting, {row[0] for row in rows if row[1] == 1 and not previews.has(row[0])}


def _files(workspace: Workspace, ids: Sequence[str]) -> Iterator[tuple[str, FileOutcome]]:
    """For each image a file that is there as it was read, as an unchanged outcome; else a rejected one."""
    files: dict[str, list[Kept]] = {image: [] for image in ids}
    for each in kept_files(workspace, ids):
        files[each.image_id].append(each)
    for image, rows in files.items():
        usable = next((each for each in rows if each.is_untouched()), None)
        if usable is not None:
            size = usable.size or 0
            yield image, FileOutcome(
                usable.path, usable.shown, Outcome.UNCHANGED, None, image, image, size=size
            )  # fmt: skip
        else:
            shown = rows[0].shown if rows else image
            yield image, FileOutcome(shown.encode(), shown, Outcome.REJECTED, NOT_THERE, image, image)


def _reports(
    outcomes: Sequence[FileOutcome],
    workers: Workers,
    previews: Previews,
    should_stop: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[FileOutcome, str | None]]:
    """Make previews only: (outcome, why there is none). Nothing is recorded."""
    tasks = (Task(outcome, outcome.path, effort(outcome.path, outcome.size)) for outcome in outcomes)
    for outcome, answer in workers.run("decode", tasks, should_stop):
        if isinstance(answer, Lost):
            yield outcome, answer.reason
            continue
        report = PixelReport.from_wire(answer)
        if outcome.image is not None:
            previews.keep(outcome.image, report.preview)
        yield outcome, report.reason
