"""Which forbidden calls a submission's source names, read from its syntax tree; nothing of it is run."""

from grader.judge.forbidden.reading import Finding, find_forbidden

__all__ = ["Finding", "find_forbidden"]
