"""What the log proposes to ask: each rule, what it must not propose, and what accepting, dropping and undo make of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.model.requirements import (
    Evidence,
    Needs,
    Proposal,
    Requirement,
    RequirementState,
    Rule,
    SensorKind,
)
from obslog.tasking.needs.keys import key_of
from tasking.port import ALL, SITE, Port

NOW = datetime(2024, 12, 20, 12, tzinfo=UTC)


def proposed(port: Port, rule: Rule, as_of: str | None = None) -> list[Proposal]:
    """The proposals of one rule."""
    return [one for one in port.log.requirement_proposals(as_of=as_of) if one.requirement.rule is rule]


def only(port: Port, rule: Rule, as_of: str | None = None) -> Proposal:
    """The one proposal of a rule."""
    (one,) = proposed(port, rule, as_of)
    return one


# -- stale -----------------------------------------------------------------------------------------------------------


def test_without_a_cadence_nothing_is_stale(harbour: Port) -> None:
    harbour.whole("2023-01-01T08:00:00Z", "frigate=2")
    assert harbour.log.requirement_proposals() == ()


def test_a_site_not_seen_for_longer_than_its_cadence_is_stale(harbour: Port) -> None:
    harbour.log.site_edit(SITE, cadence_days=3)
    look = harbour.whole("2024-12-17T08:00:00Z", "frigate=2")
    assert proposed(harbour, Rule.STALE, "2024-12-20T08:00:00Z") == []
    one = only(harbour, Rule.STALE)
    assert one.requirement.why == (
        "Tartus is to be seen every 3 days; the last usable look is of 17 Dec 2024 08:00Z, "
        "3.2 days before 20 Dec 2024 12:00Z."
    )
    assert one.requirement.evidence.looks == (look.id,) and one.since == datetime(2024, 12, 17, 8, tzinfo=UTC)
    needs = one.requirement.needs
    assert (needs.earliest, needs.latest) == (NOW, NOW + timedelta(days=3))
    assert one.requirement.types == ("frigate",) and needs.max_gsd_m == 2.7


def test_a_look_known_to_the_day_shows_the_site_no_later_than_that_day_began(harbour: Port) -> None:
    harbour.log.site_edit(SITE, cadence_days=3)
    harbour.whole("2024-12-17", "frigate=2")
    assert proposed(harbour, Rule.STALE, "2024-12-19T12:00:00Z") == []
    why = only(harbour, Rule.STALE).requirement.why
    assert "of 17 Dec 2024, at most 3.5 days before" in why


def test_a_cloudy_look_does_not_make_a_site_fresh(harbour: Port) -> None:
    harbour.log.site_edit(SITE, cadence_days=3)
    harbour.whole("2024-12-16T08:00:00Z", "frigate=2")
    before = only(harbour, Rule.STALE)
    harbour.look("2024-12-19T08:00:00Z", not_observable=dict.fromkeys(ALL, "cloud"))
    after = only(harbour, Rule.STALE)
    assert after.key == before.key
    assert after.requirement.why.endswith("1 later pass could see nothing of it.")


def test_a_site_with_a_cadence_that_nobody_has_looked_at_is_stale(harbour: Port) -> None:
    harbour.log.site_edit(SITE, cadence_days=3)
    one = only(harbour, Rule.STALE)
    assert one.since is None and one.requirement.evidence == Evidence()
    assert one.requirement.why == "Tartus is to be seen every 3 days, and no look of the log shows any of it."


# -- not observable --------------------------------------------------------------------------------------------------


def test_an_area_that_the_last_pass_did_not_cover_is_asked_with_what_was_last_seen_there(
    harbour: Port,
) -> None:
    first = harbour.whole("2024-12-10T08:00:00Z", "frigate=2@north pier")
    second = harbour.look(
        "2024-12-11T08:00:00Z",
        visible={"south pier": 1.0, "elsewhere": 1.0},
        not_observable={"north pier": "cloud"},
    )
    one = only(harbour, Rule.UNSEEN)
    assert one.requirement.area_id == harbour.log.site_show(SITE).area("north pier").id
    assert one.requirement.question == "What is on the north pier of Tartus?"
    assert one.requirement.why == (
        "The pass of 11 Dec 2024 did not see the north pier (cloud); it was last seen whole on "
        "10 Dec 2024 08:00Z, with two frigates."
    )
    assert set(one.requirement.evidence.looks) == {first.id, second.id}
    assert one.since == datetime(2024, 12, 10, 8, tzinfo=UTC)
    # Radar sees through cloud.
    assert one.requirement.needs.sensor is SensorKind.ANY


def test_a_pass_that_saw_nothing_asks_for_the_whole_site_once(harbour: Port) -> None:
    harbour.look("2024-12-11T08:00:00Z", not_observable=dict.fromkeys(ALL, "cloud"))
    one = only(harbour, Rule.UNSEEN)
    assert one.requirement.area_id is None and one.requirement.question == "What is at Tartus?"
    assert "no recent pass saw it whole" in one.requirement.why


def test_an_area_seen_by_a_later_pass_is_no_longer_asked(harbour: Port) -> None:
    harbour.look(
        "2024-12-11T08:00:00Z",
        visible={"south pier": 1.0, "elsewhere": 1.0},
        not_observable={"north pier": "c"},
    )
    assert len(proposed(harbour, Rule.UNSEEN)) == 1
    harbour.whole("2024-12-12T08:00:00Z", "frigate=1")
    assert proposed(harbour, Rule.UNSEEN) == []
    assert len(proposed(harbour, Rule.UNSEEN, "2024-12-11")) == 1


# -- too wide --------------------------------------------------------------------------------------------------------


def test_a_count_too_wide_to_compare_asks_for_a_finer_image(harbour: Port) -> None:
    harbour.whole("2024-12-10T08:00:00Z", "frigate=3")
    harbour.whole("2024-12-11T08:00:00Z", "frigate=2-4")
    one = only(harbour, Rule.WIDE)
    assert one.requirement.question == "How many frigates are at Tartus?"
    assert one.requirement.why == (
        "Whether the number changed between 10 and 11 Dec 2024 is undetermined: on 11 Dec 2024 it was counted as 2-4 only."
    )
    # Half the pixel of the image that could not tell, which clears 5 m and so has about 1 m.
    assert one.requirement.needs.max_gsd_m is not None and 0.4 < one.requirement.needs.max_gsd_m <= 0.56
    assert one.since == datetime(2024, 12, 10, 8, tzinfo=UTC)


def test_ground_seen_in_part_leaves_a_count_open(harbour: Port) -> None:
    harbour.whole("2024-12-10T08:00:00Z", "frigate=3")
    harbour.look(
        "2024-12-11T08:00:00Z", "frigate=2", visible={**ALL, "elsewhere": 0.5}, complete_for=["ship"]
    )
    assert only(harbour, Rule.WIDE).requirement.why.endswith(
        "the pass of 11 Dec 2024 did not see 50 % of the rest of the site."
    )


def test_what_was_only_not_listed_needs_another_reading_and_no_new_image(harbour: Port) -> None:
    harbour.whole("2024-12-10T08:00:00Z", "frigate=3")
    harbour.look("2024-12-11T08:00:00Z", "frigate=2", visible=ALL)
    assert proposed(harbour, Rule.WIDE) == []


def test_what_the_pass_before_left_open_no_new_look_can_tell(harbour: Port) -> None:
    harbour.look(
        "2024-12-10T08:00:00Z", "frigate=2", visible={**ALL, "elsewhere": 0.5}, complete_for=["ship"]
    )
    harbour.whole("2024-12-11T08:00:00Z", "frigate=3")
    assert proposed(harbour, Rule.WIDE) == []


# -- seen once -------------------------------------------------------------------------------------------------------


def test_a_change_that_one_pass_shows_is_to_be_confirmed_soon(harbour: Port) -> None:
    first = harbour.whole("2024-12-17T08:00:00Z", "frigate=2")
    second = harbour.whole("2024-12-19T08:00:00Z", "frigate=1")
    one = only(harbour, Rule.SEEN_ONCE)
    assert one.requirement.question == (
        "Does a further look at Tartus bear out that at least one frigate left between 17 and 19 Dec 2024?"
    )
    assert set(one.requirement.evidence.looks) == {first.id, second.id}
    assert one.requirement.needs.latest == NOW + timedelta(days=3)
    assert one.requirement.needs.sensor is SensorKind.ANY


def test_a_change_that_a_further_pass_bears_out_is_not_asked(harbour: Port) -> None:
    harbour.whole("2024-12-17T08:00:00Z", "frigate=2")
    harbour.whole("2024-12-18T08:00:00Z", "frigate=1")
    harbour.whole("2024-12-19T08:00:00Z", "frigate=1")
    assert proposed(harbour, Rule.SEEN_ONCE) == []


def test_past_a_pass_that_saw_a_part_the_one_before_is_the_measure(harbour: Port) -> None:
    harbour.whole("2024-12-15T08:00:00Z", "frigate=2@north pier", "submarine=1@south pier")
    hidden = {"visible": {"south pier": 1.0}, "not_observable": {"north pier": "cloud", "elsewhere": "cloud"}}
    harbour.look("2024-12-17T08:00:00Z", complete_for=["ship"], **hidden)
    harbour.whole("2024-12-19T08:00:00Z", "frigate=1@north pier")
    asked = only(harbour, Rule.SEEN_ONCE).requirement.question
    # That no submarine was on the south pier the pass between showed; that none was anywhere, only the last one.
    assert "one frigate left" in asked and "one submarine left" in asked and "between 15 and 19 Dec" in asked


def test_a_change_of_weeks_ago_can_no_longer_be_confirmed(harbour: Port) -> None:
    harbour.whole("2024-11-17T08:00:00Z", "frigate=2")
    harbour.whole("2024-11-19T08:00:00Z", "frigate=1")
    assert proposed(harbour, Rule.SEEN_ONCE) == []
    assert len(proposed(harbour, Rule.SEEN_ONCE, "2024-11-21")) == 1


# -- contradiction ---------------------------------------------------------------------------------------------------


def test_one_note_printed_in_two_ways_is_a_contradiction(harbour: Port) -> None:
    ids = [
        harbour.says("two frigates", "2024-12-13", "frigate=2", source="a provider", origin="the note"),
        harbour.says("two destroyers", "2024-12-13", "destroyer=2", source="a newspaper", origin="the note"),
    ]
    one = only(harbour, Rule.CONTRADICTION)
    assert one.requirement.question == "Which is at Tartus: two frigates or two destroyers, if either?"
    assert one.requirement.evidence.statements == tuple(ids) and one.requirement.types == (
        "destroyer",
        "frigate",
    )
    assert one.requirement.why.startswith(
        "Contradiction on type, one origin: a provider [F6] has two frigates"
    )
    assert proposed(harbour, Rule.CONTRADICTION, "2024-12-12") == []


def test_a_look_of_that_day_settles_what_statements_dispute_and_a_later_one_leaves_it_to_the_archives(
    harbour: Port,
) -> None:
    for kind, source in (("frigate", "a provider"), ("destroyer", "a newspaper")):
        harbour.says(f"two {kind}s", "2024-12-13", f"{kind}=2", source=source, origin="the note")
    harbour.whole("2024-12-17T08:00:00Z", "frigate=2")
    one = only(harbour, Rule.CONTRADICTION)
    assert one.requirement.question.startswith("Which was at Tartus on 13 Dec 2024")
    assert one.requirement.needs.latest == datetime(2024, 12, 13, 23, 59, 59, tzinfo=UTC)
    kept = harbour.log.requirement_accept(one.key)
    assert kept.needs.useful_until == NOW + timedelta(days=14)
    assert str(harbour.log.requirement_show(kept.id).stage) == "open"
    harbour.log.undo()
    harbour.whole("2024-12-13T09:00:00Z", "frigate=2")
    assert proposed(harbour, Rule.CONTRADICTION) == []


def test_a_source_that_counts_more_than_the_looks_allow_is_a_contradiction(harbour: Port) -> None:
    look = harbour.whole("2024-12-13T08:00:00Z", "frigate=1")
    said = harbour.says("three frigates in port", "2024-12-13", "frigate=3")
    one = only(harbour, Rule.CONTRADICTION)
    assert one.requirement.why == (
        "a newspaper [F6] has three frigates on 13 Dec 2024; the looks of 13 Dec 2024 show 1 frigate."
    )
    assert one.requirement.evidence.looks == (look.id,) and one.requirement.evidence.statements == (said,)


def test_looks_of_one_pass_that_exclude_each_other_are_a_contradiction(harbour: Port) -> None:
    harbour.whole("2024-12-13T08:00:00Z", "frigate=3")
    harbour.whole("2024-12-13T08:04:00Z", "frigate=1")
    one = only(harbour, Rule.CONTRADICTION)
    assert one.requirement.types == ("frigate",)
    assert "exclude one another on frigate: at least 3 against at most 1" in one.requirement.why


# -- kept only when a person says so ---------------------------------------------------------------------------------


def test_nothing_is_kept_until_a_person_accepts_and_undo_proposes_again(port: Port) -> None:
    log = port.log
    log.site_edit(SITE, cadence_days=3)
    port.whole("2024-12-10T08:00:00Z", "frigate=2")
    head = log.journal()[0].seq
    (one,) = log.requirement_proposals(SITE)
    assert log.requirement_list() == () and log.journal()[0].seq == head
    kept = log.requirement_accept(one.key, max_cloud=0.5, because="the editor asks")
    assert (kept.subject, kept.rule, kept.needs.max_cloud, kept.why) == (
        one.key,
        Rule.STALE,
        0.5,
        "the editor asks",
    )
    assert kept.evidence == one.requirement.evidence and kept.analyst == "first desk"
    assert log.requirement_show(kept.id).requirement == kept
    assert log.requirement_proposals() == ()
    with pytest.raises(RefusedError, match="already, which is open"):
        log.requirement_accept(one.key)
    log.undo()
    assert [again.key for again in log.requirement_proposals()] == [one.key]


def test_a_dropped_proposal_comes_again_only_with_new_evidence(port: Port) -> None:
    log = port.log
    log.site_edit(SITE, cadence_days=3)
    port.whole("2024-12-10T08:00:00Z", "frigate=2")
    (one,) = log.requirement_proposals(SITE)
    dropped = log.requirement_drop(one.key, reason="the site is closed")
    assert (dropped.state, dropped.state_reason) == (RequirementState.DROPPED, "the site is closed")
    port.now += timedelta(days=5)
    assert log.requirement_proposals() == ()
    port.whole("2024-12-21T08:00:00Z", "frigate=2")
    (new,) = log.requirement_proposals()
    assert new.key != one.key
    log.undo(next(e.seq for e in log.journal() if e.action == "requirement drop"))
    assert log.requirement_list() == ()


def test_what_an_open_requirement_asks_already_is_not_proposed_for_a_new_reason_of_the_same_kind(
    harbour: Port,
) -> None:
    hidden = {"visible": {"south pier": 1.0, "elsewhere": 1.0}, "not_observable": {"north pier": "cloud"}}
    harbour.look("2024-12-16T08:00:00Z", **hidden)
    one = only(harbour, Rule.UNSEEN)
    kept = harbour.log.requirement_accept(one.key)
    harbour.look("2024-12-18T08:00:00Z", **hidden)
    assert proposed(harbour, Rule.UNSEEN) == []
    harbour.log.requirement_drop(kept.id, reason="nobody can collect it")
    assert [again.key != one.key for again in proposed(harbour, Rule.UNSEEN)] == [True]


def test_an_image_that_waits_is_to_be_looked_at_first(harbour: Port) -> None:
    harbour.log.site_edit(SITE, cadence_days=3)
    harbour.whole("2024-12-10T08:00:00Z", "frigate=2")
    before = only(harbour, Rule.STALE)
    harbour.image("2024-12-18T08:00:00Z")
    after = only(harbour, Rule.STALE)
    assert after.key == before.key and after.requirement.priority == 4
    assert "First look at scene2.tif of 18 Dec 2024 08:00Z: nobody has yet." in after.requirement.why


def test_a_proposal_of_another_moment_is_accepted_as_of_that_moment(harbour: Port) -> None:
    harbour.log.site_edit(SITE, cadence_days=3)
    harbour.whole("2024-12-10T08:00:00Z", "frigate=2")
    harbour.whole("2024-12-19T08:00:00Z", "frigate=2")
    one = only(harbour, Rule.STALE, "2024-12-15")
    with pytest.raises(NotFoundError, match="needs the --as-of"):
        harbour.log.requirement_accept(one.key)
    kept = harbour.log.requirement_accept(one.key, as_of="2024-12-15")
    assert kept.needs.earliest == datetime(2024, 12, 15, 23, 59, 59, tzinfo=UTC)
    with pytest.raises(NotFoundError, match="give the key"):
        harbour.log.requirement_accept("no such key")
    with pytest.raises(WordError):
        harbour.log.requirement_proposals(as_of="some day")


@settings(max_examples=80, deadline=None)
@given(
    st.permutations(["a", "b", "c"]), st.sampled_from(list(Rule)), st.integers(0, 500),
    st.lists(st.sampled_from(["An-124", "frigate", "Su-24"]), unique=True, max_size=3),
)  # fmt: skip
def test_a_key_stays_while_its_evidence_stays_whatever_the_clock_the_words_and_the_order(
    looks: list[str], rule: Rule, hours: int, types: list[str]
) -> None:
    now = NOW + timedelta(hours=hours)
    base = Requirement("x", "site", "What?", "because", Needs(NOW, NOW), rule, types=tuple(sorted(types)),
                       evidence=Evidence(("a", "b", "c")))  # fmt: skip
    other = Requirement("y", "site", "How many?", "it says so", Needs(now, now), rule, types=tuple(types),
                        evidence=Evidence(tuple(looks)), priority=1)  # fmt: skip
    assert key_of(base) == key_of(other)
    more = Requirement("x", "site", "What?", "because", Needs(NOW, NOW), rule, types=tuple(types),
                       evidence=Evidence(("a", "b", "c", "d")))  # fmt: skip
    assert key_of(more) != key_of(base)
    assert len(key_of(base)) == 10
