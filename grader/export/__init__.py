"""Grades as other systems take them: Gradescope, Canvas, Moodle, Classroom 50, CSV, JSON, JUnit XML."""

from grader.export.canvas import canvas
from grader.export.classroom50 import Place, classroom50, place_in
from grader.export.contents import Contents, Report
from grader.export.document import document
from grader.export.folders import write_each
from grader.export.gradescope import gradescope
from grader.export.junit import junit
from grader.export.moodle import moodle
from grader.export.table import table

__all__ = [
    "Contents",
    "Place",
    "Report",
    "canvas",
    "classroom50",
    "document",
    "gradescope",
    "junit",
    "moodle",
    "place_in",
    "table",
    "write_each",
]
