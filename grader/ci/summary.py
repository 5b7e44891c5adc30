"""A summary in Markdown: the points of each part, what to do next, and what it took."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from grader.ci.grading import percent, reaches
from grader.judge.grade import FAULTS, Grade, Outcome, awaiting, isolation_warning
from grader.report.text import block, one_line

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:$/])")


def markdown(grades: Sequence[Grade], pass_mark: float) -> str:
    """Of grades as their student may see them; `pass_mark` in percent."""
    return "\n".join(line for grade in grades for line in _section(grade, pass_mark)) + "\n"


def plain(text: str) -> str:
    """One line that is text and nothing else, whatever it holds: no markup, no link, nobody who is notified."""
    return _MARKS.sub(r"\\\1", html.escape(one_line(text, 200), quote=False)).replace("@", "@\u200b")


def _section(grade: Grade, pass_mark: float) -> Iterator[str]:
    passed = reaches(grade, pass_mark)
    yield f"## {plain(grade.assignment_title)}: {grade.score:g} of {grade.max_score:g} points"
    yield ""
    yield f"{'Passed' if passed else 'Not passed'}: {pass_mark:g} % are needed, {percent(grade):g} % were reached."
    yield ""
    for problem in grade.problems:
        yield f"- {plain(problem)}"
    yield ""
    yield "| part | points | tests passed | time |"
    yield "| --- | ---: | ---: | ---: |"
    for part in dict.fromkeys(test.part for test in grade.tests):
        tests = [test for test in grade.tests if test.part == part]
        points, most = sum(test.points for test in tests), sum(test.max_points for test in tests)
        good = sum(test.status == "passed" for test in tests)
        seconds = sum(test.seconds for test in tests)
        yield f"| {plain(part)} | {points:g} of {most:g} | {good} of {len(tests)} | {seconds:.1f} s |"
    yield ""
    failing = [test for test in grade.tests if test.status in FAULTS]
    if failing:
        yield "| what failed | points | time | what was found |"
        yield "| --- | ---: | ---: | --- |"
        for test in sorted(failing, key=lambda test: (test.follows_from is not None, test.points - test.max_points)):
            yield _row(test)
        yield ""
    for said in filter(None, (awaiting(grade), isolation_warning(grade.isolation))):
        yield f"{plain(said)}"
        yield ""
    yield f"Isolation {plain(grade.isolation)}, {grade.seconds:.1f} s, dlgrader {plain(grade.grader_version)}."


def _row(test: Outcome) -> str:
    said = [f"follows from {test.follows_from}"] if test.follows_from else [test.message, test.hint]
    found = "<br>".join(plain(line) for text in said for line in block(text, 600).splitlines() if line)
    limit = f" of {test.limit_seconds:.0f} s" if test.limit_seconds else " s"
    points = f"{test.points:g} of {test.max_points:g}"
    return f"| {plain(test.title)} ({plain(test.status)}) | {points} | {test.seconds:.1f}{limit} | {found} |"
