"""A zero, a gap and a cloud are three different things."""

from __future__ import annotations

from change.looking import APRON, TREE, look
from obslog.change.matrix import CellKind, cell
from obslog.model.looks import Look


def kind(*looks: Look) -> CellKind:
    return cell(TREE, APRON, looks, ("fighter",)).kind


def test_each_kind_of_knowledge_has_its_own_cell() -> None:
    assert kind(look({"apron": 1.0}, "fighter=2")) is CellKind.COUNT
    assert kind(look({"apron": 1.0}, "fighter=<=2")) is CellKind.COUNT
    assert kind(look({"apron": 1.0}, none=["fighter"])) is CellKind.ZERO
    assert kind(look({"apron": 0.7}, none=["aircraft"])) is CellKind.PART
    assert kind(look({"apron": 0.0}, none=["aircraft"])) is CellKind.CLOUD
    assert kind(look({"apron": 1.0}, "ship=2")) is CellKind.GAP
    assert kind(look({"apron": 1.0}, none=["fighter"], resolved=30.0)) is CellKind.GAP
    assert (
        kind(look({"apron": 1.0}, "fighter=2", id="a"), look({"apron": 1.0}, "fighter=1"))
        is CellKind.CONFLICT
    )
