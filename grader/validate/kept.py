"""Results of the kill matrix, kept with digests, so that only what changed runs again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

import grader
from grader.course import Assignment
from grader.errors import CourseError
from grader.validate.matrix import Case, Result

KEPT_FILE = "validation.json"
_JUDGING = (
    "checks",
    "data",
    "judge",
    "remote",
    "sandbox",
    "submission",
    "validate",
)  # the rooms whose code decides an outcome


class Kept(msgspec.Struct, frozen=True):
    """One case's result, and the digest of everything that it rests on."""

    digest: str
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


def write_kept(assignment: Assignment, cases: Sequence[Case], results: Mapping[str, Result]) -> None:
    """Keep what is without complaint; the rest runs again anyhow."""
    base = base_digest(assignment)
    kept = {
        case.label: Kept(case_digest(base, case), results[case.label])
        for case in cases
        if case.label in results and not results[case.label].complaints
    }
    path = kept_file(assignment)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
    fresh.replace(path)


def base_digest(assignment: Assignment) -> str:
    """sha256 over the assignment, the code that judges, and numpy's version."""
    total = hashlib.sha256(f"{assignment.digest()}\0{np.__version__}\0".encode())
    package = Path(grader.__file__).parent
    for room in _JUDGING:
        for path in sorted((package / room).rglob("*.py")):
            total.update(f"{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes())
    return total.hexdigest()


def case_digest(base: str, case: Case) -> str:
    header = b"" if case.header is None else msgspec.json.encode(case.header)
    content = f"{base}\0{case.repetitions}\0{case.source}\0".encode() + header
    return hashlib.sha256(content).hexdigest()


def unchanged(assignment: Assignment, cases: Sequence[Case]) -> dict[str, Result]:
    """The kept results that still hold."""
    base, kept = base_digest(assignment), read_kept(assignment)
    return {
        case.label: kept[case.label].result
        for case in cases
        if case.label in kept and kept[case.label].digest == case_digest(base, case)
    }
