"""The one writer of an import: evidence, its sites and its line in the ledger, in one transaction a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from obslog.imagery.identify import Identified
from obslog.imagery.opening import display
from obslog.ingest.captioned import caption_ops
from obslog.ingest.captions import NO_CAPTION, match_captions, with_caption
from obslog.ingest.copying import copy_evidence
from obslog.ingest.decider import By, Decider, Decision, Kind, Question
from obslog.ingest.item_rows import Acquisitions, file_row, item_row
from obslog.ingest.ledger import skipped_before
from obslog.ingest.match import SiteMatch, match_sites
from obslog.ingest.options import ImportOptions, OnDuplicate, with_stated
from obslog.ingest.outcomes import FileOutcome, Outcome
from obslog.ingest.previews import Previews
from obslog.ingest.probe import Probe
from obslog.ingest.run_entries import RunEntries
from obslog.ingest.walk import walk
from obslog.model.errors import FileRefusedError
from obslog.model.images import Image, NearPair
from obslog.model.when import UNDATED, When
from obslog.store import queries
from obslog.store.ids import new_id
from obslog.store.journal import Insert, Op
from obslog.store.queries.joining import link_op
from obslog.store.rows import identity_row, image_op, update_op

if TYPE_CHECKING:
    from obslog.store.journal import Actor
    from obslog.store.workspace import Workspace

#: The columns of an image whose pixels nobody has looked through.
_UNSEEN = dict.fromkeys(("decoded", "phash", "valid_share", "valid_area"))
SKIPPED_BY = {By.POLICY: "skipped by policy", By.PERSON: "skipped by a person"}

#: How many pairs that look alike the end of an import gives.
NEAR_TOLD = 50


@dataclass
class _Batch:
    """The operations of one transaction, and what earlier files of the same batch brought in."""

    acquisitions: Acquisitions
    ground: list[queries.Box]
    ops: list[Op] = field(default_factory=list)
    images: dict[str, tuple[str, When]] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)


class Recorder:
    """Turns probes into outcomes and rows; the run's own row comes with the first that is written."""

    def __init__(
        self,
        workspace: Workspace,
        actor: Actor,
        options: ImportOptions,
        decider: Decider,
        roots: Sequence[bytes],
    ) -> None:
        self.workspace, self.options, self.decider = workspace, options, decider
        self.run = RunEntries(workspace, actor, options, [display(root) for root in roots])
        self._names: dict[str, str] = {}
        self._dry_images: set[str] = set()
        self.captions = match_captions(options.captions, _paths(roots) if options.captions else ())
        self._captioned: set[str] = set()
        self.previews = Previews(workspace)

    def record(self, items: Sequence[Probe | FileOutcome]) -> list[FileOutcome]:
        """Record one batch and return an outcome for each item, in order; outcomes given are passed through.

        People are asked before the transaction begins. Nothing is written where there is nothing new.
        """
        known = self._known(items)
        decisions = self._decided(items, known)
        if self.options.dry_run:
            return self._outcomes(items, decisions, self._batch(), known)
        if not self._anything_new(items):
            return self._outcomes(items, decisions, self._batch(), known)
        with self.workspace.transaction():
            batch = self._batch()
            outcomes = self._outcomes(items, decisions, batch, self._known(items))
            if batch.ops:
                self.run.write("import", batch.ops, {"files": len(items)})
        return outcomes

    def _batch(self) -> _Batch:
        return _Batch(Acquisitions(self.workspace), queries.all_boxes(self.workspace, "sites"))

    def _known(self, items: Sequence[Probe | FileOutcome]) -> dict[str, bool]:
        """The images of this batch that the log holds: sha256 -> whether live."""
        hashes = [
            item.evidence.sha256 for item in items if isinstance(item, Probe) and item.evidence is not None
        ]
        hashes += [item.image for item in items if isinstance(item, FileOutcome) and item.image is not None]
        known = queries.known_images(self.workspace, hashes) if hashes else {}
        return known | dict.fromkeys(self._dry_images.intersection(hashes), True)

    def _anything_new(self, items: Sequence[Probe | FileOutcome]) -> bool:
        return bool(self.options.sites or self.captions.by_path) or any(
            isinstance(item, Probe) for item in items
        )

    def _decided(self, items: Sequence[Probe | FileOutcome], known: dict[str, bool]) -> list[Decision]:
        """A decision for each; a second file of the same bytes within the batch is a duplicate as any other."""
        met = dict(known)
        decisions = []
        for item in items:
            decisions.append(self._decide(item, met))
            if isinstance(item, Probe) and item.evidence is not None and decisions[-1].choice != "skip":
                met[item.evidence.sha256] = True
        return decisions

    def _decide(self, item: Probe | FileOutcome, known: dict[str, bool]) -> Decision:
        """What becomes of one file, asked where policy is to ask: `import`, `link` or `skip`."""
        if isinstance(item, FileOutcome) or item.evidence is None:
            return Decision("import", By.POLICY)
        if known.get(item.evidence.sha256):
            policy = self.options.on_duplicate
            default = "skip" if policy is OnDuplicate.SKIP else "link"
            text = f"the log holds the same bytes as image {item.evidence.sha256[:12]}"
            question = Question(Kind.DUPLICATE, item.found.shown, text, ("link", "skip"), default)
            if policy is not OnDuplicate.LINK and self._is_its_own(item, item.evidence.sha256):
                return Decision("link", By.POLICY)
            # Recorded answers hold whatever the policy is; it answers what they leave open.
            asks = policy is OnDuplicate.ASK or self.options.decisions is not None
            return self.decider.decide(question) if asks else Decision(default, By.POLICY)
        text = f"take it as evidence: {item.evidence.identity.when.describe()}"
        return self.decider.decide(
            Question(Kind.IMPORT, item.found.shown, text, ("import", "skip"), "import")
        )

    def _is_its_own(self, probe: Probe, sha256: str) -> bool:
        """True for a file that was touched and still is the image that it was: no duplicate of anything."""
        files = queries.files_of_image(self.workspace, sha256)
        return any(row["path"] == probe.found.shown for row in files)

    def _outcomes(
        self,
        items: Sequence[Probe | FileOutcome],
        decisions: Sequence[Decision],
        batch: _Batch,
        known: dict[str, bool],
    ) -> list[FileOutcome]:
        outcomes = []
        for item, decision in zip(items, decisions, strict=True):
            if isinstance(item, FileOutcome):
                outcomes.append(self._passed(item, batch, known))
            elif item.evidence is None:
                outcomes.append(self._refused(item, batch))
            elif decision.choice == "skip":
                outcomes.append(self._skipped(item, item.evidence, decision, batch))
            else:
                outcomes.append(self._taken(item, item.evidence, decision, batch, known))
        return outcomes

    def _passed(self, outcome: FileOutcome, batch: _Batch, known: dict[str, bool]) -> FileOutcome:
        """An unchanged file: nothing new, but for a site that is now stated for it."""
        if outcome.image is not None and known.get(outcome.image):
            self._link_stated(outcome.image, batch)
            self._caption(outcome.image, outcome.path, batch)
        return outcome

    def _refused(self, probe: Probe, batch: _Batch) -> FileOutcome:
        unread = probe.unread
        outcome = FileOutcome(
            probe.found.path,
            probe.found.shown,
            Outcome(probe.outcome),
            probe.reason,
            when=unread.when if unread is not None and unread.when.earliest is not None else None,
            warnings=unread.warnings if unread is not None else (),
            size=probe.found.size,
        )
        batch.ops.append(self._item(probe, outcome, None, By.POLICY))
        return outcome

    def _skipped(self, probe: Probe, evidence: Identified, decision: Decision, batch: _Batch) -> FileOutcome:
        reason = SKIPPED_BY[decision.by]
        outcome = FileOutcome(
            probe.found.path, probe.found.shown, Outcome.SKIPPED, reason, None, evidence.sha256
        )
        if not skipped_before(probe.seen, probe.found, evidence.sha256):
            batch.ops.append(self._item(probe, outcome, evidence, decision.by))
        return outcome

    def _taken(
        self, probe: Probe, evidence: Identified, decision: Decision, batch: _Batch, known: dict[str, bool]
    ) -> FileOutcome:
        """Evidence: a new image, another copy of one, or one that an undo had hidden."""
        sha256 = evidence.sha256
        if sha256 in batch.images or known.get(sha256):
            return self._duplicate(probe, evidence, decision, batch)
        caption = self.captions.by_path.get(probe.found.path, NO_CAPTION)
        identity = with_stated(with_caption(evidence.identity, caption), self.options)
        acquisition, rows = batch.acquisitions.of(identity.platform, identity.when)
        image = Image(
            sha256,
            probe.found.shown,
            evidence.size,
            identity,
            acquisition,
            self.options.set.get("licence") or caption.licence,
            acquisition_basis=acquisition and "instant",
        )
        matches, warnings = match_sites(
            self.workspace, image, self.options.sites, caption.sites, batch.ground
        )
        if warnings:
            image = replace(image, identity=replace(identity, warnings=(*identity.warnings, *warnings)))
        copied = self._copy(probe, sha256)
        if isinstance(copied, FileOutcome):
            return copied
        batch.images[sha256] = (probe.found.shown, image.identity.when)
        if self.options.dry_run:
            self._dry_images.add(sha256)
        else:
            batch.ops.append(self._image_row(image, probe, revived=sha256 in known))
        batch.ops.extend([*rows, *copied])
        batch.ops.append(file_row(probe.found, evidence, "original"))
        for match in matches:
            batch.links.add((sha256, match.site_id))
            batch.ops.append(link_op(sha256, match.site_id, match.covered_share, match.basis))
        outcome = FileOutcome(
            probe.found.path,
            probe.found.shown,
            Outcome.IMPORTED,
            None,
            sha256,
            sha256,
            image.identity.when,
            tuple((self._site_name(match), match.covered_share) for match in matches),
            image.identity.warnings,
            evidence.size,
        )
        batch.ops.append(self._item(probe, outcome, evidence, decision.by))
        return outcome

    def _duplicate(
        self, probe: Probe, evidence: Identified, decision: Decision, batch: _Batch
    ) -> FileOutcome:
        """The same bytes once more: the same path touched since, or another copy."""
        sha256 = evidence.sha256
        first, when = batch.images.get(sha256) or self._known_file(sha256)
        paths = [row["path"] for row in queries.files_of_image(self.workspace, sha256)]
        same = probe.found.shown in paths
        if not same:
            batch.ops.append(file_row(probe.found, evidence, "copy"))
        self._link_stated(sha256, batch)
        self._caption(sha256, probe.found.path, batch, copy=not same)
        outcome = FileOutcome(
            probe.found.path,
            probe.found.shown,
            Outcome.UNCHANGED if same else Outcome.DUPLICATE,
            None if same else f"the same bytes as {first}",
            sha256,
            sha256,
            evidence.identity.when,
            warnings=() if same else _dated_otherwise(when, evidence.identity.when),
            size=evidence.size,
        )
        batch.ops.append(self._item(probe, outcome, evidence, decision.by))
        return outcome

    def _known_file(self, sha256: str) -> tuple[str, When]:
        """A path of an image that the log holds, and its date there."""
        if sha256 in self._dry_images:
            return "a file of this import", UNDATED
        image = queries.image(self.workspace, sha256)
        return image.path or "an image of this log", image.identity.when

    def _link_stated(self, image_id: str, batch: _Batch) -> None:
        for site_id in self.options.sites:
            if (image_id, site_id) in batch.links or self.options.dry_run:
                continue
            batch.links.add((image_id, site_id))
            there = self.workspace.fetch(
                "SELECT id FROM image_sites WHERE image_id = :image AND site_id = :site AND live = 1",
                image=image_id,
                site=site_id,
            )
            if not there:
                batch.ops.append(link_op(image_id, site_id, None, "analyst"))

    def _caption(self, image_id: str, path: bytes, batch: _Batch, copy: bool = False) -> None:
        """The caption of an image that was there before this run, once a run."""
        caption = self.captions.by_path.get(path)
        if caption is None or self.options.dry_run or image_id in batch.images or image_id in self._captioned:
            return
        ops = caption_ops(self.workspace, image_id, caption, copy)
        if ops:
            self._captioned.add(image_id)
        batch.ops.extend(ops)

    def messages(self) -> tuple[str, ...]:
        """What concerns no single file: captions that fit none, captions given to images of earlier runs."""
        given = len(self._captioned)
        said = f"captions changed {given} image{'s' * (given != 1)} of earlier imports"
        trouble = self.previews.trouble
        return (*((said,) if given else ()), *self.captions.messages, *((trouble,) if trouble else ()))

    def near(self) -> tuple[NearPair, ...]:
        """The new images of this run that look like another one of the log, nearest first."""
        if not self.run.begun:
            return ()
        rows = self.workspace.fetch(
            "SELECT DISTINCT image_id FROM import_items WHERE run_id = :run AND outcome = 'imported' AND live = 1",
            run=self.run.id,
        )
        return (
            tuple(queries.near_images(self.workspace, {row[0] for row in rows}, limit=NEAR_TOLD))
            if rows
            else ()
        )

    def _image_row(self, image: Image, probe: Probe, revived: bool) -> Op:
        name = probe.found.shown.rsplit("/", 1)[-1]
        caption = self.captions.by_path.get(probe.found.path, NO_CAPTION)
        attribution = self.options.set.get("attribution") or caption.attribution
        if not revived:
            return image_op(image, name, attribution)
        stated = {
            "licence": image.licence,
            "attribution": attribution,
            "acquisition_id": image.acquisition_id,
            "acquisition_basis": image.acquisition_basis,
        }
        now = identity_row(image.identity) | stated | {"name": name, "live": 1} | _UNSEEN
        return update_op(self.workspace, "images", image.id, **now)

    def _copy(self, probe: Probe, sha256: str) -> list[Op] | FileOutcome:
        """The row of the log's own copy, where copies are asked for; a rejection if the file changed."""
        if self.options.copy is None or self.options.dry_run:
            return []
        try:
            kept = copy_evidence(probe.found.path, sha256, self.options.copy)
        except FileRefusedError as error:
            return FileOutcome(probe.found.path, probe.found.shown, Outcome.REJECTED, error.reason)
        row = {
            "id": new_id(),
            "image_id": sha256,
            "path": str(kept),
            "size": kept.stat().st_size,
            "role": "store",
        }
        return [Insert("image_files", row)]

    def _item(self, probe: Probe, outcome: FileOutcome, evidence: Identified | None, by: By) -> Insert:
        return item_row(self.run.id, probe.found, evidence, outcome, by)

    def _site_name(self, match: SiteMatch) -> str:
        if match.site_id not in self._names:
            self._names.update(queries.site_names(self.workspace))
        return self._names.get(match.site_id, match.site_id)


def _paths(roots: Sequence[bytes]) -> Iterator[bytes]:
    return (found.path for found in walk(roots))


def _dated_otherwise(kept: When, copy: When) -> tuple[str, ...]:
    """A warning where another copy of the same bytes bears a date that the image does not."""
    if copy.earliest is None or (kept.earliest is not None and kept.overlaps(copy)):
        return ()
    said = kept.describe() if kept.earliest is not None else "undated"
    return (f"this copy is dated {copy.describe()} (basis {copy.basis}), the image is {said}",)
