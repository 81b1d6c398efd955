"""Captions of images that the log holds already: what changes in their rows, their looks and their sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from obslog.ingest.captions import Caption, with_caption
from obslog.model.when import Basis
from obslog.store import queries
from obslog.store.journal import Op, Update
from obslog.store.queries.joining import link_op
from obslog.store.rows import date_ops, identity_row

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


def caption_ops(workspace: Workspace, image_id: str, caption: Caption, copy: bool) -> list[Op]:
    """What a caption changes of an image that was imported before; nothing where it says nothing new.

    `copy` is true for another file of the same bytes: its caption does not replace one that the image has.
    """
    image = queries.image(workspace, image_id)
    if copy and str(Basis.CAPTION) in image.identity.basis.values():
        return []
    now = with_caption(image.identity, caption)
    before, after = identity_row(image.identity), identity_row(now)
    ((licence, attribution),) = workspace.fetch(
        "SELECT licence, attribution FROM images WHERE id = :id", id=image_id
    )
    before |= {"licence": licence, "attribution": attribution}
    after |= {"licence": licence or caption.licence, "attribution": attribution or caption.attribution}
    changed = [name for name in before if before[name] != after[name]]
    ops: list[Op] = []
    if changed:
        ops.append(
            Update("images", image_id, {n: before[n] for n in changed}, {n: after[n] for n in changed})
        )
    if now.when != image.identity.when:
        ops += date_ops(workspace, image_id, now.when)
    known = {site for site, _ in image.sites}
    return ops + [link_op(image_id, site, None, "caption") for site in caption.sites if site not in known]
