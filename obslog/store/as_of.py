"""A log as it was at an earlier entry of its journal: the entries up to there, made again in a file of their own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from obslog.model.errors import NotFoundError, StoreError
from obslog.store import journal
from obslog.store.apply import apply
from obslog.store.connect import find_place, make_engine, plain_errors
from obslog.store.derived import maintain

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


def log_as_of(ws: Workspace, seq: int, where: str | os.PathLike[str]) -> Workspace:
    """The log after entry `seq`, made in the new file `where` and open for reading; close it after.

    It takes as long as writing all those entries did. Raises `NotFoundError` for an entry that there is not,
    `StoreError` where an entry cannot be made again: the journal is damaged then.
    """
    from obslog.store.making import make
    from obslog.store.workspace import Workspace

    place = find_place(where)
    engine = make_engine(place, read_only=False)
    last = 0
    try:
        make(place, engine)
        with (
            ws.reading() as source,
            plain_errors(place),
            engine.execution_options(obslog_writes=True).connect() as target,
            target.begin(),
        ):
            for entry in journal.stream(source):
                if entry.seq > seq:
                    break
                try:
                    ops = entry.ops
                    apply(target, ops)
                    maintain(target, ops)
                    journal.append(target, entry)
                except Exception as error:
                    raise StoreError(
                        f"{ws.name}: entry {entry.seq} of the journal cannot be made again "
                        f"({type(error).__name__}); run `obslog verify`"
                    ) from error
                last = entry.seq
    finally:
        engine.dispose()
    if last != seq:
        raise NotFoundError("entry", str(seq))
    return Workspace.open(where, read_only=True, clock=ws.now)
