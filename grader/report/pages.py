"""The pages of one submission, each a single file with all that it needs in it: what every report is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import GraderError
from grader.judge.grade import Grade
from grader.report.frame import render
from grader.report.notebook import notebook_body
from grader.report.views import Code, GradeView, grade_view
from grader.writing import OwnFiles

if TYPE_CHECKING:
    from grader.report.account import Account  # with the gradebook, which a single grade does without
    from grader.report.past import Past

INDEX = "index.html"
STUDENTS, INSTRUCTOR = "students", "instructor"


def write_submission(grade: Grade, out: Path, code: Code | None = None) -> Path:
    """Write `out`/index.html, the page of one submission as its grade's audience may see it, and return its path.

    A notebook that was handed in has a page beside it, and lies there as it ran. Files that an earlier report has
    written to `out` are replaced or deleted, others are left alone. GraderError when `out` cannot be written.
    """
    stem = INDEX.removesuffix(".html")
    with report_in(out) as files:
        write_pages(files, stem, page_values(grade, stem, code), code.notebook if code is not None else b"")
    return out / INDEX


@contextmanager
def report_in(out: Path) -> Iterator[OwnFiles]:
    """A folder for the pages of one report; OSErrors within the `with` block become one GraderError."""
    try:
        files = OwnFiles(out, "report")
        yield files
        files.finish()
    except OSError as error:
        raise GraderError(f"{out}: the report cannot be written: {error.strerror or error}") from error


def page_values(
    told: Grade,
    stem: str,
    code: Code | None = None,
    *,
    account: Account | None = None,
    past: Past | None = None,
    index: str = "",
    student_page: str = "",
) -> dict[str, Any]:
    """What the template of a submission's page is given. `stem`: the name of its file, without a suffix.

    `told`: the grade as the reader may see it. `account`: what counts in the end, `past`: earlier attempts, which only
    a gradebook knows. `index`, `student_page`: links to the page of all, and to the page that the student is given.
    """
    of_notebook = f"{stem}-notebook.html" if code is not None and code.notebook else ""
    view = grade_view(told, f"{stem}.html", of_notebook, code)
    return {"grade": view, "account": account, "past": past, "index": index, "student_page": student_page}


def write_pages(files: OwnFiles, path: str, values: Mapping[str, Any], notebook: bytes = b"") -> None:
    """Write a submission's page, and those of its notebook. `path`: in the folder, without a suffix."""
    files.write(f"{path}.html", submission_page(values).encode())
    if notebook:
        files.write(f"{path}-notebook.html", notebook_page(values["grade"], notebook).encode())
        files.write(f"{path}-notebook.ipynb", notebook)


def submission_page(values: Mapping[str, Any]) -> str:
    """`values`: those of `page_values`."""
    return render("submission.html", **values)


def notebook_page(view: GradeView, notebook: bytes) -> str:
    return render("notebook.html", grade=view, body=notebook_body(notebook))
