"""Grading in somebody else's pipeline: where it runs, what a change touches, and what that place is told."""
