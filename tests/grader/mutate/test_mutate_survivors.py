"""survivors.toml: what is read of it, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import assignment_slugs, load_assignment
from grader.errors import CourseError
from grader.mutate.making import Change, mutants
from grader.mutate.operators import OPERATORS
from grader.mutate.survivors import read_equivalents, survivors_file

REPOSITORY = Path(__file__).parents[3]

ENTRY = """
[[equivalent]]
operator = "sign"
function = "f"
before = "return x + y"
after = "return x - y"
reason = "y is 0"
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "survivors.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_entries_are_read_with_their_reasons(tmp_path: Path) -> None:
    second = ENTRY.replace('reason = "y is 0"', 'reason = "y is 0 here, too"\noccurrence = 2')
    found = read_equivalents(written(tmp_path, ENTRY + second))
    first = Change("sign", "f", "return x + y", "return x - y")
    assert found.reasons == {
        first: "y is 0",
        Change("sign", "f", "return x + y", "return x - y", 2): "y is 0 here, too",
    }


def test_without_a_file_nothing_is_explained(tmp_path: Path) -> None:
    assert read_equivalents(tmp_path / "survivors.toml").reasons == {}


def test_an_entry_over_several_lines_is_found_again(tmp_path: Path) -> None:
    source = "def f(x):\n    for i in x:\n        i.g()\n"
    (loop,) = [mutant for mutant in mutants(source, OPERATORS) if mutant.change.after == "pass" and mutant.line == 2]
    text = (
        '[[equivalent]]\noperator = "loop"\nfunction = "f"\nafter = "pass"\nreason = "x is empty"\n'
        'before = """\nfor i in x:\n    i.g()\n"""\n'
    )
    assert read_equivalents(written(tmp_path, text)).reasons == {loop.change: "x is empty"}


def test_an_entry_that_is_about_no_mutant_is_stale(tmp_path: Path) -> None:
    found = read_equivalents(written(tmp_path, ENTRY))
    still = [mutant.change for mutant in mutants("def f(x):\n    return x + y\n", OPERATORS)]
    other = [mutant.change for mutant in mutants("def f(x):\n    return x + 2 * y\n", OPERATORS)]
    assert found.stale(still) == []
    assert [change.before for change in found.stale(other)] == ["return x + y"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[equivalent]\n", "Expected ']]'"),
        (ENTRY.replace('reason = "y is 0"\n', ""), "missing required field `reason`"),
        (ENTRY.replace("y is 0", ""), "length >= 1 - at `$.equivalent[0].reason`"),
        (ENTRY.replace("reason", "because"), "unknown field `because`"),
        (ENTRY.replace("[[equivalent]]", "[[hole]]"), "unknown field `hole`"),
        (ENTRY + "occurrence = 0\n", "`int` >= 1"),
        (ENTRY + ENTRY, "two entries for sign in f: 'return x - y'"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_what_is_wrong_with_the_file_is_said(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(CourseError, match=r"survivors\.toml: ") as told:
        read_equivalents(written(tmp_path, text))
    assert words in str(told.value)


@pytest.mark.parametrize("slug", assignment_slugs(REPOSITORY))
def test_no_entry_of_this_repository_is_stale(slug: str) -> None:
    assignment = load_assignment(REPOSITORY, slug)
    made = mutants(assignment.reference_file.read_text(encoding="utf-8"), OPERATORS)
    assert read_equivalents(survivors_file(assignment)).stale(mutant.change for mutant in made) == []
