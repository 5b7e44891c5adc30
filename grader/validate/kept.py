"""Results of the kill matrix, kept with digests, so that only what changed runs again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from grader.course import Assignment
from grader.errors import CourseError
from grader.judge.conditions import judging_digest
from grader.judge.limits import TIMING_FILE
from grader.validate.matrix import Case, Result
from grader.writing import write_whole

KEPT_FILE = "validation.json"


class Kept(msgspec.Struct, frozen=True):
    """One case's result, the digest of everything that it rests on, and that of the course's share of it."""

    digest: str
    course: str
    result: Result


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
    base: str,
    cases: Sequence[Case],
    results: Mapping[str, Result],
    before: Mapping[str, Kept],
) -> None:
    """Keep what is without complaint; the rest runs again anyhow. `base` is the digest from before they ran.

    `before`: what did not run this time, and stays as it was found then.
    """
    course = assignment.digest()
    kept = {
        case.label: before.get(case.label)
        or Kept(case_digest(base, case), case_digest(course, case), results[case.label])
        for case in cases
        if case.label in results and not results[case.label].complaints
    }
    write_whole(kept_file(assignment), msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")


def base_digest(assignment: Assignment) -> str:
    """sha256 over the assignment, the reference's times, the code that judges, the versions of what it runs on."""
    total = hashlib.sha256(f"{assignment.digest()}\0{judging_digest(assignment, 'validate')}\0".encode())
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


def unchanged(assignment: Assignment, base: str, cases: Sequence[Case]) -> dict[str, Kept]:
    """What is kept that still holds for the base digest `base`."""
    kept = read_kept(assignment)
    return {
        case.label: kept[case.label]
        for case in cases
        if case.label in kept and kept[case.label].digest == case_digest(base, case)
    }
