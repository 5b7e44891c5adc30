"""The help of every command: examples that are right, and a shell that completes."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from small_course import write_course
from terminal import assert_one_line, grader

from grader.cli.app import COMMANDS, cli

EXAMPLE = re.compile(r"grader(?: [^\s\"'#|>)][^\s\")]*| \"[^\"]*\"| '[^']*')+")


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command by what is typed for it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


EVERY = dict(commands())


def examples_of(command: click.Command) -> list[str]:
    lines = (command.epilog or "").partition("Examples:\n")[2].splitlines()
    return [line.strip() for line in lines if line.strip()]


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_example_is_a_command_line_that_is_understood(
    path: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("source/ps1/ps1.ipynb", "hw01.ipynb", "course/x", "my-course/x"):  # which are to be there
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    lines = examples_of(EVERY[path])
    assert lines
    for line in lines:
        found = EXAMPLE.search(line)
        assert found is not None, line
        words = shlex.split(found[0], comments=True)[1:]
        assert tuple(words[: len(path)]) == path or isinstance(EVERY[path], click.Group), line
        understood(cli, words)


def understood(command: click.Command, words: list[str], parent: click.Context | None = None) -> None:
    """Raises what click says against a command line; nothing is run."""
    context = command.make_context(command.name or "grader", list(words), parent)
    if isinstance(command, click.Group):
        _, following, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert following is not None
        understood(following, rest, context)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_shows_them(name: str) -> None:
    command = EVERY[(name,)]
    shown = command.get_help(click.Context(command, info_name=f"grader {name}", terminal_width=80))
    assert "Examples:" in shown
    for line in examples_of(command):
        assert f"    {line}\n" in f"{shown}\n"


def test_the_page_on_the_command_line_has_every_command() -> None:
    page = (Path(__file__).parents[3] / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^### grader ([\w-]+)$", page, re.MULTILINE)) == sorted(COMMANDS)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nsys.argv = ['grader', '--help']\nfrom grader.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([name for name in ('numpy', 'pytest', 'rich', 'torch', 'msgspec') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


# What bash does when the user types the words and presses the tabulator.
TYPED = """
eval "$(grader completion bash)"
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"
_grader_completion grader "${COMP_WORDS[COMP_CWORD]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def with_grader(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which `grader` is this very package."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "grader").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m grader "$@"\n')
    (folder / "grader").chmod(0o755)
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("grader sub", ["submit"]),
        ("grader grade --min", ["--min-isolation"]),
        ("grader grade sm", ["small"]),
        ("grader validate ", ["small"]),
        ("grader export small --to mood", ["moodle"]),
        ("grader data fe", ["fetch"]),
        ("grader data fetch mn", ["mnist"]),
        ("grader completion z", ["zsh"]),
    ],
)
def test_bash_completes(tmp_path: Path, with_grader: dict[str, str], typed: str, completed: list[str]) -> None:
    write_course(tmp_path)
    command = ["bash", "-c", TYPED, "bash", *typed.split(" ")]
    done = subprocess.run(command, cwd=tmp_path, env=with_grader, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == completed


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(shell: str) -> None:
    done = grader("completion", shell)
    assert done.returncode == 0, done.stderr
    assert f"_GRADER_COMPLETE={shell}_complete" in done.stdout


def test_a_shell_that_is_not_known() -> None:
    assert_one_line(grader("completion", "bsh"), "'bsh'", "did you mean bash?")
    assert grader("completion", "powershell").returncode == 2
