"""What a spreadsheet would run is text in it, and numbers are exact."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.export.decimals import decimal_of, digits, number
from grader.export.sheet import defused, sheet

RUN = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}")


@pytest.mark.parametrize("beginning", [*RUN, "\t", "\r"])
@pytest.mark.parametrize("before", ["", '"', "'", ' "', "\t"])
def test_a_formula_is_text(beginning: str, before: str) -> None:
    text = defused(f"{before}{beginning}1+1")
    assert f"'{beginning}" in text or text.startswith("'")


@pytest.mark.parametrize("beginning", RUN)
@pytest.mark.parametrize("before", ["x;", 'x;"', "x; ", "x\n", "x\r\n ", "x\t"])
def test_so_is_one_behind_the_separator_of_another_country(beginning: str, before: str) -> None:
    assert defused(f"{before}{beginning}1+1") == f"{before}'{beginning}1+1"


@pytest.mark.parametrize("text", ["Alice Alpha", "a-b", "x = 1", "1 + 1", "a@example.org", "O'Neill", "«=»", "a, -1"])
def test_what_is_no_formula_stays(text: str) -> None:
    assert defused(text) == text


@given(st.text(alphabet="=+-@\t\r\n;\"' ax1"))
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert re.search(r"(^|[;\t\r\n])[\s\"]*[=+\-@]", defused(text)) is None


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1), min_size=1))
def test_what_is_written_is_read(texts: list[str]) -> None:
    assert rows(sheet([[f"x{text}" for text in texts]])) == [[defused(f"x{text}") for text in texts]]


def test_numbers_stay_numbers() -> None:
    assert sheet([["-1", Decimal("-1.50"), -1, None, ""]]) == b'"\'-1",-1.5,-1,,\r\n'


def test_lines_end_as_rfc_4180_has_it_and_quotes_are_doubled() -> None:
    assert sheet([['a"b'], ["ü\n1"]]) == '"a""b"\r\n"ü\n1"\r\n'.encode()


def test_no_control_and_no_half_of_a_character() -> None:
    assert sheet([["a\0b\x1b\udc80"]]).decode() == '"a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}?"\r\n'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.30000000000000004"),  # what a float is, is not our making
        (Fraction(3, 10), "0.3"),
        (float(Fraction("0.1") + Fraction("0.2")), "0.3"),
        (1e-7, "0.0000001"),
        (100.0, "100"),
        (Fraction(-1, 3), "-0.333333"),
        (Fraction(2, 3), "0.666667"),
        (-0.0, "0"),
        (1e22, "10000000000000000000000"),
    ],
)
def test_digits(value: Fraction | float, text: str) -> None:
    assert digits(value) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-1000, max_value=1000))
def test_a_decimal_is_what_it_is(value: Decimal) -> None:
    assert decimal_of(Fraction(value)) == value
    assert number(Fraction(value)) == float(value)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))
