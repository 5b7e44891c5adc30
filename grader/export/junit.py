"""JUnit XML: one testsuite a student, one testcase a test.

There is no standard. This is valid by both schemas that tools go by: junit-10.xsd of jenkinsci/xunit-plugin, and the
stricter JUnit.xsd of windyroad/JUnit-Schema, which wants every element of a suite, in order, and no attributes above.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from grader.export.contents import Contents, Report, reckoning
from grader.export.decimals import digits
from grader.judge.grade import Grade, Outcome

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production Char
_FAILURES = ("failed", "partial")
_SKIPPED = ("skipped", "not_run")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a suite has to have a time


def to_junit(contents: Contents) -> bytes:
    root = ElementTree.Element("testsuites")
    for number, report in enumerate(contents.reports()):
        root.append(_suite(number, report, contents.assignment.slug))
    return _written(root)


def grades_to_junit(grades: Sequence[Grade]) -> bytes:
    """Of grades that are in no gradebook, each as its audience may see it: a suite is called by the assignment."""
    root = ElementTree.Element("testsuites")
    for number, grade in enumerate(grades):
        told = {"points": digits(grade.score), "max_points": digits(grade.max_score)}
        told["problems"] = "\n".join(grade.problems)
        when = datetime.fromisoformat(grade.started)
        root.append(_suite_of(grade, number, name=grade.assignment, slug=grade.assignment, when=when, told=told))
    return _written(root)


def _written(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _suite(number: int, report: Report, slug: str) -> ElementTree.Element:
    entry, grade = report.entry, report.grade
    told = {
        "status": entry.status,
        "points": digits(entry.points) if entry.points is not None else "",
        "max_points": digits(entry.max_points),
        "days_late": str(entry.days_late),
        "reckoning": "\n".join(reckoning(entry)),
        "problems": "\n".join(grade.problems) if grade is not None else "",
    }
    when = entry.attempt.started if entry.attempt is not None else _NEVER
    return _suite_of(grade, number, name=entry.student.login, slug=slug, when=when, told=told)


def _suite_of(
    grade: Grade | None, number: int, *, name: str, slug: str, when: datetime, told: Mapping[str, str]
) -> ElementTree.Element:
    tests = grade.tests if grade is not None else ()
    skipped = sum(test.status in _SKIPPED for test in tests)
    failures = sum(test.status in _FAILURES for test in tests)
    passed = sum(test.status == "passed" for test in tests)
    suite = ElementTree.Element(
        "testsuite",
        {
            "name": _token(name),
            "package": slug,
            "id": str(number),
            "timestamp": f"{when:%Y-%m-%dT%H:%M:%S}",
            "hostname": "localhost",  # what the schema wants for one that is not known
            "tests": str(len(tests)),
            "failures": str(failures),
            "errors": str(len(tests) - skipped - failures - passed),
            "skipped": str(skipped),
            "time": f"{grade.seconds if grade is not None else 0.0:.3f}",
        },
    )
    properties = ElementTree.SubElement(suite, "properties")
    for key, value in told.items():
        if value:
            ElementTree.SubElement(properties, "property", {"name": key, "value": _xml(value)})
    suite.extend(_case(test, slug) for test in tests)
    output = "\n".join(f"{test.id}:\n{test.output}" for test in tests if test.output)
    ElementTree.SubElement(suite, "system-out").text = _xml(output)
    ElementTree.SubElement(suite, "system-err")
    return suite


def _case(test: Outcome, slug: str) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase",
        {
            "name": _token(f"{test.id}: {test.title}"),
            "classname": _token(f"{slug}.{test.part}"),
            "time": f"{test.seconds:.3f}",
        },
    )
    if test.status == "passed":
        return case
    if test.status in _SKIPPED:
        ElementTree.SubElement(case, "skipped").text = _xml(test.message or test.status)
        return case
    points = f"{test.status}: {digits(test.points)} of {digits(test.max_points)} points"
    kind = "failure" if test.status in _FAILURES else "error"
    ElementTree.SubElement(case, kind, {"type": test.status, "message": points}).text = _xml(_said(test))
    return case


def _said(test: Outcome) -> str:
    told = [test.message, f"hint: {test.hint}" if test.hint else "", test.detail]
    told += [
        f"follows from {test.follows_from}" if test.follows_from else "",
        f"seed: {test.seed}" if test.seed else "",
    ]
    return "\n".join(filter(None, told))


def _token(text: str) -> str:
    """One line, never empty."""
    return " ".join(_xml(text).split()) or "-"


def _xml(text: str) -> str:
    return _NO_XML.sub("", text)
