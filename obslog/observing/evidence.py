"""Evidence as the analyst handles it once imported: lists, and dates corrected with a reason."""

from __future__ import annotations

from obslog.model.edtf import parse_edtf
from obslog.model.errors import RefusedError
from obslog.model.images import Image, NearPair
from obslog.observing.desk import Desk, read_basis, required
from obslog.observing.looks import image_of
from obslog.store import queries, rows
from obslog.store.journal import Op, Update
from obslog.store.queries.acquisitions import redated_ops


def image_list(
    desk: Desk, site: str | None, *, undated: bool = False, not_exploited: bool = False, limit: int = 200
) -> tuple[Image, ...]:
    """Images newest first, undated ones last; of one site, only undated, only those that nobody looked at."""
    site_id = desk.site(site).id if site else None
    return tuple(
        queries.images(desk.ws, site_id=site_id, undated=undated, unexploited=not_exploited, limit=limit)
    )


def image_date(desk: Desk, image: str, when: str, *, reason: str, basis: str = "analyst") -> Image:
    """Give an image another date, with the reason; its looks follow in the same entry of the journal.

    Raises `WordError` for a date or basis that cannot be read, `RefusedError` where nothing would change.
    """
    moment = parse_edtf(when, read_basis(basis))
    because = required("reason", reason)
    with desk.ws.transaction():
        old = image_of(desk, image)
        if moment == old.identity.when:
            raise RefusedError(f"image {old.id[:12]} has that date already")
        before, after = rows.when_row(old.identity.when), rows.when_row(moment)
        ops: list[Op] = [Update("images", old.id, before, after), *rows.date_ops(desk.ws, old.id, moment)]
        ops += redated_ops(desk.ws, old.id, old.identity.platform, moment)
        said = {"image": old.id[:12], "from": old.identity.when.edtf, "to": moment.edtf, "because": because}
        desk.write("image date", ops, said)
        return queries.image(desk.ws, old.id)


def image_near(
    desk: Desk, site: str | None = None, *, image: str | None = None, limit: int | None = None
) -> tuple[NearPair, ...]:
    """Pairs of images that look alike, nearest first; of one site, or with one image. Suggestions only."""
    ids = {image_of(desk, image).id} if image is not None else None
    return tuple(queries.near_images(desk.ws, ids, desk.site(site).id if site else None, limit))
