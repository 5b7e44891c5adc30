"""Run hidden tests on one submission and turn what happens into a Grade.

What a test file imports from here: `points`, `shared_run`, `probe`.
"""

from grader.judge.marks import points, probe, shared_run

__all__ = ["points", "probe", "shared_run"]
