"""What a student hands in, brought into one normal form."""

from grader.submission.form import Submission
from grader.submission.reading import read

__all__ = ["Submission", "read"]
