"""The examples in README and docs work as they stand, and every command and JSON shape is documented."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from commandline import obslog
from obslog.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]


def blocks(page: Path, language: str) -> list[str]:
    """The fenced examples of one language on a page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.M | re.S)


def environment(tmp_path: Path) -> dict[str, str]:
    """A shell in which `obslog` is this checkout and `imagery` lies in the folder at hand."""
    bin_dir = tmp_path / "bin"
    bin_dir.mkdir()
    command = bin_dir / "obslog"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m obslog "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("OBSLOG_")}
    return {**kept, "PATH": f"{bin_dir}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


def test_the_commands_of_the_readme_run_as_they_stand(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "imagery").symlink_to(ROOT / "imagery")
    script = "\n".join(block for block in blocks(ROOT / "README.md", "sh") if "make " not in block)
    assert "obslog import" in script and "obslog report" in script
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=work,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert (work / "report.html").stat().st_size > 1000


def test_the_scripting_example_runs_as_it_stands(tmp_path: Path) -> None:
    script = "\n".join(blocks(ROOT / "docs" / "scripting.md", "python"))
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report.html").is_file()


def test_every_command_is_on_the_page_of_commands() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "docs" / "wire.md").read_text(
        encoding="utf-8"
    )
    assert [name for name in COMMANDS if f"`{name}" not in page and f"obslog {name}" not in page] == []


@pytest.fixture(scope="module")
def demo_log(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo's log, made once."""
    from obslog.demo import make

    return str(make(tmp_path_factory.mktemp("docs") / "demo").log)


def test_the_measuring_examples_run_as_they_stand(tmp_path: Path, demo_log: str) -> None:
    script = "\n".join(blocks(ROOT / "docs" / "measuring.md", "sh"))
    assert "image measure" in script and "type fit" in script
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=Path(demo_log).parent,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "46.5 m ±2.4 m" in done.stdout
    assert (
        "11 positions still occupied by a compatible type" in done.stdout and "1 new (1 Mi-8)" in done.stdout
    )
    page = (ROOT / "docs" / "wire.md").read_text(encoding="utf-8")
    shapes = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    keys = {key for shape in shapes for key in (*shape, *shape.get("summary", ()))}
    assert len(shapes) == 21 and [key for key in keys if f"`{key}`" not in page and key != "summary"] == []


def test_the_examples_of_passes_run_as_they_stand(tmp_path: Path, demo_log: str) -> None:
    script = "\n".join(blocks(ROOT / "docs" / "passes.md", "sh"))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=Path(demo_log).parent,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "DEMO-6" in done.stdout and "WorldView-3" in done.stdout
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    asked = [row for row in rows if "rise" in row]
    assert asked and all(row["sun_elevation_deg"] >= 10 and row["element_age_days"] < 3 for row in asked)


@pytest.mark.parametrize(
    "command",
    [
        ["site", "list"], ["site", "show", "Khmeimim"], ["area", "list", "Khmeimim"], ["image", "list"], ["look", "list"],
        ["type", "list", "heavy transport"], ["source", "list"], ["statement", "list"], ["timeline", "Khmeimim"],
        ["matrix", "Khmeimim"], ["last", "Khmeimim"], ["diff", "Khmeimim", "2024-12-13", "2024-12-15"], ["journal"],
        ["search", "An-124"], ["find", "An-124"], ["verify", "--no-read-data"],
        ["type", "fit", "--length", "46.2"], ["type", "support", "Il-76", "--gsd", "3"],
        ["image", "measure", "a6824cb3", "10,10", "90,90"],
    ],
)  # fmt: skip
def test_every_key_of_a_json_line_is_documented(command: list[str], demo_log: str) -> None:
    page = (ROOT / "docs" / "wire.md").read_text(encoding="utf-8")
    rows = obslog(*command, "--json", log=demo_log).ok().rows
    assert rows
    for key in {key for row in rows for key in row}:
        assert f"`{key}`" in page, f"{command[0]}: {key}"


def test_the_manual_of_the_ui_lists_the_keys_that_the_ui_has() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "list_keys.py"), "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_commands_in_the_manual_of_the_ui_exist_with_their_options() -> None:
    from obslog.cli.main import cli

    root = click.Context(cli)
    lines = [
        line.partition("#")[0].split()
        for block in blocks(ROOT / "docs" / "ui.md", "sh")
        for line in block.splitlines()
    ]
    ours = [words[1:] for words in lines if words[:1] == ["obslog"]]
    assert len(ours) > 3
    for words in ours:
        command: click.Command = cli
        if words and not words[0].startswith("-"):
            found = cli.get_command(root, words[0])
            assert found is not None, words
            command = found
        known = {option for param in command.params for option in param.opts}
        assert {word for word in words if word.startswith("--")} <= known, words
