"""Run hidden tests on one submission and turn what happens into a Grade.

What a test file imports from here: `points` and `shared_run`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazily import lazily

if TYPE_CHECKING:
    from grader.judge.marks import points
    from grader.judge.shared import shared_run

__all__ = ["points", "shared_run"]

__getattr__ = lazily(__name__, {"points": "marks", "shared_run": "shared"})
