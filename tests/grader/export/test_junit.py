"""The XML is valid by both schemas that there are.

Their rules are written down here as they are in
https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
and https://github.com/windyroad/JUnit-Schema/blob/master/JUnit.xsd.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest
from exported import ALICE, contents, hand_in, judgement, outcome, release

from grader.course import Assignment
from grader.export import to_junit
from grader.gradebook import Gradebook
from grader.judge.grade import Audience, Status
from grader.store import Store

ONE_LINE = r"\S+( \S+)*"
DECIMAL = r"[+-]?(\d+(\.\d*)?|\.\d+)"
ANY = r"(?s).*"
SUREFIRE_TIME = r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?"
STRICT_ATTRIBUTES = {
    "testsuites": {},
    "testsuite": {
        "package": ONE_LINE,
        "id": r"\d+",
        "name": ONE_LINE,
        "timestamp": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}",
        "hostname": ONE_LINE,
        "tests": r"\d+",
        "failures": r"\d+",
        "errors": r"\d+",
        "skipped": r"\d+",
        "time": DECIMAL,
    },
    "properties": {},
    "property": {"name": ONE_LINE, "value": ANY},
    "testcase": {"name": ONE_LINE, "classname": ONE_LINE, "time": DECIMAL},
    "skipped": {},
    "error": {"message": ANY, "type": ANY},
    "failure": {"message": ANY, "type": ANY},
    "system-out": {},
    "system-err": {},
}
STRICT_CHILDREN = {
    "testsuites": r"(testsuite )*",
    "testsuite": r"properties (testcase )*system-out system-err ",
    "properties": r"(property )*",
    "testcase": r"(skipped |error |failure )?",
}
LAX_ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {
        *("name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package"),
        *("file", "log", "url"),
    },
    "properties": set[str](),
    "property": {"name", "value"},
    "testcase": {"name", "time", "classname", "group"},
    "skipped": {"type", "message"},
    "error": {"type", "message"},
    "failure": {"type", "message"},
    "system-out": set[str](),
    "system-err": set[str](),
}
STATUSES: Sequence[Status] = ("passed", "partial", "failed", "error", "timeout", "skipped", "not_run")


def faults(root: ElementTree.Element) -> list[str]:
    """What one schema or the other forbids."""
    found = []
    for element in root.iter():
        tag = element.tag
        if tag not in STRICT_ATTRIBUTES:
            found.append(f"no element {tag}")
            continue
        strict = STRICT_ATTRIBUTES[tag]
        if set(element.attrib) != set(strict):
            found.append(f"{tag} has {sorted(element.attrib)}")
        found += [
            f"{tag}.{name} is {value!r}"
            for name, value in element.attrib.items()
            if not re.fullmatch(strict.get(name, "x^"), value)
        ]
        if not set(element.attrib) <= LAX_ATTRIBUTES[tag]:
            found.append(f"junit-10: {tag} has {sorted(element.attrib)}")
        if not re.fullmatch(STRICT_CHILDREN.get(tag, ""), "".join(f"{child.tag} " for child in element)):
            found.append(f"{tag} holds {[child.tag for child in element]}")
        if tag == "testsuite" and not re.fullmatch(SUREFIRE_TIME, element.attrib.get("time", "")):
            found.append("junit-10: time")
    return found


def root_of(book: Gradebook, audience: Audience = "student") -> ElementTree.Element:
    return ElementTree.fromstring(to_junit(contents(book, audience)))


def of(assignment: Assignment, store: Store, *statuses: Status, **changes: str) -> Gradebook:
    tests = [outcome(f"test_{status}", None, status=status, **changes) for status in statuses]
    hand_in(store, ALICE, found=judgement("a" * 64, *tests))
    book = Gradebook(assignment, store)
    release(book)
    return book


@pytest.mark.parametrize(
    "wrong",
    [
        '<testsuites name="x"/>',
        "<testsuites><testcase/></testsuites>",
        '<testsuites><testsuite name="a"><properties/></testsuite></testsuites>',
    ],
)
def test_the_rules_refuse_what_is_wrong(wrong: str) -> None:
    assert faults(ElementTree.fromstring(wrong))


@pytest.mark.parametrize("audience", ["student", "instructor"])
def test_it_is_valid(book: Gradebook, audience: Audience) -> None:
    assert faults(root_of(book, audience)) == []


def test_a_suite_a_student_and_a_case_a_test(book: Gradebook) -> None:
    found = {suite.attrib["name"]: len(suite.findall("testcase")) for suite in root_of(book)}
    assert found == {"alice": 4, "bob": 0, "dan": 0}


def test_how_each_status_is_told(assignment: Assignment, store: Store) -> None:
    root = root_of(of(assignment, store, *STATUSES))
    assert faults(root) == []
    found = {case.attrib["name"].partition(":")[0]: [child.tag for child in case] for case in root.iter("testcase")}
    assert found == {
        "test_passed": [],
        "test_partial": ["failure"],
        "test_failed": ["failure"],
        "test_error": ["error"],
        "test_timeout": ["error"],
        "test_skipped": ["skipped"],
        "test_not_run": ["skipped"],
    }


def test_the_counts_are_those_of_the_cases(assignment: Assignment, store: Store) -> None:
    (suite,) = root_of(of(assignment, store, *STATUSES))
    counts = {name: suite.attrib[name] for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "7", "failures": "2", "errors": "2", "skipped": "2"}


def test_no_character_that_xml_does_not_know(assignment: Assignment, store: Store) -> None:
    book = of(assignment, store, "failed", message="a\x00b\x1b[31m\ufffe]]>&\U0001f600\n<tag>", title="t\x0c\nitle")
    root = root_of(book)
    assert faults(root) == []
    (failure,) = root.iter("failure")
    assert (failure.text or "").startswith("ab[31m]]>&\U0001f600\n<tag>")


def test_points_are_properties(book: Gradebook) -> None:
    (alice,) = (suite for suite in root_of(book) if suite.attrib["name"] == "alice")
    found = {one.attrib["name"]: one.attrib["value"] for one in alice.iter("property")}
    assert (found["points"], found["max_points"], found["status"]) == ("1.17", "10", "graded")


def test_utf_8_with_a_declaration(book: Gradebook) -> None:
    assert to_junit(contents(book, "instructor")).startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<testsuites>")
