"""What files and folders are, without a log: one answer a product, the same that an import would record."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from obslog.imagery.claims import Claim
from obslog.imagery.identify import identity_of_claims, product_of
from obslog.imagery.opening import display
from obslog.imagery.sidecars.archived import ArchiveFolder
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.registry import Sidecar, described_by_a_product_above, homed, sidecars_of
from obslog.imagery.workers import Task, Workers
from obslog.ingest.probe import Probe, probe_of, probe_of_no_file
from obslog.ingest.walk import Found, members_in, roots, walk
from obslog.model.images import Identity

Answer = tuple[str, Identity | str]
_Key = tuple[bytes, str]
#: Folders open at once: only a packed tar, in no order, can have so many.
_MOST_LEVELS = 1000
#: Georeferences that an image brings with it.
_OWN_PLACE = ("transform", "gcps", "rpcs", "world_file")
_NO_FILE = "no file to be read"


def identify_paths(paths: Sequence[str | bytes | os.PathLike[str]]) -> Iterator[Answer]:
    """(path, identity) for each product under `paths`, or (path, reason) for an image of which nothing is known.

    A product is what one sidecar or STAC item describes: its images are one answer, under the path of its
    image, or of its folder where it has several or none. An image without any is a product of its own. A file
    named by itself is always answered; in folders documents are passed over. An archive answers with what is in
    it. Raises `NotFoundError` for a path that is not there.
    """
    unanswered: dict[str, str] = {}
    for path, answer in _answers(roots(paths), unanswered):
        for archive in [each for each in unanswered if path.startswith(f"{each}!")]:
            del unanswered[archive]
        yield path, answer
    yield from unanswered.items()


def _answers(named: Sequence[bytes], entered: dict[str, str]) -> Iterator[Answer]:
    """The answers; into `entered` go the archives named by themselves, and what is said of them."""
    levels: list[_Level] = []
    for probe in _probes(named):
        found = probe.found
        place = os.path.dirname(found.path)  # noqa: PTH120 (bytes)
        while levels and (len(levels) > _MOST_LEVELS or not _within(place, levels[-1].span)):
            yield from levels.pop().answers()
        if found.listing is not None:
            _enter(levels, found.listing, named)
        if found.path in named and found.outcome == "skipped" and members_in(found.reason) is not None:
            entered[found.shown] = found.reason or ""
            continue
        yield from _sorted_in(probe, levels, found.path in named)
    while levels:
        yield from levels.pop().answers()


@dataclass
class _Group:
    """The images of one product met so far."""

    probes: list[Probe] = field(default_factory=list)


@dataclass
class _Level:
    """One folder on the way of the walk; `whole` if all of it is walked, not only files named out of it.

    `span` is the folder at whose end no more of its files can come.
    """

    place: bytes
    folder: Folder
    whole: bool
    span: bytes
    groups: dict[_Key, _Group] = field(default_factory=dict)
    used: set[tuple[bytes, str]] = field(default_factory=set)

    def answers(self) -> Iterator[Answer]:
        """One answer for each product whose home is this folder."""
        for key, group in self.groups.items():
            yield _answer_of_group(key, group, self.folder)
        if self.whole and not described_by_a_product_above(self.folder):
            yield from _without_images(self.folder, self.used)


def _enter(levels: list[_Level], folder: Folder, named: Sequence[bytes]) -> None:
    """Add a level for `folder`, and before it for those above that are walked and had no file of their own yet."""
    if levels and levels[-1].place == folder.place:
        return
    there = {level.place for level in levels}
    new: list[_Level] = []
    here: Folder | None = folder
    while here is not None and here.place not in there:
        whole = isinstance(here, ArchiveFolder) or any(_within(here.place, root) for root in named)
        if new and not whole:
            break
        span = here.span if isinstance(here, ArchiveFolder) else here.place
        new.append(_Level(here.place, here, whole, span))
        here = here.parent
    levels.extend(reversed(new))


def _probes(named: Sequence[bytes]) -> Iterator[Probe]:
    """All that the walk meets, each looked into by a worker, in the order of the walk."""

    def tasks() -> Iterator[Task[Found]]:
        for found in walk(named, listings=True):
            file = found.reason is None and found.outcome is None and found.listing is not None
            yield Task(found, found.path, found.size, None if file else _NO_FILE)

    with Workers(min(os.cpu_count() or 1, 8)) as workers:
        for found, answer in workers.run("identify", tasks()):
            yield probe_of_no_file(found) if answer == _NO_FILE else probe_of(found, None, answer)


def _within(place: bytes, folder: bytes) -> bool:
    return place == folder or place.startswith(folder.rstrip(b"/") + b"/")


def _sorted_in(result: Probe, levels: list[_Level], named: bool) -> Iterator[Answer]:
    """The answer for one file, or nothing yet where it belongs to a product whose other files may follow."""
    found, folder = result.found, result.found.listing
    name = os.path.basename(found.path)  # noqa: PTH119 (bytes)
    is_image = result.evidence is not None or result.unread is not None
    if folder is None or not is_image:
        if result.outcome == "rejected" or named:
            yield from _of_no_image(result, folder, name)
        return
    for sidecar in sidecars_of(folder, name):
        for level in levels:
            if level.place == sidecar.home.place:
                level.used.add((sidecar.folder.place, sidecar.name))
    key = product_of(folder, name)
    if key is None or not levels:
        yield _answer_of_image(result)
        return
    home = next((level for level in levels if level.place == key[0]), levels[0])
    home.groups.setdefault(key, _Group()).probes.append(result)


def _of_no_image(result: Probe, folder: Folder | None, name: bytes) -> Iterator[Answer]:
    """A file named by itself that is no image: a sidecar speaks for its product, anything else says why not."""
    shown = result.found.shown
    for sidecar in (
        (s for each in homed(folder).values() for group in each.values() for s in group)
        if (folder is not None)
        else ()
    ):
        if sidecar.name.encode("utf-8") == name and sidecar.folder is folder:
            claim = sidecar.claim()
            if claim is not None:
                yield shown, identity_of_claims(shown, [claim])
                return
    yield shown, result.reason or "cannot be taken as evidence"


def _answer_of_image(result: Probe) -> Answer:
    shown = result.found.shown
    if result.evidence is not None:
        return shown, result.evidence.identity
    unread = result.unread
    if unread is None or (unread.when.earliest is None and unread.footprint is None):
        return shown, result.reason or "cannot be taken as evidence"
    return shown, replace(unread, warnings=(*unread.warnings, f"its pixels are not read: {result.reason}"))


def _answer_of_group(key: _Key, group: _Group, home: Folder) -> Answer:
    """The product's answer: that of its finest readable image with a place of its own, under the product's path.

    Where none has, quick looks and emptied files say less than the product's own sidecars.
    """

    def rank(result: Probe) -> tuple[bool, bool, float]:
        known = result.evidence.identity if result.evidence is not None else None
        gsd = known.gsd_m if known is not None and known.gsd_m is not None else float("inf")
        return known is None, known is None or known.georeference not in _OWN_PLACE, gsd

    best = min(group.probes, key=rank)
    path, answer = _answer_of_image(best)
    if len(group.probes) > 1:
        claims = _claims_of(key, home) if rank(best)[1] else []
        if any(claim.footprint is not None for claim in claims):
            answer = identity_of_claims(path, claims)
        if key[1] == "":
            path = display(key[0])
    return path, answer if isinstance(answer, str) else replace(answer, path=path)


def _claims_of(key: _Key, home: Folder) -> list[Claim]:
    """What the sidecars of a product say together."""
    found = [s for scenes in homed(home).values() for group in scenes.values() for s in group]
    return [claim for s in found if s.product == key and (claim := s.claim()) is not None]


def _without_images(folder: Folder, used: set[tuple[bytes, str]]) -> Iterator[Answer]:
    """Products of which only the sidecars are there."""
    products: dict[_Key, list[Sidecar]] = {}
    for scenes in homed(folder).values():
        for group in scenes.values():
            for sidecar in group:
                if (sidecar.folder.place, sidecar.name) not in used:
                    products.setdefault(sidecar.product, []).append(sidecar)
    for (home, scene), sidecars in products.items():
        claims = [claim for each in sidecars if (claim := each.claim()) is not None]
        if not any(claim.when is not None or claim.footprint is not None for claim in claims):
            continue
        path = display(home if scene == "" else os.path.join(home, os.fsencode(sidecars[0].name)))  # noqa: PTH118 (bytes)
        yield path, identity_of_claims(path, claims)
