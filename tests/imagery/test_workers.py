"""Workers killed from outside, and files that go away: what is read once more, and what is refused."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from making_rasters import geotiff
from obslog.imagery import probing
from obslog.imagery import workers as room
from obslog.imagery.workers import Lost, Task, Workers


@pytest.fixture
def pool() -> Iterator[Workers]:
    """One child of its own, not one that others left."""
    room.end_idle()
    with Workers(1) as made:
        yield made


def _images(folder: Path, count: int) -> list[Task[str]]:
    paths = [geotiff(folder / f"{number}.tif", value=number + 1) for number in range(count)]
    return [Task(path.name, os.fsencode(path)) for path in paths]


def _kill_the_child(pool: Workers) -> None:
    os.kill(pool._children[0].process.pid, signal.SIGKILL)


def test_a_file_whose_worker_is_killed_is_read_once_more(pool: Workers, tmp_path: Path) -> None:
    answers = {}
    for number, (name, answer) in enumerate(pool.run("decode", _images(tmp_path, 40))):
        if number in (0, 20):
            _kill_the_child(pool)
        answers[name] = answer
    assert len(answers) == 40
    assert not [name for name, answer in answers.items() if isinstance(answer, Lost)]


def test_a_file_whose_workers_are_killed_twice_is_refused_and_the_next_is_read(
    pool: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _images(tmp_path, 2)
    ask, asked = room._Child.ask, []

    def killed_first(child: room._Child, *request: object) -> None:
        asked.append(child)
        if len(asked) <= 2:
            child.process.kill()
        ask(child, *request)  # type: ignore[arg-type]

    monkeypatch.setattr(room._Child, "ask", killed_first)
    answers = dict(pool.run("decode", [first, second]))
    assert isinstance(answers[first.tag], Lost)
    assert "signal 9" in answers[first.tag].reason
    assert not isinstance(answers[second.tag], Lost)


def test_a_file_that_goes_away_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = geotiff(tmp_path / "scene.tif")
    identify = probing.identify

    def identified(*words: Any, **more: Any) -> Any:
        answer = identify(*words, **more)
        path.unlink()
        return answer

    monkeypatch.setattr(probing, "identify", identified)
    name = os.fsencode(path)
    answer = probing.look_into(name, probing.Folders().of(name))
    assert (answer.evidence, answer.outcome, answer.reason) == (None, "rejected", "no longer there")
