"""Recording looks: add, edit, close, retract; and what a look says in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from obslog.change import wording
from obslog.model.counting import counted_groups, tally_groups
from obslog.model.errors import RefusedError, WordError
from obslog.model.images import Image
from obslog.model.looks import Look, LookStatus, Visible
from obslog.model.places import ELSEWHERE, Site
from obslog.model.when import UNDATED
from obslog.observing.comparison import on_parts
from obslog.observing.desk import Desk
from obslog.observing.drafting import (
    Content,
    area_ids,
    carried,
    computed_visibility,
    draft,
    refuse_contradiction,
    refuse_empty,
)
from obslog.observing.saying import changed_words
from obslog.observing.sides import PASS_MINUTES, choose, read_when
from obslog.observing.wire import look_wire
from obslog.store import queries, rows
from obslog.store.ids import new_id

#: Characters of an image's id, and of that of any other row.
_WHOLE_SHA256, _WHOLE_ID = 64, 26


def look_add(
    desk: Desk,
    site: str,
    *,
    image: str,
    content: Content,
    no_change_since: str | None = None,
    draft_only: bool = False,
) -> Look:
    """Log one look. Raises `WordError`, `NotFoundError`, `AmbiguousError`, `RefusedError`; nothing half-written."""
    place = desk.site(site)
    with desk.ws.transaction():
        evidence = image_of(desk, image)
        base = _base(desk, place, evidence, LookStatus.DRAFT if draft_only else LookStatus.CLOSED)
        look = _written(desk, place, evidence, base, content, no_change_since)
        refuse_empty(look)
        _write_new(desk, place, look)
    return look


def look_blank(desk: Desk, site: str, image: str) -> Look:
    """The analyst's own draft for that image and site, else an empty one that is not written yet."""
    place, evidence = desk.site(site), image_of(desk, image)
    found = queries.own_draft(desk.ws, desk.actor.name, evidence.id, place.id)
    if found is not None:
        return queries.look(desk.ws, found)
    base = _base(desk, place, evidence, LookStatus.DRAFT)
    return draft(base, place, evidence, desk.tree(), Content())


def look_begin(desk: Desk, site: str, image: str) -> Look:
    """The analyst's own draft for that image and site; a new, empty one is written where there is none.

    Raises `NotFoundError`, `AmbiguousError`, and `RefusedError` where the image does not show the site.
    """
    with desk.ws.transaction():
        look = look_blank(desk, site, image)
        if not queries.looks_by_id(desk.ws, [look.id]):
            _write_new(desk, desk.site(look.site_id), look)
    return look


def look_visibility(desk: Desk, site: str, image: str) -> dict[str, Visible]:
    """How much of each area of a site an image shows by footprint, valid pixels and cloud, stated by nobody.

    Area ids; an area that is missing is not covered.
    """
    return computed_visibility(desk.site(site), image_of(desk, image))


def _base(desk: Desk, site: Site, image: Image, status: LookStatus) -> Look:
    _refuse_other_ground(image, site)
    return Look(
        id=new_id(),
        when=image.identity.when,
        visible={},
        site_id=site.id,
        image_id=image.id,
        acquisition_id=image.acquisition_id,
        analyst=desk.actor.name,
        analyst_basis=desk.actor.basis,
        status=status,
        parts=area_ids(site),
    )


def _write_new(desk: Desk, site: Site, look: Look) -> None:
    note = {"look": look.id, "site": site.name, "image": (look.image_id or "")[:12], "what": site.name}
    desk.write("look add", rows.look_ops(look, desk.tree(), desk.stamp()), note)


def _written(
    desk: Desk, site: Site, image: Image | None, base: Look, content: Content, since: str | None
) -> Look:
    """`base` filled with what was written, on top of a baseline's items where `since` names one."""
    if since is None:
        return draft(base, site, image, desk.tree(), content)
    bare = replace(base, seen=(), none=(), totals=(), complete_for=())
    sees = draft(bare, site, image, desk.tree(), replace(content, saw=(), none=(), total=(), complete_for=()))
    before = on_parts(baseline(desk, site, base, since), sees.parts)
    both = carried(sees, before)
    items = replace(content, visible=(), not_observable=())
    # What is visible stays what both looks could see: stated shares are in it already.
    return replace(draft(both, site, image, desk.tree(), items), visible=both.visible)


def image_of(desk: Desk, text: str) -> Image:
    """The image whose sha256 begins so (8 characters or more). Raises `NotFoundError`, `AmbiguousError`."""
    if len(text) == _WHOLE_SHA256 and (found := queries.images_by_id(desk.ws, [text])):
        return found[text]
    return queries.image(desk.ws, queries.find_id(desk.ws, "images", text))


def _refuse_other_ground(image: Image, site: Site) -> None:
    joined = {joined_site for joined_site, _ in image.sites}
    if image.identity.footprint is not None and joined and site.id not in joined:
        raise RefusedError(f"image {image.id[:12]} does not show {site.name}: its footprint lies elsewhere")


def baseline(desk: Desk, site: Site, look: Look, since: str) -> Look:
    """The earlier closed look of a site that `since` names for a look: `last`, `prev`, a date or a look's id.

    Only looks from before this one are asked, and undated ones never. Raises `NotFoundError`, `WordError`.
    """
    looks = queries.looks_of_site(desk.ws, site.id)
    earlier = [x for x in looks if x.when.is_dated and x.id != look.id]
    if look.when.is_dated and look.when.earliest is not None:
        earlier = [x for x in earlier if x.when.latest is not None and x.when.latest < look.when.earliest]
    named = [x for x in earlier if len(since) >= 6 and x.id.endswith(since.upper())]
    if named:
        return named[-1]
    when = None if since in ("last", "prev") else read_when(since, site)
    return choose(earlier, since, when, PASS_MINUTES).chosen.looks[-1]


def look_edit(desk: Desk, look_id: str, *, content: Content, no_change_since: str | None = None) -> Look:
    """Change a look: what is given replaces what was there of its kind. The old rows stay in the journal."""
    with desk.ws.transaction():
        old = look_to_change(desk, look_id)
        site = desk.site(old.site_id)
        evidence = queries.image(desk.ws, old.image_id) if old.image_id is not None else None
        new = standing(desk, _written(desk, site, evidence, old, content, no_change_since), old)
        if new == old:
            raise RefusedError("nothing to change: give --saw, --none, --visible, --remarks, ...")
        write_edit(desk, old, new)
    return new


def write_edit(desk: Desk, old: Look, new: Look) -> None:
    """Write a look changed, with a note that says in words what differs."""
    names = area_names(desk, old.site_id)
    changes = changed_words(old, new, lambda part: names.get(part, part))
    note = {"look": old.id, "site": desk.site_name(old.site_id), "what": ", ".join(changes)}
    desk.write("look edit", rows.look_edit_ops(desk.ws, old, new, desk.tree()), note)


def standing(desk: Desk, look: Look, old: Look | None = None) -> Look:
    """The look beside its marks: a closed one with all that they count, a draft as it is. Raises `RefusedError`.

    Refused are a look that contradicts its marks, and a closed one that says nothing or counts otherwise than its
    marks without saying why. What a closed look said before (`old`) it may go on saying.
    """
    groups = queries.mark_counts(desk.ws, look.id)
    whole = counted_groups(look, groups)
    names = area_names(desk, look.site_id)
    refuse_contradiction(whole, desk.tree(), desk.site_name(look.site_id), names)
    if look.status is not LookStatus.CLOSED:
        return look
    refuse_empty(whole)
    before = old.seen if old is not None and old.status is LookStatus.CLOSED else ()
    for place, row in enumerate(tally_groups(look, groups)):
        if row.differs and not row.because and look.seen[place] not in before:
            name = " or ".join(row.types) + (f" at {names.get(row.area, row.area)}" if row.area else "")
            raise RefusedError(
                f"{name}: {row.count.short()} stated, {row.marks} marked: mark or count again, or say why they differ"
            )
    return whole


def look_to_change(desk: Desk, text: str) -> Look:
    """As `find_look`. Raises `RefusedError` for a look that was retracted or undone, which nobody may change."""
    look = find_look(desk, text)
    if look.status == LookStatus.RETRACTED:
        raise RefusedError(f"look {look.id[-8:]} is retracted; undo the retraction first (obslog journal)")
    if not queries.is_live(desk.ws, "looks", look.id):
        raise RefusedError(f"look {look.id[-8:]} was undone; redo brings it back (obslog journal)")
    return look


def look_close(desk: Desk, look_id: str) -> Look:
    """Close a draft with all that its marks count: from now on it counts; one entry of the journal.

    Raises `RefusedError` for a look that is not a draft, that says nothing, or that states another number than is
    marked without saying why.
    """
    with desk.ws.transaction():
        old = look_to_change(desk, look_id)
        if old.status != LookStatus.DRAFT:
            raise RefusedError(f"look {old.id[-8:]} is {old.status}, not a draft")
        new = standing(desk, replace(old, status=LookStatus.CLOSED))
        note = {"look": old.id, "what": desk.site_name(old.site_id)}
        desk.write("look close", rows.look_edit_ops(desk.ws, old, new, desk.tree()), note)
    return new


def look_retract(desk: Desk, look_id: str, *, reason: str) -> Look:
    """Retract a look with the reason; it stays readable and no longer counts."""
    if not reason.strip():
        raise RefusedError("a retraction needs its reason: --because TEXT")
    with desk.ws.transaction():
        old = look_to_change(desk, look_id)
        new = replace(old, status=LookStatus.RETRACTED)
        note = {"look": old.id, "what": desk.site_name(old.site_id), "because": reason.strip()}
        desk.write("look retract", [rows.status_op(old, new)], note)
    return new


def find_look(desk: Desk, text: str) -> Look:
    """The look of that id, or of a unique beginning or end of it. Raises `NotFoundError`, `AmbiguousError`."""
    return queries.look(desk.ws, find_look_id(desk, text))


def find_look_id(desk: Desk, text: str) -> str:
    """The whole id of a look. Raises as `find_look`; one that is whole already is not looked up."""
    return text if len(text) == _WHOLE_ID else queries.find_id(desk.ws, "looks", text)


def area_names(desk: Desk, site_id: str) -> dict[str, str]:
    """Area id -> name of a site, retired areas included; its one part is "whole site" where none is named."""
    named = queries.area_names(desk.ws, site_id)
    return {**named, ELSEWHERE: ELSEWHERE if named else "whole site"}


def area_named(desk: Desk, look: Look, name: str) -> str:
    """The id of an area that the look was made with, by its name or id. Raises `WordError` naming those there are."""
    names = {part: text for part, text in area_names(desk, look.site_id).items() if part in look.parts}
    for part, text in names.items():
        if name == part or text.casefold() == name.strip().casefold():
            return part
    raise WordError("area", name, f"the look has these areas: {', '.join(names.values())}")


def sentence(desk: Desk, look: Look) -> str:
    """The sentence that the look says, generated from its structure."""
    return wording.look_sentence(look, area_names(desk, look.site_id), desk.tree())


def wire(desk: Desk, look: Look) -> dict[str, Any]:
    """A look as JSON, its areas by name."""
    names = area_names(desk, look.site_id)
    return look_wire(
        look, desk.site_name(look.site_id), lambda part: names.get(part, part), sentence(desk, look)
    )


def assumptions(desk: Desk, look: Look) -> tuple[str, ...]:
    """What was not stated but assumed or computed, so that the analyst can object."""
    lines = []
    names = area_names(desk, look.site_id)
    for part, seen in look.visible.items():
        if seen.basis == "stated":
            continue
        name = names.get(part, part)
        if seen.fraction is None:
            lines.append(
                f"visible {name}: unknown ({seen.reason or 'no geometry'}); bounds nothing above. Say --visible"
            )
        else:
            lines.append(f"visible {name}: {seen.fraction:.0%} of it by footprint")
    if look.min_resolved_m is not None:
        lines.append(f"can clear objects of {look.min_resolved_m:g} m and larger")
    if look.when == UNDATED or not look.when.is_dated:
        lines.append(
            "the image is undated: this look enters no timeline and no diff until obslog image date IMAGE WHEN"
        )
    return tuple(lines)
