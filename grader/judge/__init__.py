"""Run hidden tests on one submission and turn what happens into a Grade.

What a test file imports from here: `points` and `shared_run`.
"""

from grader.judge.marks import points
from grader.judge.shared import shared_run

__all__ = ["points", "shared_run"]
