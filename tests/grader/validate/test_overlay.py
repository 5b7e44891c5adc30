"""Overlays: a mutant is the reference with some definitions replaced."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from grader.errors import CourseError
from grader.validate.overlay import overlaid, read_mutants, read_variants

REFERENCE = '''\
"""A reference."""

from __future__ import annotations

import math

LIMIT = 10


def first(x):
    """First."""
    return x + 1


def decorate(function):
    return function


@decorate
@decorate
def second(x):
    return first(x) * math.floor(2.5)


FACTOR: int = 3
OTHER = 4


class Third:
    def value(self):
        return FACTOR + OTHER
'''


def run(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(source, "overlaid", "exec", dont_inherit=True), names)  # noqa: S102 - what an overlay comes to
    return names


def overlay(tmp_path: Path, text: str, reference: str = REFERENCE) -> str:
    path = tmp_path / "overlay.py"
    path.write_text(text)
    return overlaid(reference, path)


def test_a_definition_of_the_same_name_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    source = overlay(tmp_path, '"""Wrong."""\n\n\ndef first(x):\n    y = x\n    return y - 1\n')
    names = run(source)
    assert (names["first"](5), names["second"](5), names["Third"]().value()) == (4, 8, 7)
    assert source.count("def first") == 1
    assert names["__doc__"] == "A reference."


def test_an_empty_overlay_is_the_reference(tmp_path: Path) -> None:
    assert ast.dump(ast.parse(overlay(tmp_path, '"""Nothing."""\n'))) == ast.dump(ast.parse(REFERENCE))


def test_decorators_go_with_their_function(tmp_path: Path) -> None:
    source = overlay(tmp_path, "def second(x):\n    return -x\n")
    assert run(source)["second"](5) == -5
    assert "@decorate" not in source
    source = overlay(
        tmp_path, "def twice(f):\n    return lambda x: 2 * f(x)\n\n\n@twice\ndef first(x):\n    return x\n"
    )
    assert run(source)["first"](5) == 10


def test_new_names_and_imports_are_there_before_anything_runs(tmp_path: Path) -> None:
    text = (
        "import cmath\n\nSTEP = 7\n\n\ndef helper(x):\n    return x + STEP\n\n\ndef first(x):\n    return helper(x)\n"
    )
    names = run(overlay(tmp_path, text))
    assert names["first"](1) == 8
    assert names["cmath"].pi


def test_constants_and_classes_are_replaced(tmp_path: Path) -> None:
    assert run(overlay(tmp_path, "FACTOR = 30\nOTHER: int = 40\n"))["Third"]().value() == 70
    assert run(overlay(tmp_path, "class Third:\n    def value(self):\n        return 0\n"))["Third"]().value() == 0


def test_a_method_is_replaced_by_an_assignment_to_its_class(tmp_path: Path) -> None:
    text = "def value(self):\n    return -FACTOR\n\n\nThird.value = value\nThird.one = Third.two = lambda self: 12\n"
    names = run(overlay(tmp_path, text))
    assert (names["Third"]().value(), names["Third"]().two(), names["second"](5)) == (-3, 12, 12)


def test_an_attribute_of_something_new_is_set_before_anything_runs(tmp_path: Path) -> None:
    text = "class New:\n    pass\n\n\nNew.step = 7\n\n\ndef first(x, step=New.step):\n    return x + step\n"
    assert run(overlay(tmp_path, text))["first"](1) == 8


def test_several_replacements_of_any_length_do_not_disturb_each_other(tmp_path: Path) -> None:
    text = "class Third:\n    pass\n\n\ndef second(x):\n    a = 1\n    b = 2\n    c = 3\n    return a + b + c\n"
    text += "\n\nOTHER = 0\n\n\ndef first(x): return 100\n"
    names = run(overlay(tmp_path, text))
    assert (names["first"](0), names["second"](0), names["OTHER"], names["FACTOR"]) == (100, 6, 0, 3)
    assert not hasattr(names["Third"], "value")


def test_a_line_break_that_is_none_for_python_moves_nothing(tmp_path: Path) -> None:
    reference = 'TEXT = "a\u2028b\x0cc"\n\n\ndef first(x):\n    return "\x1d"\n\n\ndef last(x):\n    return 2\n'
    names = run(overlay(tmp_path, 'def last(x):\n    return "\u2028"\n', reference))
    assert (names["TEXT"], names["first"](0), names["last"](0)) == ("a\u2028b\x0cc", "\x1d", "\u2028")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def first(x:\n    pass\n", "line 1"),
        ("LIMIT = 20\n", "a name that the reference defines before its first function"),
        ("def first(x):\n    return 1\n\n\ndef first(x):\n    return 2\n", "it defines first twice"),
    ],
)
def test_an_overlay_that_cannot_be_laid_over_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(CourseError, match=r"overlay\.py: ") as told:
        overlay(tmp_path, text)
    assert words in str(told.value)


def test_a_reference_without_functions_is_said(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="has no function"):
        overlay(tmp_path, "x = 1\n", "y = 2\n")


MUTANT = '''\
# /// mutant
# kills = ["test_one", "test_two"]
# may_also_fail = ["test_three"]
# cause = "sign # not a comment"
# ///
"""Wrong."""


def first(x):
    return -x
'''
VARIANT = '# /// variant\n# why = "by hand"\n# ///\n"""Right."""\n\n\ndef first(x):\n    return 1 + x\n'


def test_headers_are_read(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text(MUTANT)
    (tmp_path / "a.py").write_text(MUTANT.replace('"test_one", ', ""))
    first, second = read_mutants(tmp_path, REFERENCE)
    assert (first.name, first.header.kills) == ("a", ("test_two",))
    assert (second.header.kills, second.header.may_also_fail) == (("test_one", "test_two"), ("test_three",))
    assert second.header.cause == "sign # not a comment"
    assert run(second.source)["first"](3) == -3


def test_variants_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(VARIANT)
    (variant,) = read_variants(tmp_path, REFERENCE)
    assert (variant.name, variant.header.why) == ("a", "by hand")
    assert run(variant.source)["first"](3) == 4


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert read_mutants(tmp_path / "none", REFERENCE) == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"def first(x): pass\n", "no header"),
        (VARIANT.encode(), "no header: it begins with '# /// mutant'"),
        (MUTANT.replace("# ///\n", "").encode(), "no header"),
        (MUTANT.replace('cause = "', "cause = ").encode(), "header: "),
        (MUTANT.replace("cause", "causes").encode(), "header: "),
        (MUTANT.replace('# kills = ["test_one", "test_two"]\n', "").encode(), "missing required field `kills`"),
        (MUTANT.replace('["test_one", "test_two"]', '"test_one"').encode(), "header: Expected `array`"),
        (MUTANT.replace('["test_one", "test_two"]', "[]").encode(), "length >= 1 - at `$.kills`"),
        (MUTANT.replace("sign # not a comment", "").encode(), "length >= 1 - at `$.cause`"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_a_header_that_is_wrong_is_named_with_its_file(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "wrong.py").write_bytes(content)
    with pytest.raises(CourseError, match=r"wrong\.py: ") as told:
        read_mutants(tmp_path, REFERENCE)
    assert words in str(told.value)
