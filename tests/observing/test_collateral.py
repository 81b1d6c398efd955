"""What others say stands beside the evidence, never in it; what the analyst concludes keeps to ICD 203."""

from __future__ import annotations

import pytest

from observing.scene import SITE, Airfield
from obslog.model.errors import NotFoundError, RefusedError, WordError

DAY1, DAY2 = "2024-12-10T08:00:00Z", "2024-12-13T08:12:00Z"
ALL = {"complete_for": ["aircraft"], "resolves": "5"}


@pytest.fixture
def changed(field: Airfield) -> Airfield:
    """None on the 10th, two on the 13th, all seen; two sources."""
    field.look(DAY1, none=["An-124"], resolves="5")
    field.look(DAY2, "An-124=2", **ALL)
    field.log.source_add("news agency", kind="news report", reliability="B")
    field.log.source_add("ministry", kind="official")
    return field


def says(field: Airfield, count: str, who: str = "news agency", **options: object) -> str:
    """Add a statement of the 13th and return its id."""
    return field.log.statement_add(
        SITE, f"{who}: {count}", source_name=who, when="2024-12-13", counts=[count], **options
    ).id


def stands(field: Airfield) -> list[str]:
    """How each statement stands to the change of An-124."""
    return [t.stands for t in field.change("An-124", "2024-12-10", "2024-12-13").statements]


def test_statements_agree_contradict_or_add_and_never_enter_a_bound(changed: Airfield) -> None:
    says(changed, "An-124=2")
    says(changed, "An-124=5+", "ministry")
    says(changed, "heavy transport=1+", "ministry")
    assert stands(changed) == ["agrees", "contradicts"]
    change = changed.change("An-124", "2024-12-10", "2024-12-13")
    assert (change.diff.n2.lo, change.diff.n2.hi) == (2, 2)
    changed.look("2024-12-14T08:00:00Z", not_observable={"all": "cloud"})
    assert changed.change("An-124", "2024-12-10", "2024-12-14").diff.n2.lo == 0
    assert changed.log.verify() == ()


def test_a_statement_where_the_look_is_open_adds(field: Airfield) -> None:
    field.look(DAY1, none=["An-124"], resolves="5")
    field.look(DAY2, "An-124=2+")
    field.log.source_add("news agency", kind="news report")
    says(field, "An-124=4")
    assert stands(field) == ["adds"]


def test_statements_of_one_origin_count_once(changed: Airfield) -> None:
    first = says(changed, "An-124=2", origin="one satellite picture")
    says(changed, "An-124=2", "ministry", origin="one satellite picture")
    one, two = changed.change("An-124", "2024-12-10", "2024-12-13").statements
    assert (one.same_origin_as, two.same_origin_as) == (None, first)
    assert "counts once" in two.sentence and two.wire()["counts_with"] == first


def test_the_third_reading_is_labelled_and_only_on_demand(changed: Airfield) -> None:
    says(changed, "An-124=2")
    plain = changed.log.diff(SITE, "2024-12-10", "2024-12-13", types=["An-124"])
    asked = changed.log.diff(SITE, "2024-12-10", "2024-12-13", types=["An-124"], with_statements=True)
    assert plain.with_statements == ()
    assert "not evidence" in asked.with_statements[0]
    assert asked.changes[0].diff == plain.changes[0].diff


def test_a_movement_bears_on_the_time_between(changed: Airfield) -> None:
    says(changed, "An-124=1", movement="arrived")
    says(changed, "An-124=1", "ministry", movement="left")
    assert stands(changed) == ["agrees", "adds"]


def test_a_statement_of_another_time_does_not_bear(changed: Airfield) -> None:
    changed.log.statement_add(SITE, "later", source_name="ministry", when="2024-12-19", counts=["An-124=9"])
    assert stands(changed) == []


def test_the_code_is_the_sources_letter_until_the_analyst_judges(field: Airfield) -> None:
    field.log.source_add("news agency", kind="news report", reliability="b")
    plain = field.log.statement_add(SITE, "x", source_name="NEWS AGENCY", when="2024-12-13")
    judged = field.log.statement_add(SITE, "y", source_name="news agency", when="2024-12-13", code="c3")
    assert (str(plain.code), str(judged.code)) == ("B6", "C3")
    assert "cannot be judged" in plain.code.words
    assert field.log.statement_list(SITE) == (plain, judged)


@pytest.mark.parametrize("code", ["G1", "A7", "A", "1A", "A11"])
def test_a_code_outside_the_admiralty_system_is_refused(desk: Airfield, code: str) -> None:
    desk.log.source_add("news agency", kind="news report")
    with pytest.raises(WordError, match="A-F"):
        desk.log.statement_add(SITE, "x", source_name="news agency", when="2024-12-13", code=code)
    assert desk.log.statement_list() == ()


def test_confirmed_without_a_second_origin_is_warned_of(field: Airfield) -> None:
    for name in ("one", "two"):
        field.log.source_add(name, kind="post")
    first = field.log.statement_add(
        SITE, "x", source_name="one", when="2024-12-13", code="B1", origin="picture"
    )
    assert any("no independent statement" in w for w in field.log.statement_warnings(first))
    field.log.statement_add(SITE, "y", source_name="two", when="2024-12-13", origin="picture")
    assert field.log.statement_warnings(first)
    field.log.statement_add(SITE, "z", source_name="two", when="2024-12-13", origin="witness")
    assert field.log.statement_warnings(first) == ()


def test_a_statement_needs_a_source_that_is_known_and_no_area(desk: Airfield) -> None:
    with pytest.raises(NotFoundError, match="source add"):
        desk.log.statement_add(SITE, "x", source_name="nobody", when="2024-12-13")
    desk.log.source_add("news agency", kind="news report")
    with pytest.raises(NotFoundError, match="did you mean news agency"):
        desk.log.statement_add(SITE, "x", source_name="news agenci", when="2024-12-13")
    with pytest.raises(WordError, match="carries no area"):
        desk.log.statement_add(
            SITE, "x", source_name="news agency", when="2024-12-13", counts=["An-124=1@north"]
        )
    with pytest.raises(RefusedError, match="already a source"):
        desk.log.source_add("News Agency", kind="post")
    with pytest.raises(WordError, match="A to F"):
        desk.log.source_add("another", kind="post", reliability="G")


@pytest.mark.parametrize(
    "text",
    [
        "It is likely and improbable that they left.",
        "We judge with high confidence that it is likely that they left.",
        "It is 100 % probable.",
    ],
)
def test_an_assessment_that_breaks_icd_203_is_refused(desk: Airfield, text: str) -> None:
    with pytest.raises(RefusedError, match="ICD 203"):
        desk.log.assessment_add(SITE, text)
    assert desk.log.assessment_list() == ()


def test_an_assessment_names_its_looks_and_what_it_replaces_and_why(field: Airfield) -> None:
    look = field.look(DAY1, "An-124=1")
    first = field.log.assessment_add(
        SITE, "A withdrawal is likely.", likelihood="Likely", confidence="moderate", based_on=[look.id[-8:]]
    )
    assert (first.likelihood, first.confidence, first.based_on) == ("likely", "moderate", (look.id,))
    with pytest.raises(RefusedError, match="why it changed"):
        field.log.assessment_add(SITE, "A withdrawal is unlikely.", supersedes=first.id)
    second = field.log.assessment_add(
        SITE, "A withdrawal is unlikely.", supersedes=first.id, why="all were back"
    )
    assert field.log.assessment_list(SITE) == (first, second)
    with pytest.raises(NotFoundError):
        field.log.assessment_add(SITE, "x", based_on=["00000000"])
    assert field.log.verify() == ()
