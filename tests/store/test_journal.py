"""The chain: each entry names the one before it, and its hash is that of everything it says."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from obslog.store import queries
from obslog.store.canonical import canonical, instant_text, read_instant
from obslog.store.ids import new_id
from obslog.store.journal import NOTHING_BEFORE, Insert, entry_hash, read_op, write_op
from obslog.store.workspace import Workspace
from store.filled import Filled

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def test_anyone_can_recompute_the_chain_from_the_documented_form(ws: Workspace, filled: Filled) -> None:
    prev = NOTHING_BEFORE
    entries = queries.entries(ws, None)[::-1]
    assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
    assert entries[0].action == "init"
    for e in entries:
        said = {
            "v": 1, "seq": e.seq, "at": e.at, "actor": e.actor, "actor_basis": e.actor_basis,
            "action": e.action, "payload": json.loads(e.payload), "prev": e.prev, "reverts": e.reverts,
        }  # fmt: skip
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(text.encode()).hexdigest() == e.hash
        assert e.prev == prev
        prev = e.hash
    assert ws.head() == entries[-1].head


@given(words, words, words, st.none() | st.integers(1, 10**6))
def test_the_hash_is_of_canonical_json_whatever_the_words(
    at: str, actor: str, action: str, reverts: int | None
) -> None:
    payload = {"note": {action: actor}, "ops": []}
    whole = {
        "v": 1, "seq": 7, "at": at, "actor": actor, "actor_basis": "os", "action": action, "payload": payload,
        "prev": "p", "reverts": reverts,
    }  # fmt: skip
    made = entry_hash(7, at, actor, "os", action, canonical(payload), "p", reverts)
    assert made == hashlib.sha256(canonical(whole).encode()).hexdigest()


def test_an_operation_survives_its_payload() -> None:
    op = Insert("sources", {"id": "S", "name": "n", "url": None})
    assert read_op(json.loads(canonical(write_op(op)))) == Insert("sources", {"id": "S", "name": "n"})


@given(st.datetimes(timezones=st.timezones()))
def test_an_instant_sorts_as_text_and_comes_back(instant: object) -> None:
    assert isinstance(instant, datetime)
    try:
        text = instant_text(instant)
    except OverflowError:
        return
    assert len(text) == 27
    assert read_instant(text) == instant.astimezone(UTC)


def test_ids_rise_within_a_millisecond() -> None:
    ids = [new_id() for _ in range(5_000)]
    assert ids == sorted(set(ids))
    assert {len(one) for one in ids} == {26}
