"""The pages of some submissions of which nothing is known but their grades: the demo's, say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.course import Assignment
from grader.judge.audience import for_audience
from grader.judge.job import Judgement
from grader.report.class_page import class_page, laid_out
from grader.report.class_records import Records, Standing
from grader.report.file_names import page_names
from grader.report.pages import INDEX, INSTRUCTOR, STUDENTS, page_values, report_in, write_pages
from grader.report.views import Code


def write_submissions(assignment: Assignment, judgements: Sequence[Judgement], out: Path) -> Path:
    """Write `out`/index.html, the page of all, which is for the instructor, and of each submission a page in
    `out`/instructor and the one that its student would be given in `out`/students; return the path of the index.

    Pages of an earlier time that are not among them are deleted. GraderError when `out` cannot be written.
    """
    settings, records = assignment.settings, Records()
    names = page_names(judgement.grade.submission for judgement in judgements)
    with report_in(out) as files:
        for number, (judgement, name) in enumerate(zip(judgements, names, strict=True), 1):
            grade, stem = judgement.grade, name.removesuffix(".html")
            records.add(_standing(judgement, number), grade, f"{INSTRUCTOR}/{name}")
            code = Code(judgement.source, judgement.notebook, settings.file)
            told = for_audience(grade, "student", settings.feedback, judgement.specs)
            write_pages(files, f"{STUDENTS}/{stem}", page_values(told, stem, code), judgement.notebook)
            own = page_values(grade, stem, code, index=f"../{INDEX}", student_page=f"../{STUDENTS}/{name}")
            write_pages(files, f"{INSTRUCTOR}/{stem}", own, judgement.notebook)
        parts = [part.name for part in settings.parts]
        page = class_page(laid_out(assignment.slug, settings.title, records, parts=parts, one="submission"))
        return files.write(INDEX, page.encode())


def _standing(judgement: Judgement, number: int) -> Standing:
    """A submission counts as it was graded; `number` sets it apart from the others."""
    grade = judgement.grade
    return Standing(
        login=grade.submission,
        status="graded",
        points=grade.score,
        max_points=grade.max_score,
        attempt=number,
        edition=grade.assignment_digest,
        awaiting=sum(one.max_points for one in grade.answers if one.status == "awaiting grading"),
    )
