"""What tests that train rest on of the probes: what they name, and what that names."""

from __future__ import annotations

import pytest

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
