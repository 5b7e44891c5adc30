"""Submissions that have more in common than they should: evidence for a person, and no verdict."""

from grader.similar.comparing import Comparison, Pair, Rules, Source, compare
from grader.similar.groups import Group, groups
from grader.similar.reading import given_code, read_sources

__all__ = ["Comparison", "Group", "Pair", "Rules", "Source", "compare", "given_code", "groups", "read_sources"]
