"""A small course whose hidden tests hold, with two mutants and a variant, and `grader validate` on it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from terminal import grader

from grader.course import Assignment
from grader.judge.run import hidden_tests
from grader.validate.kept import Basis, read_kept, unchanged
from grader.validate.matrix import FURTHER_DRAWS, Case, cases

TRIPLED = """
# /// mutant
# kills = ["test_double"]
# cause = "factor"
# ///
import numpy as np


def double(x):
    return 3 * np.asarray(x, float)
"""

FIRST_TOTAL_AGAIN = """
# /// mutant
# kills = ["test_history"]
# cause = "epoch"
# ///
def history(x, epochs):
    return [total(x)] * epochs
"""

LISTS = """
# /// variant
# why = "adds what was doubled one by one"
# ///
def total(x):
    return float(sum(2 * float(number) for number in x))
"""

GOOD = {
    "mutants/tripled.py": TRIPLED,
    "mutants/first_total_again.py": FIRST_TOTAL_AGAIN,
    "variants/lists.py": LISTS,
}


def validate(course: Path, *options: str, slugs: Sequence[str] = ("small",)) -> subprocess.CompletedProcess[str]:
    return grader("validate", *slugs, "--course", course, *options, NO_COLOR="1", COLUMNS="200")


def all_cases(assignment: Assignment) -> list[Case]:
    """What `grader validate` runs."""
    return cases(assignment, further_draws=FURTHER_DRAWS)


def to_be_run(assignment: Assignment, every: list[Case]) -> set[str]:
    """The labels of the cases that nothing kept holds for."""
    basis = Basis.of(assignment, hidden_tests(assignment))
    return {case.label for case in every} - set(unchanged(read_kept(assignment), basis, every))


def stopped_after_the_reference(course: Assignment, number: signal.Signals) -> tuple[int, str]:
    """The exit status of a run that gets that signal, and what it says on stderr."""
    command = [sys.executable, "-m", "grader", "validate", "small", "--course", str(course.course), "--slots", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert any(line == "✓ reference: 10 points\n" for line in running.stdout)
        running.send_signal(number)
        _, said = running.communicate(timeout=60)
    return running.returncode, said.strip()
