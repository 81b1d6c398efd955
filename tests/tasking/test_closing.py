"""What came is proposed, and an analyst judges it: each judgement kept, each taken back by undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandline import obslog as run
from observing.scene import AROUND
from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.model.orders import Order, OrderState
from obslog.store import rows
from obslog.store.ids import new_id
from tasking.port import SITE, Port

WEEK = {"since": "2024-12-18", "until": "2024-12-25"}


def asked(port: Port, **needs: object) -> str:
    """A requirement for the port in the week after 18 December; its id."""
    return port.log.requirement_add(SITE, "Are the frigates back?", **{**WEEK, **needs}).id


def test_an_image_of_the_window_is_proposed_and_judged_to_answer(port: Port) -> None:
    wanted = asked(port)
    assert port.log.requirement_matches() == ()
    came = port.image("2024-12-19T08:00:00Z")
    (line,) = port.log.requirement_matches()
    assert (line.match.requirement_id, line.match.image_id, line.outcome, line.looked) == (
        wanted,
        came,
        "answers",
        False,
    )
    answer = port.log.requirement_satisfy(wanted, came[:12])
    assert (answer.decision, answer.reason, answer.checks) == ("satisfies", None, line.match.checks)
    assert port.log.requirement_show(wanted).stage == "satisfied" and port.log.requirement_matches() == ()
    port.log.undo()
    assert port.log.requirement_show(wanted).stage == "open"
    assert port.log.requirement_answers(wanted) == () and len(port.log.requirement_matches()) == 1
    port.log.redo()
    assert port.log.requirement_answers(wanted) == (answer,)
    assert port.log.verify() == ()


def test_what_an_image_does_not_say_takes_a_reason(port: Port) -> None:
    wanted, came = asked(port, max_gsd_m=0.2), port.image("2024-12-19T08:00:00Z")
    before = port.log.head()
    with pytest.raises(RefusedError, match=r"GSD.*--because"):
        port.log.requirement_satisfy(wanted, came)
    with pytest.raises(RefusedError):
        port.log.requirement_satisfy(wanted, came, reason="  ")
    assert port.log.head() == before
    kept = port.log.requirement_satisfy(wanted, came, reason="the hulls are told apart all the same")
    assert kept.reason == port.log.requirement_show(wanted).requirement.state_reason


def test_a_part_leaves_it_open_and_counts_for_the_rest(port: Port) -> None:
    wanted, came = asked(port), port.image("2024-12-19T08:00:00Z")
    part = port.log.requirement_satisfy(wanted, came, in_part=True)
    assert part.decision == "in part" and port.log.requirement_show(wanted).stage == "answered in part"
    with pytest.raises(RefusedError, match="already"):
        port.log.requirement_satisfy(wanted, came, in_part=True)
    assert port.log.requirement_satisfy(wanted, came).decision == "satisfies"
    assert [one.decision for one in port.log.requirement_answers(wanted)] == ["in part", "satisfies"]


def test_the_last_word_on_an_image_counts(port: Port) -> None:
    wanted, came = asked(port), port.image("2024-12-19T08:00:00Z")
    port.log.requirement_satisfy(wanted, came, in_part=True)
    port.log.requirement_reject(wanted, came, reason="the part is in shadow")
    assert port.log.requirement_show(wanted).stage == "open"
    port.log.requirement_satisfy(wanted, came, in_part=True, reason="with a stretch it is not")
    assert port.log.requirement_show(wanted).stage == "answered in part"
    port.log.requirement_satisfy(wanted, came)
    port.log.requirement_reopen(wanted, reason="the hull was another's")
    assert port.log.requirement_show(wanted).stage == "open" and port.log.requirement_matches(wanted) == ()
    port.log.requirement_reject(wanted, came, reason="the hull was another's")
    decisions = [str(one.decision) for one in port.log.requirement_answers(wanted)]
    assert decisions == ["in part", "no", "in part", "satisfies", "no"]
    assert port.log.verify() == ()


def test_an_image_that_fits_an_ordered_pass_may_be_said_to_have_come_by_it(harbour: Port) -> None:
    wanted = asked(harbour)
    window = "2024-12-19T07:58:00Z/2024-12-19T08:01:00Z"
    chosen = {"id": "x", "properties": {"platform": "DEMO-1", "datetime": window}}
    made = Order(
        new_id(), wanted, "obslog-x", "a provider", "https://example.com", "p", opportunity=chosen, state=OrderState.OPEN,
    )  # fmt: skip
    harbour.log._desk.write("order prepare", rows.order_ops(made), {})
    came = harbour.image("2024-12-19T08:00:00Z", set_fields={"platform": "DEMO-1"})
    (line,) = harbour.log.requirement_matches()
    assert (line.match.order_id, line.order_of_pass) == (None, made.id)
    shown = run("requirement", "match", log=harbour.log.name).ok().out
    assert f"--order {made.id[-8:]}" in shown and "does not say that it came by it" in shown
    assert harbour.log.requirement_satisfy(wanted, came, in_part=True).order_id is None
    assert "judged" not in run("order", "show", made.id, log=harbour.log.name).ok().out
    harbour.log.undo()
    harbour.log.requirement_satisfy(wanted, came, order=made.id)
    told = run("order", "show", made.id, log=harbour.log.name).ok().out
    assert f"judged   image {came[:12]}, by order {made.id[-8:]} answers it" in told
    (row,) = run("order", "show", made.id, "--json", log=harbour.log.name).ok().rows
    assert [(one["image"], one["decision"]) for one in row["answers"]] == [(came, "satisfies")]


def test_a_rejected_image_is_not_proposed_again_for_that_requirement_alone(port: Port) -> None:
    first, second, came = asked(port), asked(port, priority=1), port.image("2024-12-19T08:00:00Z")
    port.log.requirement_reject(first, came, reason="haze over the piers")
    assert [one.requirement.id for one in port.log.requirement_matches()] == [second]
    assert port.log.requirement_matches(first, every=True) == ()
    with pytest.raises(RefusedError, match="already"):
        port.log.requirement_reject(first, came, reason="still")
    with pytest.raises(WordError):
        port.log.requirement_reject(second, came, reason=" ")


def test_only_an_open_requirement_is_judged_and_only_by_its_own_order(port: Port) -> None:
    first, second, came = asked(port), asked(port), port.image("2024-12-19T08:00:00Z")
    made = Order(new_id(), second, "obslog-x", "a provider", "https://example.com", "p")
    port.log._desk.write("order prepare", rows.order_ops(made), {})
    with pytest.raises(RefusedError, match="is for requirement"):
        port.log.requirement_satisfy(first, came, order=made.id)
    assert port.log.requirement_satisfy(second, came, order=made.id[-8:]).order_id == made.id
    port.log.requirement_drop(first, reason="no longer asked")
    with pytest.raises(RefusedError, match="dropped"):
        port.log.requirement_satisfy(first, came)
    with pytest.raises(NotFoundError):
        port.log.requirement_satisfy(asked(port), "ffff")


def test_images_outside_the_window_are_shown_to_nobody_and_short_ones_only_when_asked(port: Port) -> None:
    wanted = asked(port, max_gsd_m=0.2)
    port.image("2024-12-02T08:00:00Z")
    came = port.image("2024-12-19T08:00:00Z")
    port.log.requirement_edit(wanted, max_gsd_m=0.05, useful_until="2024-12-30")
    shown = {line.match.image_id: line.outcome for line in port.log.requirement_matches(wanted, every=True)}
    assert set(shown) == {came}


def test_an_undone_import_takes_its_proposal_away_and_a_judged_image_stays(port: Port) -> None:
    wanted, came = asked(port), port.image("2024-12-19T08:00:00Z")
    entry = next(one.seq for one in port.log.journal() if one.action == "import")
    port.log.requirement_satisfy(wanted, came)
    with pytest.raises(RefusedError, match="depends on"):
        port.log.undo(entry)
    port.log.undo()
    port.log.undo(entry)
    assert port.log.requirement_matches() == ()


def test_from_the_command_line(harbour: Port, tmp_path: Path) -> None:
    log = harbour.log.name
    wanted, came = asked(harbour), harbour.image("2024-12-19T08:00:00Z")
    shown = run("requirement", "match", log=log).ok().out
    assert "+ ground" in shown and f"requirement satisfy {wanted[-8:]} {came[:12]}" in shown
    (row,) = run("requirement", "match", wanted, "--json", log=log).ok().rows
    assert (row["outcome"], row["looked"], row["order"]) == ("answers", False, None)
    done = run("requirement", "satisfy", wanted, came, log=log).ok()
    assert "is satisfied" in done.out and "nobody has closed a look" in done.err
    assert "answers it, says" in run("requirement", "show", wanted, log=log).ok().out
    (told,) = run("requirement", "show", wanted, "--json", log=log).ok().rows
    assert [one["decision"] for one in told["answers"]] == ["satisfies"]
    none = run("requirement", "match", wanted, log=log).ok().out
    assert none == "no other image of the log answers it; 1 image is judged already, and it is satisfied\n"
    for command in (
        ("satisfy", wanted, came), ("reject", wanted, came, "--because", "x"), ("satisfy", "zzzz", came), ("match", "zzzz"),
    ):  # fmt: skip
        wrong = run("requirement", *command, log=log)
        assert wrong.code and wrong.err.count("\n") == 1 and not wrong.out, wrong
    assert run("undo", log=log).ok().out.count("requirement satisfy") == 1


def test_strips_of_one_order_say_what_they_show_together(port: Port) -> None:
    west, south, east, north = AROUND
    middle = (west + east) / 2
    wanted = asked(port)
    strips = [port.image("2024-12-19T08:00:00Z", box=(west, south, middle, north))]
    assert [line.parts_cover for line in port.log.requirement_matches()] == [None]
    strips.append(port.image("2024-12-19T08:00:20Z", box=(middle, south, east, north)))
    for line in port.log.requirement_matches():
        assert (line.outcome, line.parts) == ("answers a part", 2)
        assert line.parts_cover == pytest.approx(1.0) and "show 100 % together" in line.sentence
    port.log.requirement_satisfy(wanted, strips[0], in_part=True)
    (rest,) = port.log.requirement_matches()
    assert rest.outcome == "answers" and rest.match.together == pytest.approx(1.0)
    assert port.log.requirement_satisfy(wanted, strips[1]).reason is None


def test_of_a_requirement_that_is_not_open_no_judgement_is_offered(harbour: Port) -> None:
    log = harbour.log.name
    wanted = asked(harbour)
    harbour.image("2024-12-19T08:00:00Z")
    harbour.log.requirement_drop(wanted, reason="no longer asked")
    shown = run("requirement", "match", wanted, log=log).ok().out
    assert "meets all" in shown and "requirement satisfy" not in shown


def test_many_matches_are_cut_and_counted(harbour: Port) -> None:
    log = harbour.log.name
    wanted = asked(harbour)
    for hour in ("08", "09", "10"):
        harbour.image(f"2024-12-19T{hour}:00:00Z")
    shown = run("requirement", "match", "--limit", "2", log=log).ok()
    assert shown.out.count("meets all") == 2 and f"1 more for requirement {wanted[-8:]}" in shown.err
    assert len(run("requirement", "match", "--limit", "2", "--json", log=log).ok().rows) == 3


def test_an_import_says_what_its_images_may_answer(harbour: Port) -> None:
    log = harbour.log.name
    silent = run("import", harbour.folder, log=log)
    assert "requirement" not in silent.err
    wanted = asked(harbour)
    came = harbour.image("2024-12-19T08:00:00Z")
    harbour.log.undo()
    told = run("import", harbour.folder, log=log).ok().err
    assert f"meets all that requirement {wanted[-8:]} asks of {SITE}" in told and came[:12] in told
    assert "requirement" not in run("import", harbour.folder, log=log).ok().err


def test_what_stands_in_the_way_of_matching_does_not_make_an_import_fail(
    harbour: Port, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(harbour)
    harbour.image("2024-12-19T08:00:00Z")
    harbour.log.undo()
    settings = tmp_path / "settings" / "config.toml"
    settings.parent.mkdir()
    settings.with_name("sensors.csv").write_text("not a table of sensors\n", encoding="utf-8")
    monkeypatch.setattr("obslog.tasking.overhead.sensors.config_path", lambda: settings)
    told = run("import", harbour.folder, log=harbour.log.name).ok()
    assert "could not be said" in told.err and "1 imported" in told.out + told.err
