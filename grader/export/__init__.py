"""Grades as other systems take them: Gradescope, Canvas, Moodle, Classroom 50, CSV, JSON, JUnit XML."""

from grader.export.canvas import to_canvas
from grader.export.classroom50 import Place, place_in, to_classroom50
from grader.export.contents import Contents, Report
from grader.export.document import to_json
from grader.export.folders import write_each
from grader.export.gradescope import to_gradescope
from grader.export.junit import to_junit
from grader.export.moodle import to_moodle
from grader.export.table import to_csv

__all__ = [
    "Contents",
    "Place",
    "Report",
    "place_in",
    "to_canvas",
    "to_classroom50",
    "to_csv",
    "to_gradescope",
    "to_json",
    "to_junit",
    "to_moodle",
    "write_each",
]
