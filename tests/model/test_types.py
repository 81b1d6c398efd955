"""The tree of types: what lies below what, how names are read, and what a tree refuses to be."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.errors import AmbiguousError, NotFoundError, WordError
from obslog.model.types import DEPTH_LIMIT, ObjectType, TypeTree, name_key

HIERARCHY = {
    "aircraft": "object",
    "fixed-wing": "aircraft",
    "transport": "fixed-wing",
    "heavy transport": "transport",
    "An-124": "heavy transport",
    "Il-76": "heavy transport",
    "tactical transport": "transport",
    "An-26": "tactical transport",
    "An-32": "tactical transport",
    "fighter": "fixed-wing",
    "Su-34": "fighter",
    "ship": "object",
    "Ropucha": "ship",
    "SAM TEL": "vehicle",
}
TREE = TypeTree.from_hierarchy(HIERARCHY, {"An-124": 69.1, "Il-76": 46.6, "fighter": 15.0, "Su-34": 23.3})
NAMES = st.sampled_from(TREE.names)


def airlifters() -> TypeTree:
    """A small tree with aliases and NATO names."""
    return TypeTree(
        [
            ObjectType("A-50", "aew", nato="Mainstay"),
            ObjectType("A-60", "laser testbed", nato="Mainstay"),
            ObjectType("object", None),
            ObjectType("aircraft", "object", ("aeroplane",)),
            ObjectType("aew", "aircraft"),
            ObjectType("laser testbed", "aircraft"),
            ObjectType("fighter", "aircraft"),
            ObjectType("transport", "aircraft"),
            ObjectType("Il-76", "transport", nato="Candid"),
            ObjectType("Il-76MD", "Il-76", nato="Candid"),
            ObjectType("An-72", "transport", nato="Coaler"),
            ObjectType("An-74", "transport", nato="Coaler"),
            ObjectType("Su-27", "fighter", ("Flanker as first built",), nato="Flanker-B"),
            ObjectType("Su-35", "fighter", ("Su-35S",), nato="Flanker-M"),
            ObjectType("Mi-8", "aircraft", ("Mi-17", "Mi-8"), nato="Hip-H", checked=True),
            ObjectType("ship", "object", nato="Floater"),
            ObjectType("vehicle", "object", nato="Floater"),
        ]
    )


def test_the_line_of_an_an_124_runs_from_heavy_transport_to_object() -> None:
    assert TREE.ancestors("An-124") == ("heavy transport", "transport", "fixed-wing", "aircraft", "object")
    assert TREE.parent("An-124") == "heavy transport"
    assert TREE.parent("object") is None
    assert TREE.depth("object") == 0
    assert TREE.depth("aircraft") == 1


def test_names_come_depth_first_in_the_order_given() -> None:
    assert TREE.names[:5] == ("object", "aircraft", "fixed-wing", "transport", "heavy transport")
    assert TREE.children("transport") == ("heavy transport", "tactical transport")
    assert TREE.children("An-124") == ()
    assert len(TREE) == len(TREE.names)
    assert "An-124" in TREE
    assert "An-125" not in TREE


def test_what_is_an_an_124_is_a_transport_and_not_the_other_way() -> None:
    assert TREE.is_at_or_below("An-124", "transport")
    assert TREE.is_at_or_below("An-124", "An-124")
    assert not TREE.is_at_or_below("transport", "An-124")
    assert TREE.comparable("transport", "An-124")
    assert not TREE.comparable("Il-76", "An-124")


def test_what_could_be_an_an_26_or_an_an_32_is_certainly_a_tactical_transport() -> None:
    assert TREE.lca(["An-26", "An-32"]) == "tactical transport"
    assert TREE.lca(["An-26", "transport"]) == "transport"
    assert TREE.lca(["An-26"]) == "An-26"
    assert TREE.lca(["An-26", "Ropucha"]) == "object"


def test_an_empty_candidate_set_is_no_type() -> None:
    with pytest.raises(WordError, match="at least one"):
        TREE.lca([])


def test_the_class_is_the_type_right_below_object() -> None:
    assert TREE.class_of("Su-34") == "aircraft"
    assert TREE.class_of("ship") == "ship"
    assert TREE.class_of("object") == "object"


def test_a_branch_is_as_small_as_its_smallest_member() -> None:
    assert TREE.smallest_m("heavy transport") == 46.6
    assert TREE.smallest_m("fighter") == 15.0
    assert TREE.smallest_m("aircraft") == 15.0
    assert TREE.smallest_m("An-124") == 69.1
    assert TREE.smallest_m("ship") is None


def test_the_subtree_holds_the_type_itself() -> None:
    assert TREE.subtree("heavy transport") == {"heavy transport", "An-124", "Il-76"}


@pytest.mark.parametrize("ask", ["get", "parent", "ancestors", "children", "subtree", "depth", "smallest_m"])
def test_an_unknown_name_is_not_found_whatever_is_asked(ask: str) -> None:
    with pytest.raises(NotFoundError, match="An-124"):
        getattr(TREE, ask)("An-125")


def test_an_unknown_name_is_not_found_on_either_side_of_a_comparison() -> None:
    with pytest.raises(NotFoundError):
        TREE.is_at_or_below("An-125", "transport")
    with pytest.raises(NotFoundError):
        TREE.is_at_or_below("An-124", "transprot")


@given(NAMES, NAMES)
def test_at_or_below_agrees_with_the_ancestors_and_the_subtree(a: str, b: str) -> None:
    assert TREE.is_at_or_below(a, b) == (b in (a, *TREE.ancestors(a))) == (a in TREE.subtree(b))


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_the_common_type_holds_all_and_no_type_below_it_does(names: list[str]) -> None:
    common = TREE.lca(names)
    assert all(TREE.is_at_or_below(name, common) for name in names)
    assert not any(all(TREE.is_at_or_below(n, child) for n in names) for child in TREE.children(common))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("An-124", "An-124"),
        ("an124", "An-124"),
        (" AN 124 ", "An-124"),
        ("Ån\u2011124", "An-124"),
        ("SAM  tel", "SAM TEL"),
    ],
)
def test_case_accents_blanks_and_dashes_do_not_matter(written: str, name: str) -> None:
    assert TREE.resolve(written) == name


def test_a_doubt_beside_a_name_is_not_part_of_the_name() -> None:
    with pytest.raises(NotFoundError):
        TREE.resolve("An-124?")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Su-35S", "Su-35"),
        ("mi17", "Mi-8"),
        ("hip", "Mi-8"),
        ("Hip-H", "Mi-8"),
        ("Flanker-M", "Su-35"),
        ("Candid", "Il-76"),
        ("Coaler", "transport"),
        ("FLANKER", "fighter"),
    ],
)
def test_an_alias_or_a_nato_name_leads_to_the_type(written: str, name: str) -> None:
    assert airlifters().resolve(written) == name


def test_a_nato_name_of_types_without_a_common_parent_is_not_guessed() -> None:
    with pytest.raises(AmbiguousError, match="A-50, A-60"):
        airlifters().resolve("Mainstay")


def test_a_nato_name_is_never_read_as_the_root() -> None:
    with pytest.raises(AmbiguousError, match="ship, vehicle"):
        airlifters().resolve("Floater")


def test_a_slip_of_the_finger_gets_near_matches_by_name_and_by_nato_name() -> None:
    with pytest.raises(NotFoundError) as caught:
        airlifters().resolve("Candit")
    assert caught.value.near == ("Il-76", "Il-76MD")
    with pytest.raises(NotFoundError) as caught:
        airlifters().resolve("aeroplan")
    assert caught.value.near == ("aircraft",)
    with pytest.raises(NotFoundError, match="type list"):
        airlifters().resolve("q" * 10_000)


@given(st.text())
def test_any_text_is_a_type_or_an_error_of_ours(text: str) -> None:
    with contextlib.suppress(NotFoundError, AmbiguousError):
        assert airlifters().resolve(text) in airlifters()


@given(st.text())
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


def test_an_analysts_own_type_is_added_and_the_first_tree_stays_as_it_was() -> None:
    grown = TREE.with_added(
        [ObjectType("An-124-100", "An-124", ("An-124-150",)), ObjectType("Ruslan X", "An-124-100")]
    )
    assert grown.resolve("an-124-150") == "An-124-100"
    assert grown.ancestors("Ruslan X")[:2] == ("An-124-100", "An-124")
    assert "Ruslan X" not in TREE


@pytest.mark.parametrize(
    ("added", "complaint"),
    [
        (ObjectType("AN 124", "transport"), "already"),
        (ObjectType("", "transport"), "needs a name"),
        (ObjectType("-", "transport"), "needs a name"),
        (ObjectType("An-225", None), "lies below"),
        (ObjectType("An-225", "giant"), "not in the tree"),
        (ObjectType("An-225", "An-225"), "circle"),
        (ObjectType("An-225", "transport", ("Il-76",)), "already means Il-76"),
        (ObjectType("An-225", "transport", ("-",)), "empty"),
        (ObjectType("An|225", "transport"), "none of"),
        (ObjectType("An=225", "transport"), "none of"),
        (ObjectType(" An-225", "transport"), "none of"),
        (ObjectType("An-225", "transport", ("Mriya@apron",)), "none of"),
        (ObjectType("An-225\x1b", "transport"), "none of"),
        (ObjectType("An-225", "transport", length_m=float("nan")), "dimension"),
        (ObjectType("An-225", "transport", span_m=-1.0), "dimension"),
        (ObjectType("An-225", "transport", height_m=float("inf")), "dimension"),
        (ObjectType("An-225", "transport", height_m=True), "dimension"),
        (ObjectType("An-225", "transport", length_m="84"), "dimension"),  # type: ignore[arg-type]
    ],
)
def test_an_added_type_needs_a_free_name_a_parent_and_true_dimensions(
    added: ObjectType, complaint: str
) -> None:
    with pytest.raises(WordError, match=complaint):
        TREE.with_added([added])


def test_two_added_types_that_lie_below_each_other_are_refused() -> None:
    with pytest.raises(WordError, match="circle"):
        TREE.with_added([ObjectType("a", "b"), ObjectType("b", "a")])


def test_a_tree_has_exactly_one_root() -> None:
    with pytest.raises(WordError, match="exactly one root"):
        TypeTree([])
    with pytest.raises(WordError, match="exactly one root"):
        TypeTree([ObjectType("a", None), ObjectType("b", None)])


def test_an_alias_belongs_to_one_type() -> None:
    with pytest.raises(WordError, match="already means a"):
        TypeTree(
            [ObjectType("object", None), ObjectType("a", "object", ("x",)), ObjectType("b", "object", ("X",))]
        )


def test_a_stated_hierarchy_implies_object_above_what_has_no_parent() -> None:
    assert TREE.parent("vehicle") == "object"
    assert TypeTree.from_hierarchy({}).names == ("object",)


def test_a_stated_hierarchy_must_lead_to_object() -> None:
    with pytest.raises(WordError, match="circle"):
        TypeTree.from_hierarchy({"a": "b", "b": "a"})
    with pytest.raises(WordError, match="root"):
        TypeTree.from_hierarchy({"object": "thing"})
    with pytest.raises(WordError, match="name of its parent"):
        TypeTree.from_hierarchy({"a": None})  # type: ignore[dict-item]


def test_a_length_needs_a_type() -> None:
    with pytest.raises(WordError, match="no place in the hierarchy"):
        TypeTree.from_hierarchy({"ship": "object"}, {"shpi": 10.0})


def test_a_tree_without_end_is_refused_before_it_fills_the_memory() -> None:
    steps = {str(n + 1): str(n) for n in range(DEPTH_LIMIT + 1)}
    with pytest.raises(WordError, match="steps below the root"):
        TypeTree.from_hierarchy(steps)


def test_the_key_of_every_single_character_is_its_own_key() -> None:
    keys = {name_key(chr(code)) for code in range(0x110000)}
    assert {key for key in keys if name_key(key) != key} == set()
