"""The files that a pipeline takes on: results, pages, reports for the place where it runs."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from grader.ci import github, gitlab
from grader.ci.annotations import Annotation
from grader.ci.grading import Graded, all_reach
from grader.ci.platform import Platform
from grader.ci.summary import markdown
from grader.errors import GraderError
from grader.judge.grade import Grade, all_to_json, to_json
from grader.report import write_submission
from grader.report.views import Code
from grader.writing import write_whole

RESULTS, REPORT, JUNIT, QUALITY, DOTENV = "results.json", "report", "junit.xml", "code-quality.json", "grader.env"


class Results:
    """In a folder. What stands there under their names is gone once this is made, whoever has put it there: where
    nothing comes of the grading nothing may look as if something had."""

    def __init__(self, platform: Platform, out: Path) -> None:
        self._platform = platform
        self._out = out
        if out.is_symlink():
            raise GraderError(f"{out} is a link: name a folder for the results with --out")
        try:
            out.mkdir(parents=True, exist_ok=True)
            for name in (RESULTS, JUNIT, QUALITY, DOTENV, REPORT):
                path = out / name
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise GraderError(f"{out}: the results cannot be written: {error.strerror}") from error

    def write(self, graded: Sequence[Graded], notes: Sequence[Annotation], pass_mark: float) -> None:
        """All but the outputs."""
        from grader.export.gradescope import grade_to_gradescope
        from grader.export.junit import grades_to_junit

        grades = [one.grade for one in graded]
        for one in graded:
            assignment, judgement = one.handed_in.assignment, one.judgement
            where = self._out / REPORT / assignment.slug if len(graded) > 1 else self._out / REPORT
            where.parent.mkdir(parents=True, exist_ok=True)
            write_submission(one.grade, where, Code(judgement.source, judgement.notebook, assignment.settings.file))
        if self._platform.name == "gradescope":
            (grade,) = grades
            self._put(RESULTS, grade_to_gradescope(grade))
        else:
            self._put(RESULTS, to_json(grades[0]) if len(grades) == 1 else all_to_json(grades))
            self._put(JUNIT, grades_to_junit(grades))
        if self._platform.name == "gitlab":
            self._put(QUALITY, gitlab.code_quality(notes))
        if self._platform.summary is not None:
            github.append_summary(self._platform.summary, markdown(grades, pass_mark))

    def outputs(self, grades: Sequence[Grade], pass_mark: float, status: str = "") -> None:
        """For what comes behind this in a pipeline; `status` where it is not that of the grades."""
        values = {
            "score": f"{sum(grade.score for grade in grades):g}",
            "max_score": f"{sum(grade.max_score for grade in grades):g}",
            "status": status or ("passed" if all_reach(grades, pass_mark) else "failed"),
        }
        if self._platform.outputs is not None:
            github.write_outputs(self._platform.outputs, values)
        if self._platform.name == "gitlab":
            self._put(DOTENV, gitlab.dotenv(values).encode())

    def _put(self, name: str, content: bytes) -> None:
        try:
            write_whole(self._out / name, content)
        except OSError as error:
            raise GraderError(f"{self._out / name}: cannot be written: {error.strerror}") from error
