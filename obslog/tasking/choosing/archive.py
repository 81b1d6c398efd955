"""Archive first: which images of the log show the ground that a requirement asks for, and what they answer already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from obslog.change.passes import group_passes
from obslog.model.images import Image
from obslog.model.looks import Look, LookStatus
from obslog.model.places import Geometry, Site
from obslog.model.requirements import Needs, Requirement
from obslog.observing import looks as looking
from obslog.observing.desk import Desk
from obslog.observing.overview import cell
from obslog.store import queries
from obslog.tasking.needs.asking import Ground, ground_asked
from obslog.tasking.needs.requirements import find

#: Where an image stands to the window asked for, in the order shown.
WITHIN, PERHAPS, BEFORE, AFTER, UNDATED = "within", "may lie within", "before", "after", "undated"
_LEAST_SHARE = 1e-6


@dataclass(frozen=True)
class Held:
    """One image of the log that shows some of the ground. `relation` is where it stands to the window, `apart_days`
    how far outside (0 within, None undated); `covered` the share of the ground asked for (None: not known); `state`
    `NOT EXPLOITED`, `DRAFT` or the state of its newest closed look; `says` what its closed looks say; `short` what it
    is short of. `answers` tells of each type asked what those looks say of it: (type, kind of cell as in `matrix`,
    words)."""

    image: Image
    relation: str
    apart_days: float | None
    covered: float | None
    state: str
    looks: tuple[str, ...]
    says: tuple[str, ...]
    short: tuple[str, ...]
    answers: tuple[tuple[str, str, str], ...] = ()

    @property
    def unexploited(self) -> bool:
        """Nobody has closed a look at it for this site."""
        return not self.looks


@dataclass(frozen=True)
class Archive:
    """What the log holds for a requirement: the images of its window, and the nearest before and after; sentences that
    say what is to be done before anything is ordered."""

    requirement_id: str
    question: str
    site: str
    ground: str
    held: tuple[Held, ...]
    others: int
    sentences: tuple[str, ...]

    @property
    def to_look_at(self) -> tuple[Held, ...]:
        """Images that lie, or may lie, within the window and that nobody has looked at, none of them ruled out."""
        return tuple(
            one
            for one in self.held
            if one.relation in (WITHIN, PERHAPS) and one.unexploited and not one.short
        )


def look_first(archive: Archive) -> str | None:
    """One line for those who are about to order: what waits in the log; None where nothing does."""
    some = archive.to_look_at
    if not some:
        return None
    ids = ", ".join(one.image.id[:12] for one in some[:3]) + (" and more" if len(some) > 3 else "")
    waits = "image of its window waits" if len(some) == 1 else "images of its window wait"
    return f"look first: {_number(len(some))} {waits} in the log, and nobody has looked ({ids}; requirement archive)"


def requirement_archive(desk: Desk, requirement: str) -> Archive:
    """The archive for one requirement. Raises `NotFoundError`, `AmbiguousError`."""
    with desk.ws.reading():
        return archive_of(desk, find(desk, requirement))


def archive_of(desk: Desk, one: Requirement) -> Archive:
    """The archive for a requirement, which need not be in the log (a proposal)."""
    site = queries.site_by_id(desk.ws, one.site_id)
    ground = ground_asked(one, site)
    drafts = (LookStatus.DRAFT, LookStatus.CLOSED)
    looks: dict[str, list[Look]] = {}
    for look in queries.looks_of_site(desk.ws, site.id, statuses=drafts):
        if look.image_id is not None:
            looks.setdefault(look.image_id, []).append(look)
    found = []
    for image in _images(desk, site, ground):
        covered = _covered(image, ground)
        if covered is None or covered > _LEAST_SHARE:
            held = _held(desk, one.needs, image, covered, looks.get(image.id, ()))
            closed = [look for look in looks.get(image.id, ()) if look.status is LookStatus.CLOSED]
            found.append(replace(held, answers=tuple(_answers(desk, site, one.types, closed))))
    shown = _chosen(found)
    said = tuple(_sentences(site, one.needs, found))
    return Archive(one.id, one.question, site.name, ground.words, shown, len(found) - len(shown), said)


def _images(desk: Desk, site: Site, ground: Ground) -> list[Image]:
    """Images of the site, and those whose ground meets the ground asked for."""
    from obslog.places.ground import bboxes

    found = {image.id: image for image in queries.images(desk.ws, site_id=site.id)}
    if ground.geometry is not None:
        for image in queries.images_in(desk.ws, bboxes(ground.geometry)):
            found.setdefault(image.id, image)
    return sorted(found.values(), key=lambda image: image.id)


def _covered(image: Image, ground: Ground) -> float | None:
    from obslog.places.ground import disc, overlap_share

    if image.ground is None:
        # Said to show the site, but nobody knows where it lies.
        return None if image.identity.footprint is None else 0.0
    shape: Geometry = ground.geometry or disc(ground.lon, ground.lat, 1.0)
    return overlap_share(image.ground, shape)


def _held(desk: Desk, needs: Needs, image: Image, covered: float | None, looks: Sequence[Look]) -> Held:
    closed = [look for look in looks if look.status is LookStatus.CLOSED]
    state = str(closed[-1].state) if closed else "DRAFT" if looks else "NOT EXPLOITED"
    relation, apart = _relation(image, needs.earliest, needs.latest)
    return Held(
        image,
        relation,
        apart,
        covered,
        state,
        tuple(look.id for look in closed),
        tuple(looking.sentence(desk, look) for look in closed),
        tuple(_short(needs, image, covered)),
    )


#: What a cell of the matrix says of a type, where it holds no number.
_SAID = {
    "zero": "none (all visible)",
    "part": "none in the part visible",
    "cloud": "not observable",
    "gap": "not looked for",
    "conflict": "readings conflict",
}


def _answers(
    desk: Desk, site: Site, types: Sequence[str], closed: Sequence[Look]
) -> Iterable[tuple[str, str, str]]:
    """What looks at one image say of each type, as the matrix would."""
    for asked in types if closed else ():
        # Readings of one image are one pass.
        cells = [cell(desk.tree(), site, chosen, (asked,)) for chosen in group_passes(closed)]
        if cells:
            yield asked, cells[-1].kind, _SAID.get(cells[-1].kind, cells[-1].text)


def _relation(image: Image, start: datetime, end: datetime) -> tuple[str, float | None]:
    when = image.identity.when
    if when.earliest is None or when.latest is None:
        return UNDATED, None
    if when.latest < start:
        return BEFORE, (start - when.latest).total_seconds() / 86400.0
    if when.earliest > end:
        return AFTER, (when.earliest - end).total_seconds() / 86400.0
    return (WITHIN if start <= when.earliest and when.latest <= end else PERHAPS), 0.0


def _short(needs: Needs, image: Image, covered: float | None) -> Iterable[str]:
    """What the image is known to be short of; what it does not say rules nothing out."""
    one = image.identity
    if covered is not None and covered < needs.min_covered:
        yield f"shows {covered:.0%} of the ground, {needs.min_covered:.0%} is asked"
    if needs.max_gsd_m is not None and one.gsd_m is not None and one.gsd_m > needs.max_gsd_m * 1.05:
        yield f"{one.gsd_m:.2g} m a pixel, {needs.max_gsd_m:g} m is asked"
    if (
        needs.max_cloud is not None
        and one.cloud_fraction is not None
        and one.cloud_fraction > needs.max_cloud
    ):
        yield f"{one.cloud_fraction:.0%} of the scene in cloud, {needs.max_cloud:.0%} is asked"


def _chosen(found: Sequence[Held]) -> tuple[Held, ...]:
    """All of the window, the nearest before and after, and of each side the nearest that nobody has looked at."""
    shown = [one for one in found if one.relation in (WITHIN, PERHAPS)]
    for side in (BEFORE, AFTER):
        near = sorted((one for one in found if one.relation == side), key=_nearness)
        shown += near[:1]
        shown += (
            [one for one in near[1:] if one.unexploited][:1]
            if not near[:1] or not near[0].unexploited
            else []
        )
    shown += [one for one in found if one.relation == UNDATED and one.unexploited]
    order = (WITHIN, PERHAPS, BEFORE, AFTER, UNDATED)
    return tuple(sorted(shown, key=lambda one: (order.index(one.relation), *_in_time(one))))


def _in_time(one: Held) -> tuple[bool, str, str]:
    earliest = one.image.identity.when.earliest
    return earliest is None, earliest.isoformat() if earliest is not None else "", one.image.id


def _nearness(one: Held) -> tuple[float, bool, str]:
    return one.apart_days or 0.0, not one.unexploited, one.image.id


def _sentences(site: Site, needs: Needs, found: Sequence[Held]) -> Iterable[str]:
    inside = sorted((one for one in found if one.relation in (WITHIN, PERHAPS)), key=_in_time)
    fresh = [one for one in inside if one.unexploited]
    good = [one for one in fresh if not one.short]
    read = [one for one in inside if not one.unexploited]
    if good:
        are, them = ("image", "it") if len(good) == 1 else ("images", "them")
        yield (
            f"Look before you order: {_number(len(good))} {are} of {site.name} from the window asked, and nobody has "
            f"looked at {them}: {_listed(good)}."
        )
    poor = [one for one in fresh if one.short]
    if poor:
        images = "image" if len(poor) == 1 else "images"
        was, it_is = ("was", "it is") if len(poor) == 1 else ("were", "they are")
        yield (
            f"{_number(len(poor)).capitalize()} {'more ' if good else ''}{images} of the window {was} never looked at, but "
            f"{it_is} short of what is asked: {_listed(poor)}."
        )
    for one in read:
        short = f" It is short of what is asked: {'; '.join(one.short)}." if one.short else ""
        told = ", ".join(f"{asked} {words}" for asked, _, words in one.answers)
        told = f" Of what is asked it says: {told}." if told else ""
        yield f"I{_called(one)[1:]} was looked at ({one.state}): {' '.join(one.says)}{told}{short}"
    if not inside:
        yield f"The log holds no image of this ground at {site.name} from the window asked."
    for side, words in ((BEFORE, "before the window"), (AFTER, "after it")):
        near = min((one for one in found if one.relation == side), key=_nearness, default=None)
        if near is not None:
            looked = "nobody has looked at it" if near.unexploited else f"looked at ({near.state})"
            yield f"The nearest {words} is {_called(near)}, {_days(near.apart_days or 0.0)} away: {looked}."
    undated = [one for one in found if one.relation == UNDATED and one.unexploited]
    if undated:
        are = "image has" if len(undated) == 1 else "images have"
        yield f"{_number(len(undated)).capitalize()} {are} no date and may be of the window: {_listed(undated)}."


def _number(n: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[n] if n < len(words) else str(n)


def _called(one: Held) -> str:
    return f"image {one.image.id[:12]} of {one.image.identity.when.describe()}"


def _listed(some: Sequence[Held]) -> str:
    said = []
    for one in some[:6]:
        facts = list(one.short) or ([] if one.covered is None else [f"{one.covered:.0%} of the ground"])
        said.append(f"{_called(one)}" + (f" ({'; '.join(facts)})" if facts else ""))
    more = f", and {len(some) - 6} more" if len(some) > 6 else ""
    return ", ".join(said) + more


def _days(days: float) -> str:
    return f"{days * 24:.0f} h" if days < 2 else f"{days:.0f} days"
