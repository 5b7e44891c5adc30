"""What tests that train rest on: their own files, and of the probes what they name, and what that names."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_course import HIDDEN, write_course

from grader.course import Assignment
from grader.judge.run import hidden_tests
from grader.validate.kept import Basis
from grader.validate.resting import needed

PROBES = '''
"""Probes."""

import time
from grader.remote import probe

SIZES = {"small": sizes}


def helper(x):
    return x + 1


def sizes():
    return 3


@probe
def used(net):
    """Uses a helper and a class."""
    return Watch(helper(net))


class Watch:
    """Of what is used."""


class Base:
    """Of another watch."""


class Other(Base):
    """Of what is not."""


@probe
def unused(net):
    return Other()
'''


def changed(old: str, new: str) -> str:
    assert PROBES.count(old) == 1
    return PROBES.replace(old, new)


def share(source: str) -> bytes:
    return needed(
        source.encode(), [b"def test_that_trains(probes): probes.used(1)  # not unused", b'"""None is unused."""']
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    return Other()", "    return Other"),
        ('"""Of what is not."""', '"""Of nothing."""'),
        ('"""Of another watch."""', '"""Of more."""'),
        (
            "@probe\ndef unused(net):\n",
            "# a comment\n@probe\ndef neither():\n    return 1\n\n\n@probe\ndef unused(x):\n",
        ),
    ],
)
def test_what_nothing_names_is_no_part_of_it(old: str, new: str) -> None:
    assert share(changed(old, new)) == share(PROBES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x + 1", "x + 2"),
        ("return 3", "return 4"),
        ('"small": ', '"large": '),
        ('"""Of what is used."""', '"""Of more."""'),
        ("@probe\ndef used", "@probe\n@probe\ndef used"),
        ("from grader.remote import probe", "from grader.remote import probe, others"),
        ("import time\n", "import time\nfrom time import *\n"),
        ("import time\n", "import time\nprint()\n"),
        ("Watch(helper(net))", "Watch(unused(net))"),
    ],
)
def test_what_is_needed_is(old: str, new: str) -> None:
    assert share(changed(old, new)) != share(PROBES)


def test_a_text_that_is_a_name_is_a_use() -> None:
    by_text = needed(PROBES.encode(), [b"getattr(probes, 'unused')"])
    assert b"return Other()" in by_text
    assert b"Of another watch" in by_text
    assert b"helper" not in by_text


def test_what_does_not_parse_is_needed_as_it_is() -> None:
    assert needed(b"def (", [b"probes"]) == b"def ("
    assert needed(PROBES.encode(), [b"def ("]) == PROBES.encode()


BEFORE, LAST = HIDDEN.split("@points(4")
TRAINING = f"""{HIDDEN.partition("@points(2")[0]}
@points(4{LAST.replace('"double"]', '"double"], training=True').replace("rng):", "rng, probes):", 1)}
    probes.used(None)
"""


@pytest.fixture
def course(tmp_path: Path) -> Assignment:
    """Its test that trains stands in a file of its own, and uses one of the two probes."""
    return write_course(tmp_path, hidden=BEFORE, files={"test_hidden_training.py": TRAINING, "probes.py": PROBES})


@pytest.mark.parametrize(
    ("file", "old", "new", "trains_again"),
    [
        ("probes.py", "return Other()", "return Other", False),
        ("probes.py", "x + 1", "x + 2", True),
        ("test_hidden.py", "standard_normal(5)", "standard_normal(6)", False),
        ("test_public.py", "double(2)", "double(2.0)", False),
        ("test_hidden_training.py", "arange(1, 4)", "arange(1, 4) * 1", True),
    ],
)
def test_what_the_tests_that_train_rest_on(
    course: Assignment, file: str, old: str, new: str, trains_again: bool
) -> None:
    path = course.tests_folder / file
    text = path.read_text(encoding="utf-8")
    before = Basis.of(course, hidden_tests(course))
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    after = Basis.of(course, hidden_tests(course))
    assert (before.every != after.every, before.course != after.course) == (True, True)
    differ = (before.training != after.training, before.training_course != after.training_course)
    assert differ == (trains_again, trains_again)
