"""docs/statements.md: the tables at the heads of hidden tests, with the tests that they name."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from real_parts import loaded

TESTS = dict.fromkeys(("test_add", "test_add_twice", "test_sum", "test_sum_twice", "test_is_pure"), "")


@pytest.fixture(scope="module")
def statements() -> ModuleType:
    return loaded("docs/statements.py", "statements")


def test_a_row_goes_on_where_a_cell_is_empty_or_ends_in_a_comma(statements: ModuleType) -> None:
    doc = "\n".join(
        (
            "| sentence | test |",
            "| --- | --- |",
            "| one | test_a, |",
            "| and more | test_b |",
            "| two | test_c |",
            "| lines | |",
            "| three | test_d, |",
            "| | test_e |",
        )
    )
    assert list(statements._rows(doc)) == [
        ("one and more", "test_a, test_b"),
        ("two lines", "test_c"),
        ("three", "test_d, test_e"),
    ]


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("test_add", ["`test_add`"]),
        ("test_add … test_sum", ["`test_add`", "`test_add_twice`", "`test_sum`"]),
        ("test_…_twice", ["`test_add_twice`", "`test_sum_twice`"]),
        ("…_pure", ["`test_is_pure`"]),
        ("in those of add", ["in those of add"]),
    ],
)
def test_names_are_those_of_tests(statements: ModuleType, tmp_path: Path, named: str, found: list[str]) -> None:
    assert list(statements._names(named, TESTS, tmp_path / "test_hidden.py")) == found


@pytest.mark.parametrize("named", ["test_subtract", "…_twice", "test_add … test_product"])
def test_a_name_that_is_no_test_or_may_be_several_is_an_error(
    statements: ModuleType, tmp_path: Path, named: str
) -> None:
    with pytest.raises(SystemExit, match=r"its table names "):
        list(statements._names(named, TESTS, tmp_path / "test_hidden.py"))
