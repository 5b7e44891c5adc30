"""A new assignment to begin with: small, whole, and with tests that hold."""

from grader.skeleton.making import Made, make_assignment

__all__ = ["Made", "make_assignment"]
