"""Texts from students: visible, capped, and names of files that stay where they belong."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_grades import unhurried

from grader.report.file_names import LONGEST_STEM, page_names, safe_stem
from grader.report.text import block, head_and_tail, one_line, visible

HIDING = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
ANY_TEXT = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "[ESC][31mred[ESC][0m"),
        ("a\x00b\x7f", "a[NUL]b[DEL]"),
        ("a\u202egnp.exe", "a[U+202E]gnp.exe"),
        ("\u2066x\u2069", "[U+2066]x[U+2069]"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("tag\U000e0041", "tag[U+E0041]"),
        ("lone\udcff", "lone[U+DCFF]"),
        ("next\x85line", "next[U+0085]line"),
        ("over\rwrite", "over[CR]write"),
        ("two\r\nlines\tand a tab", "two\nlines\tand a tab"),
        ("Zoë 李 محمد", "Zoë 李 محمد"),
        ("a" + "\u0301" * 50, "a" + "\u0301" * 3 + "[more marks]"),
    ],
)
def test_what_hides_or_moves_becomes_visible(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@unhurried
@given(ANY_TEXT)
def test_nothing_hidden_is_left_in_any_text(text: str) -> None:
    left = {character for character in visible(text) if unicodedata.category(character) in HIDING}
    assert left <= {"\n", "\t"}
    visible(text).encode("utf-8")


@unhurried
@given(ANY_TEXT)
def test_making_visible_twice_changes_nothing(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@unhurried
@given(ANY_TEXT, st.integers(2, 20))
def test_one_line_is_one_line_of_the_length_asked_for(text: str, longest: int) -> None:
    line = one_line(text, longest)
    assert len(line) <= longest
    assert "\n" not in line


def test_one_line_says_that_it_was_cut() -> None:
    assert one_line("abcdef", 6) == "abcdef"
    assert one_line("abcdefg", 6) == "abcde…"
    assert one_line("a\u202eb", 6) == "a[U+2…"


def test_a_block_keeps_its_lines_and_says_what_it_lost() -> None:
    assert block("a\n  b\n") == "a\n  b"
    assert block("x" * 1_010, 10) == "x" * 10 + "\n[1,000 more characters are not shown]"


def test_output_keeps_its_head_and_its_tail() -> None:
    assert head_and_tail("ab" + "-" * 5_000 + "yz", 4) == "ab\n[5,000 characters in the middle are not shown]\nyz"
    assert head_and_tail("abcd", 4) == "abcd"


@pytest.mark.parametrize(
    ("submission", "stem"),
    [
        ("sample", "sample"),
        ("Hand In", "Hand-In"),
        ("Zoë", "Zoe"),
        ("../../etc/passwd", "etc-passwd"),
        ("..\\..\\evil", "evil"),
        ("/absolute", "absolute"),
        ("....", "submission"),
        ("", "submission"),
        ("李", "submission"),
        ("nul\x00byte", "nul-byte"),
        ("CON", "submission-CON"),
        ("aux.txt", "submission-aux.txt"),
        ("index", "submission-index"),
        ("Index", "submission-Index"),
    ],
)
def test_a_name_becomes_a_safe_stem(submission: str, stem: str) -> None:
    assert safe_stem(submission) == stem


def test_page_names_are_unique_where_case_does_not_count() -> None:
    assert page_names(["a-2", "a", "A", "a", "../a"]) == ("a-2.html", "a.html", "A-3.html", "a-4.html", "a-5.html")


@unhurried
@given(st.lists(ANY_TEXT, max_size=12))
def test_page_names_are_plain_unique_and_no_path(names: list[str]) -> None:
    pages = page_names(names)
    assert len({page.lower() for page in pages} | {"index.html"}) == len(names) + 1
    for page in pages:
        assert page.isascii()
        assert set("/\\:\0 ").isdisjoint(page)
        assert not page.startswith((".", "-"))
        assert len(page) <= LONGEST_STEM + 30
