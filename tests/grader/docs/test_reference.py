"""docs/assignment.md has every key of assignment.toml with its default, and the site's menu has every page."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
import yaml

from grader.course import (
    CourseSettings,
    FeedbackPolicy,
    ForbiddenCalls,
    Limits,
    NotebookSettings,
    Packages,
    Part,
    Settings,
    SubmissionRule,
)
from grader.policies import Policy

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "assignment.md").read_text(encoding="utf-8")
TABLES: dict[str, type[msgspec.Struct]] = {
    "At the top": Settings,
    "`[[parts]]`": Part,
    "`[packages]`": Packages,
    "`[[forbidden_calls]]`": ForbiddenCalls,
    "`[limits]`": Limits,
    "`[notebook]`": NotebookSettings,
    "`[submissions]`": SubmissionRule,
    "`[feedback]`": FeedbackPolicy,
    "`[policy]`": Policy,
}
WITH_TABLES_OF_THEIR_OWN = {name.strip("`[]") for name in TABLES} - {"parts"}


def rows(heading: str) -> dict[str, str]:
    """Key → default, of the table below a heading."""
    (section,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+?) \|", section, re.MULTILINE))


def written(field: msgspec.structs.FieldInfo) -> str:
    """A default as the page has it."""
    if field.required:
        return "required"
    value = field.default
    if value is None:
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return f'`"{value}"`'
    if isinstance(value, tuple):
        return "`[" + ", ".join(f'"{one}"' for one in value) + "]`"
    return f"`{value:g}`"


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_is_documented_with_its_default(heading: str) -> None:
    fields = msgspec.structs.fields(TABLES[heading])
    expected = {field.name: written(field) for field in fields if field.name not in WITH_TABLES_OF_THEIR_OWN}
    assert rows(heading) == expected


def test_every_table_has_a_heading() -> None:
    tables = {field.name for field in msgspec.structs.fields(Settings) if field.name in WITH_TABLES_OF_THEIR_OWN}
    assert tables == WITH_TABLES_OF_THEIR_OWN - {"At the top"}
    assert [f"`{field.name}`" in PAGE for field in msgspec.structs.fields(CourseSettings)] == [True]


def test_every_page_is_in_the_menu_of_the_site() -> None:
    menu = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    listed = re.findall(r"[\w-]+\.md", str(menu))
    assert sorted(listed) == sorted(path.name for path in (ROOT / "docs").glob("*.md"))
