"""What the last whole run of `grader mutate` came to: kept beside the tests, for all who did not run it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.course import MUTATION_FILE, Assignment
from grader.errors import CourseError
from grader.writing import write_whole

if TYPE_CHECKING:
    from grader.mutate.score import Score  # which needs libcst


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many of all mutants were killed, and what became of the others. `course`: the digest of what was judged.

    `untried`: those of the equivalent that the tests that train were not run on.
    """

    course: str
    seed: int
    killed: int
    equivalent: int
    unexplained: int
    fault: int
    untried: int = 0

    @property
    def made(self) -> int:
        return self.killed + self.equivalent + self.unexplained + self.fault

    @property
    def score(self) -> float | None:
        """The share of the killed among those that are decided and not equivalent; None without any."""
        against = self.killed + self.unexplained
        return self.killed / against if against else None


def record_file(assignment: Assignment) -> Path:
    return assignment.tests_folder / MUTATION_FILE


def write_record(assignment: Assignment, score: Score) -> None:
    """Of a run over all mutants, that was finished."""
    counts = {fate: score.counts.get(fate, 0) for fate in ("killed", "equivalent", "unexplained", "fault")}
    record = Record(assignment.digest(), score.seed, **counts, untried=score.untried)
    write_whole(record_file(assignment), msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")


def read_record(assignment: Assignment) -> Record | None:
    """None where there was no such run; CourseError where the file cannot be read."""
    path = record_file(assignment)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Record)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise CourseError(f"{path}: {error}; remove it, and run `grader mutate {assignment.slug}` again") from error
