"""Results of the kill matrix, kept with digests, so that only what changed runs again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import msgspec

from grader.course import Assignment
from grader.errors import CourseError
from grader.judge.conditions import judging_digest
from grader.judge.limits import TIMING_FILE
from grader.judge.spec import TestSpec
from grader.validate.matrix import Case, Result
from grader.validate.resting import of_training
from grader.writing import write_whole

KEPT_FILE = "validation.json"


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """One case's result, the digest of everything that it rests on, and that of the course's share of it.

    Of a right solution, which passes all tests, `training` and `training_course` are the same of the tests that train:
    where these two still hold, those tests need not run again.
    """

    digest: str
    course: str
    result: Result
    training: str = ""
    training_course: str = ""


@dataclass(frozen=True)
class Basis:
    """What results rest on apart from the case, as digests: all of it, and the course's share of it.

    The tests that train rest on less (`of_training`): a change of the rest asks for seconds of each right solution, not
    for hours. What is drawn changes with any file, as with the course's key, and no digest knows the key: what is
    proven is of the tests, not of one draw.
    """

    every: str
    course: str
    training: str
    training_course: str

    @classmethod
    def of(cls, assignment: Assignment, specs: Mapping[str, TestSpec]) -> Self:
        every, course = base_digest(assignment), assignment.digest()
        if not any(spec.training for spec in specs.values()):
            return cls(every, course, "", "")
        shares = of_training(assignment, specs)
        return cls(every, course, base_digest(assignment, shares), assignment.digest(shares))

    def kept(self, case: Case, result: Result) -> Kept:
        training, training_course = self._of_training(case)
        return Kept(case_digest(self.every, case), case_digest(self.course, case), result, training, training_course)

    def trained(self, case: Case, kept: Kept | None, *, only_course: bool) -> bool:
        """Whether the case is known to pass the tests that train; `only_course`: whatever version of ours ran them."""
        if kept is None or not case.trains or not self.training:
            return False
        training, training_course = self._of_training(case)
        return kept.training_course == training_course if only_course else kept.training == training

    def same_course(self, case: Case, kept: Kept) -> bool:
        return kept.course == case_digest(self.course, case)

    def _of_training(self, case: Case) -> tuple[str, str]:
        if not case.trains or not self.training:
            return "", ""
        return case_digest(self.training, case), case_digest(self.training_course, case)


def kept_file(assignment: Assignment) -> Path:
    return assignment.tests_folder / KEPT_FILE


def read_kept(assignment: Assignment) -> dict[str, Kept]:
    path = kept_file(assignment)
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Kept])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise CourseError(f"{path}: {error}; remove it: the matrix runs anew") from error


def write_kept(
    assignment: Assignment,
    basis: Basis,
    cases: Sequence[Case],
    results: Mapping[str, Result],
    *,
    known: Mapping[str, Kept],
    before: Mapping[str, Kept],
) -> None:
    """Keep what is without complaint; the rest runs again anyhow. `basis` is from before they ran.

    `known`: of what was kept `before`, that which holds and was not run again. What else was kept then stays for a case
    that has not run yet, and for one with complaints where it is of another course, which everybody is told.
    """

    def kept(case: Case) -> Kept | None:
        result, old = results.get(case.label), before.get(case.label)
        if case.label in known:
            return known[case.label]
        if result is not None and not result.complaints:
            return basis.kept(case, result)
        return old if result is None or (old is not None and not basis.same_course(case, old)) else None

    entries = {case.label: found for case in cases if (found := kept(case)) is not None}
    write_whole(kept_file(assignment), msgspec.json.format(msgspec.json.encode(entries), indent=1) + b"\n")


def base_digest(assignment: Assignment, shares: Mapping[str, bytes | None] | None = None) -> str:
    """sha256 over the assignment, the reference's times, the code that judges, the versions of what it runs on.

    `shares` as in Assignment.digest.
    """
    total = hashlib.sha256(f"{assignment.digest(shares)}\0{judging_digest(assignment, 'validate')}\0".encode())
    total.update(msgspec.json.encode(assignment.early_stop))
    timing = assignment.reference_folder / TIMING_FILE
    total.update(timing.read_bytes() if timing.is_file() else b"")
    return total.hexdigest()


def case_digest(base: str, case: Case) -> str:
    header = b"" if case.header is None else msgspec.json.encode(case.header)
    content = f"{base}\0{case.repetitions}\0{case.source}\0".encode() + header
    return hashlib.sha256(content).hexdigest()


def stale(assignment: Assignment, cases: Sequence[Case]) -> list[str]:
    """The cases whose kept result is missing or of another course: other settings, reference, tests or overlay.

    Another version of this package, of Python or of a library is no reason: an upgrade would ask everybody to run the
    matrix before they can do anything else.
    """
    current = of_this_course(assignment, cases)
    return [case.label for case in cases if case.label not in current]


def of_this_course(assignment: Assignment, cases: Sequence[Case]) -> dict[str, Kept]:
    """What is kept of the course as it is, whatever ran it."""
    kept, digest = read_kept(assignment), assignment.digest()
    return {
        case.label: kept[case.label]
        for case in cases
        if case.label in kept and kept[case.label].course == case_digest(digest, case)
    }


def unchanged(kept: Mapping[str, Kept], basis: Basis, cases: Sequence[Case]) -> dict[str, Kept]:
    """What of `kept` still holds."""
    return {
        case.label: kept[case.label]
        for case in cases
        if case.label in kept and kept[case.label].digest == case_digest(basis.every, case)
    }
