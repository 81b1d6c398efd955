"""Recording looks: add, edit, close, retract; and what a look says in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from obslog.change import wording
from obslog.model.errors import RefusedError
from obslog.model.images import Image
from obslog.model.looks import Look, LookStatus
from obslog.model.places import ELSEWHERE, Site
from obslog.model.when import UNDATED
from obslog.observing.comparison import on_parts
from obslog.observing.desk import Desk
from obslog.observing.drafting import Content, area_ids, carried, draft, refuse_empty
from obslog.observing.sides import PASS_MINUTES, choose, read_when
from obslog.observing.wire import look_wire
from obslog.store import queries, rows
from obslog.store.ids import new_id


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
        _refuse_other_ground(evidence, place)
        base = Look(
            id=new_id(),
            when=evidence.identity.when,
            visible={},
            site_id=place.id,
            image_id=evidence.id,
            acquisition_id=evidence.acquisition_id,
            analyst=desk.actor.name,
            analyst_basis=desk.actor.basis,
            status=LookStatus.DRAFT if draft_only else LookStatus.CLOSED,
            parts=area_ids(place),
        )
        look = _written(desk, place, evidence, base, content, no_change_since)
        refuse_empty(look)
        desk.write("look add", rows.look_ops(look, desk.tree(), desk.stamp()), {"site": place.name})
    return look


def _written(desk: Desk, site: Site, image: Image, base: Look, content: Content, since: str | None) -> Look:
    """`base` filled with what was written, on top of a baseline's items where `since` names one."""
    if since is None:
        return draft(base, site, image, desk.tree(), content)
    bare = replace(base, seen=(), none=(), totals=(), complete_for=())
    sees = draft(bare, site, image, desk.tree(), replace(content, saw=(), none=(), total=(), complete_for=()))
    baseline = on_parts(_baseline(desk, site, base, since), sees.parts)
    both = carried(sees, baseline)
    items = replace(content, visible=(), not_observable=())
    # What is visible stays what both looks could see: stated shares are in it already.
    return replace(draft(both, site, image, desk.tree(), items), visible=both.visible)


def image_of(desk: Desk, text: str) -> Image:
    """The image whose sha256 begins so (8 characters or more). Raises `NotFoundError`, `AmbiguousError`."""
    return queries.image(desk.ws, queries.find_id(desk.ws, "images", text))


def _refuse_other_ground(image: Image, site: Site) -> None:
    joined = {joined_site for joined_site, _ in image.sites}
    if image.identity.footprint is not None and joined and site.id not in joined:
        raise RefusedError(f"image {image.id[:12]} does not show {site.name}: its footprint lies elsewhere")


def _baseline(desk: Desk, site: Site, look: Look, since: str) -> Look:
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
    """Change a look: what is given replaces what was there of its kind. The old rows stay, retracted."""
    with desk.ws.transaction():
        old = find_look(desk, look_id)
        _refuse_retracted(old)
        site = desk.site(old.site_id)
        if old.image_id is None:
            raise RefusedError("this look has no image, so nothing of it can be changed")
        evidence = queries.image(desk.ws, old.image_id)
        new = _written(desk, site, evidence, old, content, no_change_since)
        if new == old:
            raise RefusedError("nothing to change: give --saw, --none, --visible, --remarks, ...")
        refuse_empty(new)
        desk.write(
            "look edit",
            rows.look_edit_ops(desk.ws, old, new, desk.tree()),
            {"site": site.name, "look": old.id},
        )
    return new


def _refuse_retracted(look: Look) -> None:
    if look.status == LookStatus.RETRACTED:
        raise RefusedError(f"look {look.id[-8:]} is retracted; undo the retraction first (obslog journal)")


def look_close(desk: Desk, look_id: str) -> Look:
    """Close a draft: from now on it counts. Raises `RefusedError` for a look that is not a draft."""
    with desk.ws.transaction():
        old = find_look(desk, look_id)
        if old.status != LookStatus.DRAFT:
            raise RefusedError(f"look {old.id[-8:]} is {old.status}, not a draft")
        new = replace(old, status=LookStatus.CLOSED)
        refuse_empty(new)
        desk.write("look close", [rows.status_op(old, new)], {"look": old.id})
    return new


def look_retract(desk: Desk, look_id: str, *, reason: str) -> Look:
    """Retract a look with the reason; it stays readable and no longer counts."""
    if not reason.strip():
        raise RefusedError("a retraction needs its reason: --because TEXT")
    with desk.ws.transaction():
        old = find_look(desk, look_id)
        _refuse_retracted(old)
        new = replace(old, status=LookStatus.RETRACTED)
        desk.write("look retract", [rows.status_op(old, new)], {"look": old.id, "because": reason.strip()})
    return new


def find_look(desk: Desk, text: str) -> Look:
    """The look of that id, or of a unique beginning or end of it. Raises `NotFoundError`, `AmbiguousError`."""
    return queries.look(desk.ws, queries.find_id(desk.ws, "looks", text))


def area_names(desk: Desk, site_id: str) -> dict[str, str]:
    """Area id -> name of a site, retired areas included; its one part is "whole site" where none is named."""
    named = queries.area_names(desk.ws, site_id)
    return {**named, ELSEWHERE: ELSEWHERE if named else "whole site"}


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
