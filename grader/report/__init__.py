"""Grades as pages that open from disk, load nothing and run nothing."""

from grader.report.pages import write_submission

__all__ = ["write_submission"]
