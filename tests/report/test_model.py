"""What a report may say: every sentence has an object that names what it rests on, and is said once."""

from __future__ import annotations

import re

import pytest

from obslog.model.looks import LookState
from obslog.report.model import build
from obslog.report.parts import ClaimKind, Report
from report.khmeimim import CROP, IMAGES, look, look_id, looks, material, sighting, statements


@pytest.fixture(scope="module")
def report() -> Report:
    return build(material())


def test_no_sentence_without_something_that_it_rests_on(report: Report) -> None:
    known = {look.id for look in looks()}
    for claim in report.claims:
        assert claim.sentence.strip()
        assert claim.looks or claim.statements or claim.images, claim
        assert set(claim.looks) <= known
        assert len(claim.footnotes) == len(set(claim.looks))


def test_claims_about_what_was_seen_or_changed_rest_on_looks(report: Report) -> None:
    for claim in report.claims:
        if claim.kind in (ClaimKind.STRICT, ClaimKind.OBSERVATION, ClaimKind.ZERO, ClaimKind.LABELLED):
            assert claim.looks, claim


def test_labels_are_given_once_and_lead_somewhere(report: Report) -> None:
    ids = [claim.id for claim in report.claims]
    assert len(ids) == len(set(ids))
    labels = {line.id for line in report.statements} | {line.id for line in report.evidence} | set(ids)
    named = {label for claim in report.claims for label in (*claim.statements, *claim.images, *claim.claims)}
    named |= {one.statement for claim in report.claims for one in claim.beside}
    assert named <= labels


def test_the_finding_is_three_sentences_at_most_and_leads_with_what_is_strict(report: Report) -> None:
    assert 1 <= len(report.finding) <= 3
    assert all(claim.kind is ClaimKind.FINDING for claim in report.finding)
    assert "An-124" in " ".join(claim.sentence for claim in report.finding)
    assert report.finding[-1].sentence.startswith("Not known:")


def test_strict_verdicts_stand_apart_from_those_as_labelled(report: Report) -> None:
    for group in report.changes:
        assert all(claim.kind is not ClaimKind.LABELLED for claim in group.strict)
        assert all(claim.kind is ClaimKind.LABELLED for claim in group.labelled)


def test_the_whole_period_comes_first_then_pass_to_pass(report: Report) -> None:
    assert [group.whole_period for group in report.changes] == [True, False, False, False, False]


def test_two_passes_are_compared_once() -> None:
    assert len(build(material(looks()[:2])).changes) == 1


def test_footnotes_name_look_analyst_date_image_hash_and_journal_entry(report: Report) -> None:
    assert [note.number for note in report.notes] == list(range(1, len(report.notes) + 1))
    note = next(note for note in report.notes if note.look == look_id(5))
    assert (note.analyst, note.analyst_basis, note.entry) == ("analyst two", "os", 15)
    assert (note.image, note.sha256) == ("khmeimim_2024-12-18.tif", "5" * 64)
    assert note.when_basis == "STAC item"


def test_footnotes_count_from_one_in_the_order_they_are_read(report: Report) -> None:
    first_seen = list(dict.fromkeys(look for claim in report.claims for look in claim.looks))
    assert [note.look for note in report.notes] == first_seen


def test_a_drawn_scene_puts_the_banner_on_the_report(report: Report) -> None:
    assert report.banner is not None
    assert report.banner.startswith("DRAWN, NOT A PHOTOGRAPH: ")
    assert [line.drawn for line in report.evidence].count(True) == 5


def test_a_report_on_photographs_alone_has_no_banner() -> None:
    assert build(material(seen=(), images=())).banner is None


def test_a_report_without_looks_says_so_plainly_and_claims_nothing_of_the_ground() -> None:
    report = build(material(seen=(), images=()))
    assert report.notice is not None
    assert "no count and no change" in report.notice
    assert report.finding == ()
    assert report.changes == ()
    assert not any(claim.looks for claim in report.claims)
    assert "Nobody has looked at 20241217_pan.tif" in " ".join(claim.sentence for claim in report.gaps)


def test_one_pass_says_what_was_there_and_not_what_changed() -> None:
    report = build(material(looks()[:1]))
    assert [claim.sentence for claim in report.finding] == [
        "Only one pass, of 8 Dec 2024, was looked at: it says what was there, not what changed."
    ]


def test_zero_gap_cloud_part_and_bound_look_different(report: Report) -> None:
    kinds = {cell.kind for row in report.grid.rows for cell in row.cells}
    assert {"count", "bound", "zero", "part", "cloud", "gap", "labelled"} <= kinds
    shown = {cell.kind: (cell.sign, cell.words) for row in report.grid.rows for cell in row.cells}
    assert len(set(shown.values())) == len(shown)
    assert {kind for kind, _, _ in report.grid.legend} == kinds


def test_a_type_seen_by_label_only_is_neither_counted_nor_called_unsought(report: Report) -> None:
    column = next(n for n, column in enumerate(report.grid.columns) if column.looks == (look_id(5),))
    row = next(row for row in report.grid.rows if row.type == "An-124")
    assert row.cells[column].words == "by label only"


def test_a_cloudy_pass_is_never_an_absence(report: Report) -> None:
    column = next(n for n, column in enumerate(report.grid.columns) if column.looks == (look_id(4),))
    assert {row.cells[column].kind for row in report.grid.rows} == {"cloud"}
    assert not any(look_id(4) in claim.looks for claim in report.zeros)


def test_what_could_not_be_seen_says_how_much_and_why(report: Report) -> None:
    sentences = " ".join(claim.sentence for claim in report.gaps)
    assert "did not see 20 % of the south apron (cloud)" in sentences
    assert "did not see any part of the site (cloud)" in sentences
    assert "the rest of the site (not covered)" in sentences
    assert "No look between 8 Dec 2024 and 13 Dec 2024" in sentences


def test_open_questions_ask_what_the_report_leaves_open(report: Report) -> None:
    asked = " ".join(claim.sentence for claim in report.questions)
    assert "20241217_pan.tif" in asked
    assert "The last pass could not see it." in asked
    assert re.search(r"Which of S\d and S\d holds", asked)
    assert "fighters" in asked


def test_no_sentence_says_stayed_and_none_says_certain_of_an_estimate(report: Report) -> None:
    for claim in report.claims:
        assert "stayed" not in claim.sentence
        assert not ("estimate" in claim.sentence and "certain" in claim.sentence), claim
    for group in report.changes:
        for row in group.rows:
            assert not (row.estimate and "certain" in row.strict + row.labelled)


def test_statements_carry_their_code_in_words_and_enter_no_bound(report: Report) -> None:
    assert {line.code_words for line in report.statements} == {
        "usually reliable; possibly true",
        "reliability cannot be judged; truth cannot be judged",
    }
    without = build(material(said=()))
    assert [group.rows for group in without.changes] == [group.rows for group in report.changes]
    assert without.grid == report.grid


def test_two_statements_of_one_acquisition_count_once(report: Report) -> None:
    provider = next(line for line in report.statements if line.statement == "st-2")
    agency = next(line for line in report.statements if line.statement == "st-1")
    assert provider.counts_with == agency.id


def test_statements_stand_beside_the_claims_they_bear_on(report: Report) -> None:
    agency = next(line for line in report.statements if line.statement == "st-1")
    beside = [claim for _, claims in agency.beside for claim in claims]
    claims = {claim.id: claim for claim in report.claims}
    assert beside
    assert all(agency.id in {one.statement for one in claims[claim].beside} for claim in beside)


def test_a_statement_of_departure_is_listed_even_where_only_a_roll_up_bears_it(report: Report) -> None:
    official = next(line for line in report.statements if line.statement == "st-5")
    assert official.beside


def test_contradicting_statements_are_shown_and_not_settled(report: Report) -> None:
    (claim,) = report.contradictions
    assert "frigate" in claim.sentence
    assert "destroyer" in claim.sentence
    assert len(claim.statements) == 2


def test_assessments_keep_likelihood_and_confidence_in_two_places(report: Report) -> None:
    (line,) = report.assessments
    assert (line.likelihood, line.confidence) == ("likely", "moderate")
    assert "confidence" not in line.text
    assert line.looks == (look_id(2), look_id(3))


def test_evidence_names_file_hash_date_basis_and_what_it_covers(report: Report) -> None:
    first = report.evidence[0]
    assert (first.name, first.sha256, first.gsd) == ("khmeimim_2024-12-08.tif", "1" * 64, "0.50 m")
    assert first.covers == "99 % of the site"
    assert not any("/somewhere" in line.name for line in report.evidence)


def test_images_of_one_acquisition_are_said_to_be_one_source() -> None:
    crop = look(9, "2024-12-13T08:12:00Z", CROP, acquisition_id="acq-13")
    report = build(material((*looks(), crop)))
    tied = [line for line in report.evidence if line.same_acquisition_as]
    assert {line.name for line in tied} == {"press crop.jpg", "khmeimim_2024-12-13.tif"}


def test_a_movement_is_told_by_the_most_specific_type_alone(report: Report) -> None:
    pair = next(group for group in report.changes if group.title.startswith("8 Dec 2024 08:10Z → 13"))
    strict = [claim.sentence for claim in pair.strict if claim.kind is ClaimKind.STRICT]
    assert any("An-124" in sentence for sentence in strict)
    assert not any("heavy transport" in sentence for sentence in strict)
    assert {"heavy transport", "transport", "aircraft"} <= {row.type for row in pair.rows}


def test_a_look_outside_the_report_is_named_by_its_id() -> None:
    from dataclasses import replace

    full = material()
    hidden = {id_: one for id_, one in full.looks.items() if id_ != look_id(1)}
    report = build(replace(full, looks=hidden))
    note = next(note for note in report.notes if note.look == look_id(1))
    assert note.analyst == "not in this report"


def test_the_looks_of_the_sample_cover_the_states() -> None:
    assert {one.state for one in looks()} == {LookState.OBSERVED, LookState.NOT_OBSERVABLE}
    assert len(IMAGES) == len(looks())
    assert len(statements()) == 5


def test_two_analysts_who_read_one_image_differently_are_readings_that_differ_and_no_conflict() -> None:
    other = look(
        8,
        "2024-12-15T08:05:00Z",
        IMAGES[2],
        seen=(sighting("An-124", "3", "a-north"),),
        analyst="analyst two",
    )
    report = build(material((*looks(), other)))
    claims = [claim for claim in report.contradictions if claim.kind is ClaimKind.READINGS]
    assert claims
    assert {look_id(3), look_id(8)} <= set(claims[0].looks)
    assert any(claims[0].id in question.claims for question in report.questions)
    assert not any(cell.kind == "conflict" for row in report.grid.rows for cell in row.cells)
