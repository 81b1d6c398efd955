"""Decisions: a person's answers are kept, replayed, and told from what policy said, run after run."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from making_rasters import png
from obslog.ingest.decider import (
    AskedDecider,
    By,
    Decision,
    Kind,
    PolicyDecider,
    Question,
    RecordedDecider,
    RecordingDecider,
)
from obslog.ingest.options import ImportOptions, OnDuplicate
from obslog.ingest.outcomes import FileOutcome
from obslog.ingest.run import import_images
from obslog.model.errors import WordError
from obslog.store.journal import Actor
from obslog.store.workspace import Workspace

ACTOR = Actor("test")


class Person:
    """Skips what is called a copy, links the rest, and is asked about duplicates only."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def decide(self, question: Question) -> Decision:
        if question.kind is not Kind.DUPLICATE:
            return Decision(question.default, By.POLICY)
        self.asked.append(question.path.rsplit("/", 1)[-1])
        return Decision("skip" if "copy" in question.path else "link", By.PERSON)


def filled(folder: Path) -> Path:
    folder.mkdir()
    png(folder / "a.png")
    for name in ("b_copy.png", "c_copy.png", "d.png"):
        (folder / name).write_bytes((folder / "a.png").read_bytes())
    return folder


def run(
    workspace: Workspace, folder: Path, decider: object = None, **options: object
) -> dict[str, FileOutcome]:
    told: list[FileOutcome] = []
    chosen = ImportOptions(jobs=1, pixels=False, **options)  # type: ignore[arg-type]
    import_images(workspace, ACTOR, [folder], chosen, decider, on_outcome=told.append)  # type: ignore[arg-type]
    return {each.shown.rsplit("/", 1)[-1]: each for each in told}


def test_the_answers_of_one_run_are_those_of_the_next_log(workspace: Workspace, tmp_path: Path) -> None:
    folder, kept = filled(tmp_path / "in"), tmp_path / "decisions.jsonl"
    first = run(workspace, folder, Person(), on_duplicate=OnDuplicate.ASK, record_decisions=kept)
    assert [first[name].reason for name in ("b_copy.png", "c_copy.png")] == ["skipped by a person"] * 2
    assert [json.loads(line)["choice"] for line in kept.read_text().splitlines()] == ["skip", "skip", "link"]
    with Workspace.create(tmp_path / "second.db") as other:
        second = run(other, folder, decisions=kept)
        assert {name: (o.outcome, o.reason) for name, o in second.items()} == {
            name: (o.outcome, o.reason) for name, o in first.items()
        }


def test_a_replayed_run_can_be_recorded_again_and_is_the_same_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = filled(tmp_path / "in")
    kept, again = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    run(workspace, folder, Person(), on_duplicate=OnDuplicate.ASK, record_decisions=kept)
    with Workspace.create(tmp_path / "second.db") as other:
        run(other, folder, decisions=kept, record_decisions=again)
    assert again.read_bytes() == kept.read_bytes()


def test_what_a_person_skipped_is_not_asked_again_what_policy_skipped_is(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder, person = filled(tmp_path / "in"), Person()
    run(workspace, folder, person, on_duplicate=OnDuplicate.ASK)
    assert person.asked == ["b_copy.png", "c_copy.png", "d.png"]
    again = run(workspace, folder, person, on_duplicate=OnDuplicate.ASK)
    assert person.asked == ["b_copy.png", "c_copy.png", "d.png"]
    assert again["b_copy.png"].reason == "skipped by a person"
    with Workspace.create(tmp_path / "policy.db") as other:
        assert run(other, folder, on_duplicate=OnDuplicate.SKIP)["d.png"].reason == "skipped by policy"
        late = Person()
        told = run(other, folder, late, on_duplicate=OnDuplicate.ASK)
        assert late.asked == ["b_copy.png", "c_copy.png", "d.png"]
        assert told["d.png"].outcome == "duplicate"


def test_a_file_that_cannot_be_written_is_one_line_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(WordError, match="cannot be written"):
        RecordingDecider(tmp_path / "none" / "x.jsonl", PolicyDecider())


def test_names_with_line_separators_survive(tmp_path: Path) -> None:
    question = Question(Kind.DUPLICATE, "/in/a\u2028b.png", "?", ("link", "skip"), "link")
    kept = tmp_path / "d.jsonl"

    class Skips:
        def decide(self, question: Question) -> Decision:
            return Decision("skip", By.PERSON)

    RecordingDecider(kept, Skips()).decide(question)
    assert RecordedDecider(kept, PolicyDecider()).decide(question) == Decision("skip", By.PERSON)
    kept.write_text(
        json.dumps({"kind": "duplicate", "path": question.path, "choice": "skip"}, ensure_ascii=False)
    )
    assert RecordedDecider(kept, PolicyDecider()).decide(question) == Decision("skip", By.PERSON)


def test_a_touched_file_is_no_duplicate_of_itself(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    png(folder / "a.png")
    run(workspace, folder)
    os.utime(folder / "a.png", (1, 1))
    person = Person()
    assert run(workspace, folder, person, on_duplicate=OnDuplicate.ASK)["a.png"].outcome == "unchanged"
    assert person.asked == []
    os.utime(folder / "a.png", (2, 2))
    assert run(workspace, folder, on_duplicate=OnDuplicate.SKIP)["a.png"].outcome == "unchanged"


def test_a_callable_answers_about_duplicates_and_may_leave_it_to_policy(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder, asked = filled(tmp_path / "in"), []

    def ask(question: Question) -> str | None:
        asked.append(question.path.rsplit("/", 1)[-1])
        return {"b_copy.png": "skip"}.get(asked[-1])

    told = run(workspace, folder, AskedDecider(ask), on_duplicate=OnDuplicate.ASK)
    assert asked == ["b_copy.png", "c_copy.png", "d.png"]
    assert told["b_copy.png"].reason == "skipped by a person"
    assert told["d.png"].outcome == "duplicate"
    with pytest.raises(WordError):
        AskedDecider(lambda question: "burn it").decide(
            Question(Kind.DUPLICATE, "a", "again?", ("link", "skip"), "link")
        )
