"""From the log to a report: reads what the period holds, once, and hands it to the model and a renderer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from obslog.change.passes import Pass
from obslog.model.errors import FileRefusedError, RefusedError, WordError
from obslog.model.places import Site
from obslog.model.version import VERSION
from obslog.observing import looks as recording
from obslog.observing import overview, questions
from obslog.observing.comparison import Comparison, compare, pass_name
from obslog.observing.comparison import Material as Compared
from obslog.observing.desk import Desk
from obslog.observing.overview import Entry, Timeline
from obslog.observing.sides import Side
from obslog.observing.testimony import contradictions
from obslog.observing.whole_files import write_file
from obslog.report.content.looking_ahead import sky
from obslog.report.content.numbering import label
from obslog.report.content.standing import stands as list_stands
from obslog.report.forms import own_templates
from obslog.report.forms.markdown_pictures import files
from obslog.report.forms.rendering import BYTES, form_of, ready, render_bytes
from obslog.report.material import Material
from obslog.report.model import build
from obslog.report.parts import Report
from obslog.report.pictures.illustrating import MOST, illustrate
from obslog.report.publishing import REDACTED, Rule, left_out, prepared
from obslog.report.recipe import Recipe
from obslog.store import queries
from obslog.store.exporting import record_export

#: A ULID as the journal writes it.
_ID = re.compile("[0-9A-HJKMNP-TV-Z]{26}")


def report(
    desk: Desk,
    site: str,
    *,
    since: str | None = None,
    until: str | None = None,
    output: str | Path | None = None,
    form: str | None = None,
    pictures: int = MOST,
    publish: bool = False,
    redact: bool = False,
    stands: bool = False,
    template: str | Path | None = None,
    picture_files: bool = False,
) -> str:
    """The change report as text ("" for a PDF); written to `output` whole or not at all, and recorded outside the chain.

    `pictures` is how many changes get pictures at the most; with `publish`, only of images that somebody said may be
    published; with `redact`, names of analysts and notes are left out, and that is said; with `stands`, marked places
    that look changed by their pixels are listed; with `template`, a file of the user's own is what sets it; with
    `picture_files`, the pictures of Markdown are written into a folder beside it. Raises `WordError` for a form or date
    that cannot be read, `NotFoundError` for a site.
    """
    if output is not None and desk.ws.read_only:
        # Before anything is written: a file of which the log knows nothing could never be checked.
        raise RefusedError(
            "the log is open for reading only, and what leaves it is recorded: use -o - instead"
        )
    if output is None and form is None:
        raise WordError("report", "", "name a file ending in .html, .pdf, .md or .json, or a form")
    shape = form or form_of(str(output))
    if output is None and shape in BYTES:
        raise WordError("report", shape, f"name a file for it, ending in .{shape}")
    ready(shape)
    folder = _folder(output, shape) if picture_files else None
    recipe = Recipe(
        desk.site(site).id, since, until, pictures=pictures, publish=publish, redact=redact, stands=stands,
        folder=folder,
    )  # fmt: skip
    made = make(desk, recipe).report
    # What a template of one's own writes is not what this log would write again, so it holds no recipe to check.
    own = None if template is None else own_templates.render(replace(made, recipe=None), template, shape)
    data = render_bytes(made, shape) if own is None else own
    if output is not None:
        if folder is not None:
            _write_pictures(Path(output).parent / folder, made)
        write_file(Path(output), data)
        digest = hashlib.sha256(data).hexdigest()
        # A name that is not UTF-8 is recorded with its odd bytes spelled out.
        shown = str(output).encode("utf-8", "backslashreplace").decode("utf-8")
        record_export(desk.ws, shown, shape, digest, desk.ws.head())
    return "" if shape in BYTES else data.decode("utf-8")


def _folder(output: str | Path | None, shape: str) -> str:
    """The name of the folder of pictures beside a Markdown report."""
    if output is None or shape != "md":
        raise WordError(
            "report file", str(output or "-"), "pictures as files go with a report written to a .md file"
        )
    return f"{Path(output).stem}.pictures"


def _write_pictures(folder: Path, made: Report) -> None:
    """Each picture as a file of its own, over one of the same name."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise FileRefusedError(str(folder), f"cannot be made: {(error.strerror or '').lower()}") from None
    for name, data in files(made.figures).items():
        write_file(folder / name, data)


@dataclass(frozen=True)
class Made:
    """A report, and what it was made from."""

    report: Report
    material: Material


def make(desk: Desk, recipe: Recipe) -> Made:
    """The report that a recipe asks for, in no form yet. Raises as `report`."""
    rule = Rule(strict=recipe.publish, redact=recipe.redact)
    material = prepared(gather(desk, recipe.site, recipe.since, recipe.until), rule)
    made = build(material)
    if recipe.pictures > 0:
        made = illustrate(desk, made, material, rule=rule, most=recipe.pictures)
    made = replace(
        made, left_out=left_out(material, label(material), rule), redacted=REDACTED if recipe.redact else None,
        recipe=recipe.to_text(),
        stands=list_stands(desk, material, label(material)) if recipe.stands else (), folder=recipe.folder,
    )  # fmt: skip
    return Made(made, material)


def gather(
    desk: Desk,
    site: str,
    since: str | None,
    until: str | None,
    *,
    pairs: bool = True,
    entries: Mapping[str, int] | None = None,
) -> Material:
    """All that a report of one site and period is made from, read in one state of the log.

    Without `pairs` only the first pass is compared with the last, and what each look says is not worded. `entries`
    are the journal's entries of looks, where
    the caller has read them already.
    """
    tree = desk.tree()
    place = desk.site(site)
    with desk.ws.reading():
        passes, _ = questions.passes_of(desk, place, since, until, None)
        names = recording.area_names(desk, place.id)
        looks = {look.id: look for chosen in passes for look in chosen.looks}
        every = tuple(queries.statements(desk.ws, place.id))
        # A report holds no age: it is read on another day than it was written.
        told = Compared(tree, place, list(looks.values()), every, None)
        statements = tuple(
            (said, source)
            for said, source in every
            if _in_period(said.when.earliest, said.when.latest, *questions.period(desk, place, since, until))
        )
        waiting = questions.waiting_images(desk, place, since, until)
        shown = [look.image_id for look in looks.values() if look.image_id]
        return Material(
            site=place,
            since=since or (pass_name(passes[0]) if passes else "the beginning"),
            until=until or (pass_name(passes[-1]) if passes else "now"),
            comparisons=tuple(_compared(told, one, two) for one, two in pairwise(passes) if pairs),
            overall=_compared(told, passes[0], passes[-1], gaps=pairs) if len(passes) > 1 else None,
            matrix=overview.matrix(tree, place, passes, ()),
            timeline=Timeline(place, tuple(_entry(one) for one in passes), ()),
            looks=looks,
            sentences={look.id: recording.sentence(desk, look) for look in looks.values() if pairs},
            area_names=names,
            images=queries.images_by_id(desk.ws, shown),
            statements=statements,
            contradictions=contradictions(tree, statements),
            assessments=tuple(queries.assessments(desk.ws, place.id)),
            waiting=waiting,
            head=desk.ws.head(),
            entries=journal_entries(desk, looks) if entries is None else entries,
            version=VERSION,
            tree=tree,
            end=questions.period(desk, place, since, until)[1],
            sky=sky(desk, place, _ended(desk, place, passes, since, until)) if pairs and passes else None,
        )


def _compared(told: Compared, one: Pass, two: Pass, *, gaps: bool = True) -> Comparison:
    """Two passes compared; without `gaps` it is not asked how long what was seen again stood unobserved."""
    between = [
        look
        for look in told.between
        if look.when.latest is not None
        and look.when.earliest is not None
        and gaps
        and look.when.latest >= one.earliest
        and look.when.earliest <= two.latest
    ]
    return compare(replace(told, between=between), Side(pass_name(one), one), Side(pass_name(two), two))


def _in_period(
    earliest: datetime | None, latest: datetime | None, first: datetime | None, last: datetime | None
) -> bool:
    before = first is not None and latest is not None and latest < first
    after = last is not None and earliest is not None and earliest > last
    return not before and not after


def _ended(desk: Desk, place: Site, passes: Sequence[Pass], since: str | None, until: str | None) -> datetime:
    return questions.period(desk, place, since, until)[1] or passes[-1].latest


def _entry(one: Pass) -> Entry:
    states = dict.fromkeys(str(look.state) for look in one.looks)
    return Entry(pass_name(one), one.earliest, " / ".join(states), (), one.ids, latest=one.latest)


def journal_entries(desk: Desk, wanted: Container[str] | None = None) -> dict[str, int]:
    """Look id -> number of the journal entry that logged it, of the looks wanted (None: of all)."""
    found: dict[str, int] = {}
    for seq, payload in desk.ws.fetch(
        "SELECT seq, payload FROM journal WHERE action = 'look add' ORDER BY seq"
    ):
        for named in _ID.findall(payload):
            if wanted is None or named in wanted:
                found.setdefault(named, int(seq))
    return found
