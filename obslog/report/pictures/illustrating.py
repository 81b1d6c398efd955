"""The pictures of a report made: files verified, chips cut side by side, and a sentence wherever one cannot be had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace

from obslog.imagery.viewing import ImageView
from obslog.model.chips import Chip
from obslog.model.errors import ObslogError
from obslog.model.images import Image
from obslog.model.marks import Mark
from obslog.model.places import Site
from obslog.model.text import listed, safe
from obslog.observing.chipping import Part, Square, basis_words, credit_line, cut_chip, open_verified
from obslog.observing.desk import Desk
from obslog.report.content.numbering import label
from obslog.report.material import Material
from obslog.report.parts import Report
from obslog.report.picture_parts import Figure, Picture
from obslog.report.pictures.framing import Plan, Shot, chosen, plan
from obslog.report.publishing import Rule, why_not_shown
from obslog.store import queries

#: So many figures are made where nobody says otherwise; what is left out is said.
MOST = 12
#: Images that are decoded at one time, each in a process of its own.
_AT_ONCE = 2
_TITLES = ("BEFORE", "AFTER")


#: What makes one chip like another: image, part, marks, title.
_Key = tuple[str, Square | Part, tuple[str, ...], str]


@dataclass(frozen=True)
class _Job:
    """One chip to be cut: of what image, which part, with which marks, under which title."""

    image: Image
    wanted: Square | Part
    marks: tuple[Mark, ...]
    title: str

    @property
    def key(self) -> _Key:
        """Jobs of one key give the same chip."""
        return self.image.id, self.wanted, tuple(mark.id for mark in self.marks), self.title


def illustrate(
    desk: Desk, report: Report, material: Material, *, rule: Rule = Rule(), most: int = MOST
) -> Report:
    """The report with its pictures. It is made whatever becomes of them: a sentence stands for one that cannot be."""
    plans = _plans(desk, report, material, rule)
    kept = chosen(plans, most)
    jobs = _jobs(kept, rule)
    made = _cut_all(desk, material.site, jobs)
    labels = label(material).images
    figures = []
    for number, one in enumerate(kept, start=1):
        sides = []
        for shot, name, title in zip((one.before, one.after), ("before", "after"), _TITLES, strict=True):
            sides.append(_picture(shot, name, title, material, labels, rule, made))
        figures.append(_figure(f"P{number}", one, sides, report))
    return replace(report, figures=tuple(figures), unpictured=_unpictured(figures, len(plans) - len(kept)))


def _plans(desk: Desk, report: Report, material: Material, rule: Rule) -> list[Plan]:
    groups = list(material.comparisons)
    if material.overall is not None and len(groups) != 1:
        groups.insert(0, material.overall)
    looks = {look.id for one in groups for side in (one.before, one.after) for look in side.chosen.looks}
    marks: dict[str, Sequence[Mark]] = {}
    for look in sorted(looks):
        marks[look] = queries.marks(desk.ws, look_id=look)
    found = []
    for number, (comparison, group) in enumerate(zip(groups, report.changes, strict=True)):
        found += plan(
            number, comparison, group.strict, marks, material.images, material.tree,
            lambda image: why_not_shown(image, rule) is None,
        )  # fmt: skip
    return found


def _jobs(plans: Iterable[Plan], rule: Rule) -> list[_Job]:
    """The chips to cut, each once however many figures show it."""
    jobs = [
        _Job(shot.image, shot.wanted, shot.marks, title)
        for one in plans
        for shot, title in zip((one.before, one.after), _TITLES, strict=True)
        if shot.image is not None and shot.wanted is not None and why_not_shown(shot.image, rule) is None
    ]
    return list({job.key: job for job in jobs}.values())


def _cut_all(desk: Desk, site: Site, jobs: Sequence[_Job]) -> Mapping[_Key, Chip | str]:
    """Each job's chip, or the sentence that says why there is none; each file verified and opened once."""
    by_image: dict[str, list[_Job]] = {}
    for job in jobs:
        by_image.setdefault(job.image.id, []).append(job)
    made: dict[_Key, Chip | str] = {}
    opened: list[tuple[ImageView, list[_Job]]] = []
    for mine in by_image.values():
        try:
            opened.append((open_verified(desk, mine[0].image), mine))
        except ObslogError as error:
            made.update((job.key, safe(str(error))) for job in mine)

    def work(item: tuple[ImageView, list[_Job]]) -> list[tuple[_Key, Chip | str]]:
        view, mine = item
        with view:
            return [(job.key, _cut(view, job, site)) for job in mine]

    try:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for answers in pool.map(work, opened):
                made.update(answers)
    finally:
        for view, _ in opened:
            with suppress(ObslogError):
                view.close()
    return made


def _cut(view: ImageView, job: _Job, site: Site) -> Chip | str:
    try:
        return cut_chip(view, job.image, job.wanted, title=job.title, site=site, marks=job.marks)
    except ObslogError as error:
        return safe(str(error))


def _picture(
    shot: Shot,
    side: str,
    title: str,
    material: Material,
    labels: Mapping[str, str],
    rule: Rule,
    made: Mapping[_Key, Chip | str],
) -> Picture:
    if shot.image is None:
        return Picture(side, None, missing=f"No picture {side}: the looks of this pass rest on no image.")
    image = shot.image
    name = labels.get(image.id)
    forbidden = why_not_shown(image, rule)
    if forbidden is not None:
        return Picture(side, name, missing=f"No picture {side}: {forbidden}.")
    if shot.wanted is None:
        return Picture(
            side, name, missing=f"No picture {side}: nothing says which part of the image to show."
        )
    chip = made[_Job(image, shot.wanted, shot.marks, title).key]
    if isinstance(chip, str):
        return Picture(side, name, missing=f"No picture {side}: {chip.rstrip('.')}.")
    return Picture(
        side=side,
        evidence=name,
        alt=_alt(material.site, image, shot, title),
        caption=safe(f"{image.identity.when.describe()} (date from: {basis_words(image)})"),
        credit=credit_line(image),
        png=chip.png,
        sha256=chip.sha256,
        width=chip.width,
        height=chip.height,
        derivation=chip.derivation.to_wire(),
    )


def _alt(site: Site, image: Image, shot: Shot, title: str) -> str:
    """What the picture shows, in words."""
    if isinstance(shot.wanted, Square):
        place = f"a square of {shot.wanted.size_m:.0f} m about {shot.wanted.lat:.4f}, {shot.wanted.lon:.4f}"
    else:
        place = "a part of the image"
    drawn = " Drawn, not a photograph." if image.identity.drawn else ""
    return safe(
        f"{title.capitalize()}: {site.name}, {image.identity.when.describe()}, {place}; {_marked(shot.marks)}.{drawn}"
    )


def _marked(marks: Sequence[Mark]) -> str:
    if not marks:
        return "nothing marked"
    numbers: dict[str, int] = {}
    for mark in marks:
        word = " or ".join(mark.types) + (
            "" if str(mark.confidence) == "confirmed" else f" ({mark.confidence})"
        )
        numbers[word] = numbers.get(word, 0) + 1
    return "marked: " + listed([f"{number} {word}" for word, number in sorted(numbers.items())], "and")


def _figure(id_: str, one: Plan, sides: Sequence[Picture], report: Report) -> Figure:
    kinds = " or ".join(one.types)
    title = safe(f"{kinds}: {report.changes[one.group].title}")
    laid = isinstance(one.before.wanted, Square) and one.before.wanted == one.after.wanted
    notes = (one.note,) if one.note else ()
    return Figure(id_, one.group, one.claims, title, sides[0], sides[1], laid, notes)


def _unpictured(figures: Sequence[Figure], left: int) -> tuple[str, ...]:
    """What is not shown, in sentences."""
    missing = [one for figure in figures for one in figure.pictures if one.missing is not None]
    said = []
    if missing:
        number = len(missing)
        said.append(
            f"{number} picture{'' if number == 1 else 's'} of {2 * len(figures)} cannot be shown; where each would stand "
            f"it is said why."
        )
    if left:
        more = "1 more change has" if left == 1 else f"{left} more changes have"
        said.append(f"{more} no pictures in this report.")
    return tuple(said)
