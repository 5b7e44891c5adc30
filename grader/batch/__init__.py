"""A whole class: who handed in what, what of it has to be graded, and the slots that grade it."""

from grader.batch.lock import only_one
from grader.batch.pools import LocalPool
from grader.batch.run import Batch, Listener, Summary

__all__ = ["Batch", "Listener", "LocalPool", "Summary", "only_one"]
