"""Whether an image may leave the log, as somebody decided and for what reason; reports and exports obey it."""

from __future__ import annotations

from obslog.model.errors import RefusedError, WordError
from obslog.model.images import Image
from obslog.observing.desk import Desk, required
from obslog.observing.looks import image_of
from obslog.store import queries, rows

#: What can be decided, and what it means.
DECISIONS = {
    "yes": "its pixels may be shown",
    "credit": "it may be named and credited, its pixels not shown",
    "no": "neither its pixels nor its name leave the log",
}


def image_publish(
    desk: Desk, image: str, decision: str, *, reason: str, attribution: str | None = None
) -> Image:
    """Decide whether an image may be published (`yes`, `credit`, `no`), with the reason; one entry, which undo takes back.

    `attribution` also says who must be named beside it. Raises `WordError`, `RefusedError` where nothing would change.
    """
    if decision not in DECISIONS:
        raise WordError("publication", decision, f"write one of {', '.join(DECISIONS)}")
    because = required("reason", reason)
    with desk.ws.transaction():
        old = image_of(desk, image)
        new = {"publication": decision, "publication_reason": because}
        if attribution is not None:
            new["attribution"] = required("attribution", attribution)
        stands = {
            "publication": old.publication, "publication_reason": old.publication_reason,
            "attribution": old.attribution,
        }  # fmt: skip
        if all(stands[name] == value for name, value in new.items()):
            raise RefusedError(f"that is decided already for image {old.id[:12]}")
        op = rows.update_op(desk.ws, "images", old.id, **new)
        desk.write("image publish", [op], {"image": old.id[:12], "to": decision, "because": because})
        return queries.image(desk.ws, old.id)
