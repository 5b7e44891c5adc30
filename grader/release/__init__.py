"""From a reference to what students are given."""

from grader.release.folder import drift, write
from grader.release.solutions import strip_solutions
from grader.release.template import stub, template

__all__ = ["drift", "strip_solutions", "stub", "template", "write"]
