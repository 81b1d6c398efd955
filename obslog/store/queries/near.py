"""Images that look alike: suggested as one picture where nothing known speaks against it, never joined by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from obslog.imagery.near import near_pairs
from obslog.model.images import NearPair
from obslog.model.when import Basis
from obslog.store.apply import chunks

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

#: Dates that a camera or a maker wrote; two different ones are two pictures, however alike.
_STRONG = (Basis.STAC, Basis.SIDECAR, Basis.TAGS, Basis.EXIF, Basis.ANALYST)


class _Known(NamedTuple):
    acquisition: str | None
    earliest: str | None
    latest: str | None
    basis: str | None
    path: str


def near_images(
    ws: Workspace, ids: Collection[str] | None = None, site_id: str | None = None, limit: int | None = None
) -> list[NearPair]:
    """Pairs of live images that look alike, nearest first; only those with an image of `ids` or of one site.

    Images of one acquisition are one source already, and two dates that good witnesses state apart are two
    pictures of one place: neither is suggested.
    """
    with ws.reading():
        rows = ws.fetch("SELECT id, phash FROM images WHERE phash IS NOT NULL AND live = 1 ORDER BY id")
        hashes = [int(row[1], 16) for row in rows]
        wanted = _wanted(ws, ids, site_id)
        places = [place for place, row in enumerate(rows) if wanted is None or row[0] in wanted]
        best: dict[tuple[int, int], int] = {}
        for new, there, apart in near_pairs([hashes[place] for place in places], hashes):
            if places[new] != there:
                best[min(places[new], there), max(places[new], there)] = apart
        named = [(rows[one][0], rows[other][0], apart) for (one, other), apart in best.items()]
        known = _details(ws, {image for one, other, _ in named for image in (one, other)})
        same_minute = list(_of_one_minute(ws, wanted))
    pairs = sorted((*same_minute, *_pairs(named, known, wanted)), key=_rank)
    return pairs if limit is None else pairs[:limit]


def _rank(pair: NearPair) -> tuple[int, str, str]:
    return -1 if pair.distance is None else pair.distance, pair.image, pair.near


def _of_one_minute(ws: Workspace, wanted: set[str] | None) -> Iterator[NearPair]:
    """Images dated to the minute, where all images of their platform in that minute are of one acquisition."""
    rows = ws.fetch(
        "SELECT m.id, MIN(o.id), COUNT(DISTINCT o.acquisition_id) FROM images m JOIN images o "
        "ON o.platform = m.platform AND o.earliest >= m.earliest AND o.earliest <= m.latest AND o.id <> m.id "
        "WHERE m.precision = 'minute' AND m.acquisition_id IS NULL AND m.live = 1 "
        "AND o.precision = 'second' AND o.acquisition_id IS NOT NULL AND o.live = 1 GROUP BY m.id ORDER BY m.id"
    )
    found = [(one, other) for one, other, number in rows if number == 1 and (wanted is None or one in wanted)]
    known = _details(ws, {image for pair in found for image in pair})
    for one, other in found:
        note = "the same platform within the minute"
        yield NearPair(one, known[one].path, other, known[other].path, None, note)


def _wanted(ws: Workspace, ids: Collection[str] | None, site_id: str | None) -> set[str] | None:
    if site_id is None:
        return None if ids is None else set(ids)
    here = ws.fetch("SELECT image_id FROM image_sites WHERE site_id = :site AND live = 1", site=site_id)
    found = {row[0] for row in here}
    return found if ids is None else found & set(ids)


def _details(ws: Workspace, ids: set[str]) -> dict[str, _Known]:
    found: dict[str, _Known] = {}
    for part in chunks(sorted(ids)):
        for row in ws.fetch(
            "SELECT m.id, m.acquisition_id, m.earliest, m.latest, m.basis, "
            "(SELECT f.path FROM image_files f WHERE f.image_id = m.id AND f.live = 1 ORDER BY f.id LIMIT 1), m.name "
            "FROM images m WHERE m.id IN :ids", ids=tuple(part),
        ):  # fmt: skip
            found[row[0]] = _Known(row[1], row[2], row[3], row[4], row[5] or row[6] or "")
    return found


def _pairs(
    named: list[tuple[str, str, int]], known: dict[str, _Known], wanted: set[str] | None
) -> Iterator[NearPair]:
    for one, other, apart in named:
        if wanted is not None and one not in wanted:
            one, other = other, one
        first, second = known[one], known[other]
        if first.acquisition is not None and first.acquisition == second.acquisition:
            continue
        note = _note(first, second)
        if note is not None:
            yield NearPair(one, first.path, other, second.path, apart, note)


def _note(first: _Known, second: _Known) -> str | None:
    """What the dates say of a pair: "" where they allow that it is one picture, None where they do not."""
    if None in (first.earliest, first.latest, second.earliest, second.latest):
        return ""
    if str(first.earliest) <= str(second.latest) and str(second.earliest) <= str(first.latest):
        return ""
    if first.basis in _STRONG and second.basis in _STRONG:
        return None
    return f"their dates disagree: {str(first.earliest)[:10]} and {str(second.earliest)[:10]}"
