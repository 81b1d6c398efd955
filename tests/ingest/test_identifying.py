"""Identify: the answer of an import, without a log."""

from __future__ import annotations

from pathlib import Path

from obslog.ingest.identifying import identify_paths
from obslog.model.images import Identity


def test_images_are_answered_and_documents_in_folders_passed_over(folder: Path) -> None:
    answers = dict(identify_paths([folder]))
    assert len(answers) == 4
    assert all(isinstance(answer, Identity) for answer in answers.values())


def test_a_file_named_by_itself_is_always_answered(folder: Path) -> None:
    ((_, answer),) = identify_paths([folder / "notes.txt"])
    assert answer == "not imagery (sidecar or document)"
