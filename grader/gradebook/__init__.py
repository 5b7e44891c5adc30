"""From raw grades to what counts: the rules of an assignment, and what people have decided, on top of them."""

from grader.gradebook.book import Gradebook
from grader.gradebook.entries import Entry, Line

__all__ = ["Entry", "Gradebook", "Line"]
