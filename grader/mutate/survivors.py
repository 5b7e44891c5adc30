"""survivors.toml: mutants that no test can notice, each with the reason why they change nothing that is asked for."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from grader.course import Assignment
from grader.errors import CourseError
from grader.mutate.making import Change

SURVIVORS_FILE = "survivors.toml"
_Text = Annotated[str, Meta(min_length=1)]


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One [[equivalent]]: a change, and why the changed source is as right as the reference."""

    operator: _Text
    function: _Text
    before: str
    after: str
    reason: _Text
    occurrence: Annotated[int, Meta(ge=1)] = 1


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    equivalent: tuple[_Entry, ...] = ()


@dataclass(frozen=True)
class Equivalents:
    """Change → reason."""

    reasons: dict[Change, str]

    def stale(self, made: Iterable[Change]) -> list[Change]:
        """The entries that are about no mutant any more: the reference or an operator has changed since."""
        known = set(made)
        return [change for change in self.reasons if change not in known]


def survivors_file(assignment: Assignment) -> Path:
    return assignment.tests_folder / SURVIVORS_FILE


def read_equivalents(path: Path) -> Equivalents:
    """The entries of the file; none where there is no file. CourseError names what is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Equivalents({})
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: cannot be read: {error}") from error
    try:
        entries = msgspec.convert(tomllib.loads(text), _File).equivalent
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CourseError(f"{path}: {error}") from error
    changes = [_change(entry) for entry in entries]
    twice = next((change for change, count in Counter(changes).items() if count > 1), None)
    if twice is not None:
        raise CourseError(f"{path}: two entries for {twice.operator} in {twice.function}: {twice.after!r}")
    return Equivalents(dict(zip(changes, (entry.reason for entry in entries), strict=True)))


def _change(entry: _Entry) -> Change:
    """An entry's lines as a mutant has them: a text over several lines in TOML ends with a line break."""
    before, after = entry.before.rstrip("\n"), entry.after.rstrip("\n")
    return Change(entry.operator, entry.function, before, after, entry.occurrence)
