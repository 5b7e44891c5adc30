"""What an outcome rests on beside the submission: where it all is the same, an outcome need not be found again."""

from __future__ import annotations

import hashlib
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

import grader
from grader.course import Assignment, Tier
from grader.data.arrays import local_entry
from grader.data.catalogue import DATASETS
from grader.errors import DataError
from grader.judge.limits import Timing, processor
from grader.questions import QUESTIONS_FILE

# The rooms and files whose code decides an outcome.
_JUDGING = ("checks", "course.py", "data", "early_stop.py", "judge", "questions.py", "remote", "sandbox", "submission")
_WORKERS = ("numpy", "msgspec", "parso", "pytest")  # their versions do, too
_OF_NOTEBOOKS = ("ipython", "matplotlib", "tqdm", "ipywidgets", "ipykernel", "nbclient")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def conditions(assignment: Assignment, *, key: bytes, tier: Tier) -> str:
    """sha256 over assignment, datasets, the course's key, the code that judges, versions, threads and isolation."""
    total = hashlib.sha256(f"{assignment.digest()}\0{judging_digest(assignment)}\0{tier}\0".encode())
    total.update(hashlib.sha256(key).digest())
    total.update(msgspec.json.encode(assignment.early_stop))
    questions = assignment.reference_folder / QUESTIONS_FILE  # no outcome rests on them, but a grade has their answers
    total.update(questions.read_bytes() if questions.is_file() else b"")
    for name in sorted(assignment.settings.datasets):
        total.update(f"{name} {_of_dataset(name)}\0".encode())
    total.update("\0".join(os.environ.get(name, "") for name in _THREADS).encode())
    return total.hexdigest()


def calibration(timing: Timing | None) -> str:
    """Which times of the reference the limits are multiples of; another machine's are another calibration."""
    told = b"" if timing is None else msgspec.json.encode(timing, order="sorted")
    return hashlib.sha256(told + processor().encode()).hexdigest()[:16]


def judging_digest(assignment: Assignment, *more: str) -> str:
    """sha256 over the code that judges, and the versions of Python and of what it runs on; `more` rooms of ours."""
    total = hashlib.sha256(f"{platform.python_version()}\0{platform.machine()}\0".encode())
    for name in sorted({*_WORKERS, *_OF_NOTEBOOKS, *assignment.settings.packages.allowed}):
        total.update(f"{name} {_version(name)}\0".encode())
    package = Path(grader.__file__).parent
    for name in sorted((*_JUDGING, *more)):
        room = package / name
        for path in [room] if room.is_file() else sorted(room.rglob("*.py")):
            total.update(f"{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes())
    return total.hexdigest()


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"


def _of_dataset(name: str) -> str:
    """The checksums of its files; "absent" while it is not on this machine."""
    if name not in DATASETS:
        return "unknown"
    try:
        entry = local_entry(name, None)
    except DataError:
        return "absent"
    return " ".join(sorted(raw.sha256 for raw in entry.files.values()))
