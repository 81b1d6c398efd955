"""Full text, and bound-aware questions over the whole log."""

from __future__ import annotations

import pytest

from observing.scene import NORTH_70, SITE, Airfield, ground
from obslog.model.errors import NotFoundError, WordError

DAY1, DAY2, DAY3 = "2024-12-10T08:00:00Z", "2024-12-13T08:12:00Z", "2024-12-15T07:02:00Z"


@pytest.fixture
def counted(field: Airfield) -> Airfield:
    """Three looks: exactly two, at least three in the part seen, none where all was seen."""
    field.look(DAY1, "An-124=2", remarks="two T-72 by the gate, foo:bar")
    field.look(DAY2, "An-124=3@north", box=NORTH_70, remarks='a note of 100% and "nose raised"')
    field.look(DAY3, none=["An-124"])
    return field


def when(field: Airfield, type_: str, **question: object) -> list[str]:
    """The days of the passes that answer, newest first."""
    return [found.when[:6] for found in field.log.find(type_, **question)]  # type: ignore[arg-type]


def test_each_question_is_answered_by_the_bound_that_carries_it(counted: Airfield) -> None:
    assert when(counted, "An-124") == ["13 Dec", "10 Dec"]
    assert when(counted, "An-124", at_least=3) == ["13 Dec"]
    assert when(counted, "An-124", at_least=4) == []
    assert when(counted, "An-124", at_least=1, at_most=2) == ["10 Dec"]
    assert when(counted, "An-124", none=True) == ["15 Dec"]
    # Two An-124 are two heavy transports; none of the one is not none of the other.
    assert when(counted, "heavy transport", at_least=2) == ["13 Dec", "10 Dec"]
    assert when(counted, "heavy transport", none=True) == []
    assert counted.log.verify() == ()


def test_at_most_needs_that_all_was_seen(counted: Airfield) -> None:
    # At least three is not "at most nine": the rest of the apron was not seen.
    assert when(counted, "An-124", at_most=9) == ["15 Dec", "10 Dec"]


def test_a_question_may_be_of_a_period_and_of_a_site(counted: Airfield) -> None:
    assert when(counted, "An-124", since="2024-12-11") == ["13 Dec"]
    assert when(counted, "An-124", until="2024-12-11") == ["10 Dec"]
    assert when(counted, "An-124", since="2024-12-11", until="2024-12-12") == []
    counted.log.site_add("Other", polygon=ground((10.0, 50.0, 10.002, 50.002)))
    assert when(counted, "An-124", site="Other") == []
    assert when(counted, "An-124", site="hmeimim", limit=1) == ["13 Dec"]
    with pytest.raises(NotFoundError):
        counted.log.find("An-124", site="Nowhere")


def test_probable_aircraft_are_found_only_as_labelled(desk: Airfield) -> None:
    desk.look(DAY1, "An-124=2; probable")
    assert desk.log.find("An-124", at_least=2) == ()
    assert [f.bounds.lo for f in desk.log.find("An-124", at_least=2, certain=False)] == [2]
    assert [f.bounds.lo for f in desk.log.find("heavy transport", at_least=2)] == [2]


def test_a_candidate_set_is_found_as_the_set_and_never_as_its_member(field: Airfield) -> None:
    field.look(DAY1, "An-26|An-32=3")
    assert [f.bounds.lo for f in field.log.find("An-26|An-32", at_least=3)] == [3]
    assert field.log.find("An-26", at_least=1) == ()
    assert [f.bounds.lo for f in field.log.find("transport", at_least=3)] == [3]


def test_two_looks_of_one_pass_answer_together(field: Airfield) -> None:
    field.look("2024-12-13T08:00:00Z", "An-124=1@north")
    field.look("2024-12-13T08:05:00Z", "An-124=2@south")
    (found,) = field.log.find("An-124", at_least=3)
    assert (found.bounds.lo, len(found.looks)) == (3, 2)


def test_none_stands_alone(desk: Airfield) -> None:
    with pytest.raises(WordError, match="stands alone"):
        desk.log.find("An-124", none=True, at_least=2)
    with pytest.raises(NotFoundError, match="no type"):
        desk.log.find("An-124@north")


def test_any_text_is_words_and_never_an_operator(counted: Airfield) -> None:
    for text in ("T-72", "t-72", "foo:bar", "gate T-72", "100%", '"nose raised"', "nose", "NOTE 100%"):
        assert [hit.kind for hit in counted.log.search(text)] == ["looks"], text
    for text in (
        "T-73",
        "foo:baz",
        "T-72 absent",
        "gate AND",
        "NOT gate",
        "gate OR",
        "%",
        "'",
        '"',
        "*",
        "gat*",
    ):
        assert counted.log.search(text) == (), text


def test_an_empty_search_is_refused(desk: Airfield) -> None:
    with pytest.raises(WordError):
        desk.log.search("  ")


def test_sites_sources_statements_and_images_are_found_too(field: Airfield) -> None:
    field.image(DAY1)
    field.log.source_add("news agency", kind="news report")
    field.log.statement_add(SITE, "freighters queue", source_name="news agency", when="2024-12-13")
    field.log.assessment_add(SITE, "A withdrawal is likely.")
    words = ("Khmeimim", "agency", "freighters", "withdrawal")
    kinds = {word: {hit.kind for hit in field.log.search(word)} for word in words}
    assert "sites" in kinds["Khmeimim"]
    assert "sources" in kinds["agency"]
    assert kinds["freighters"] == {"statements"}
    assert kinds["withdrawal"] == {"assessments"}
    assert {hit.kind for hit in field.log.search("scene1")} >= {"images"}


def test_a_retracted_or_undone_look_is_found_no_more(counted: Airfield) -> None:
    (hit,) = counted.log.search("gate")
    counted.log.look_retract(hit.id, reason="another site")
    assert when(counted, "An-124", at_least=2) == ["13 Dec"]
    counted.log.undo()
    assert when(counted, "An-124", at_least=2) == ["13 Dec", "10 Dec"]
