"""The page of a class in use: its tables sort and filter, by mouse and by keys; without a script it says the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.looking import Look, Looking, Windows, watched

STUDENTS, TESTS = "table.marks", "table.analysis"
ALL = "Ada Abe|Bea Bauer|Bo Bauer|Cy Conti|Di Diallo|Emil Öz|fay|Gus Ito 10|Gus Ito 2|Hana Khan|Ivo Lopez|Jun Meier"
ALL_STUDENTS = [*ALL.split("|"), "Kofi Novak"]


@pytest.fixture(scope="module")
def opened(windows: Windows, pages: dict[str, Path]) -> Iterator[Look]:
    with watched(windows) as looking:
        yield looking(pages["class"])


@pytest.fixture
def page(opened: Look) -> Look:
    opened.page.reload()
    return opened


def names(page: Look) -> list[str]:
    """Of the students whose rows are seen, from above; the two of one name by the end of their logins."""
    found: list[str] = page.ask(
        """(table) => Array.from(document.querySelectorAll(`${table} tbody tr`))
           .filter((row) => row.getBoundingClientRect().height > 0)
           .map((row) => Array.from(row.querySelectorAll("th bdi"), (one) => one.textContent).join(" "))""",
        STUDENTS,
    )
    return [name.replace(" gus", " ") if "gus" in name else name.rpartition(" ")[0] or name for name in found]


def column(page: Look, table: str, place: int) -> list[str]:
    """What stands in one column, from above."""
    cells = page.page.locator(f"{table} tbody tr > :nth-child({place})").all_text_contents()
    return [" ".join(cell.split()) for cell in cells]


def sorted_by(page: Look, table: str) -> dict[str, str]:
    """What the headings of a table say of the order, where they say anything."""
    found: dict[str, str] = page.ask(
        """(table) => Object.fromEntries(Array.from(document.querySelectorAll(`${table} [aria-sort]`),
           (one) => [one.textContent, one.getAttribute("aria-sort")]))""",
        table,
    )
    return found


def click(page: Look, table: str, heading: str) -> None:
    page.page.locator(table).get_by_role("button", name=heading, exact=True).click()


def type_(page: Look, wish: str) -> None:
    page.page.get_by_label("Filter").fill(wish)


def test_everyone_is_there_in_the_order_of_the_gradebook(page: Look) -> None:
    assert names(page) == sorted(ALL_STUDENTS, key=str.casefold)
    assert sorted_by(page, STUDENTS) == {}


def test_points_sort_from_the_highest_and_again_from_the_lowest(page: Look) -> None:
    click(page, STUDENTS, "Points")
    from_above = names(page)
    assert from_above == (
        "Emil Öz|Ivo Lopez|Hana Khan|fay|Gus Ito 2|Jun Meier|Gus Ito 10|Bea Bauer|Bo Bauer|Ada Abe|Kofi Novak|Cy Conti|"
        "Di Diallo"
    ).split("|")
    assert sorted_by(page, STUDENTS) == {"Points": "descending"}
    click(page, STUDENTS, "Points")
    # who is excused has no points, and comes last either way
    assert names(page)[:2] == ["Cy Conti", "Kofi Novak"]
    assert names(page)[-2:] == ["Ivo Lopez", "Di Diallo"]
    assert sorted_by(page, STUDENTS) == {"Points": "ascending"}


def test_names_sort_as_people_read_them_and_again_the_other_way(page: Look) -> None:
    click(page, STUDENTS, "Student")
    upwards = names(page)
    assert upwards == [*ALL_STUDENTS[:7], "Gus Ito 2", "Gus Ito 10", *ALL_STUDENTS[9:]]
    assert sorted_by(page, STUDENTS) == {"Student": "ascending"}
    click(page, STUDENTS, "Student")
    assert names(page) == upwards[::-1]
    assert sorted_by(page, STUDENTS) == {"Student": "descending"}


def test_numbers_in_words_sort_as_numbers(page: Look) -> None:
    click(page, STUDENTS, "Section")
    assert column(page, STUDENTS, 2) == [*"AAAAA", *"BBBBBB", "Group 2", "Group 10"]


def test_a_column_of_marks_sorts_the_worst_first(page: Look) -> None:
    heading = page.page.locator(f"{STUDENTS} thead").get_by_role("button", name="Three steps")
    heading.click()
    assert column(page, STUDENTS, 9) == list("»»»»»······")
    heading.press("Enter")
    assert column(page, STUDENTS, 9) == list("······»»»»»")


def test_each_heading_of_the_tests_sorts(page: Look) -> None:
    for place, heading, first, last in (
        (1, "No.", "1", "9"),
        (2, "Test", "Accuracy on images nobody has seen", "Two moons"),
        (3, "Part", "Accuracy", "Training"),
        (4, "Points", "20", "5"),
        (5, "Pass", "20 % 2 of 10", "100 % 1 of 1"),
        (6, "Mean share", "20 %", "100 %"),
        (7, "Discrimination", "0.50", "not defined"),
    ):
        click(page, TESTS, heading)
        upwards = column(page, TESTS, place)
        assert (upwards[0], upwards[-1]) == (first, last), heading
        assert list(sorted_by(page, TESTS)) == [heading]
        click(page, TESTS, heading)
        # what has no number is last either way
        assert column(page, TESTS, place)[0] == (upwards[-1] if last != "not defined" else upwards[-2]), heading


def test_what_is_to_be_looked_at_comes_first(page: Look) -> None:
    click(page, TESTS, "To be looked at")
    assert [bool(said) for said in column(page, TESTS, 8)] == [True] * 2 + [False] * 7


def test_time_sorts_and_the_other_tables_stay_as_they_are(page: Look) -> None:
    slowest = page.page.locator("table.sortable", has_text="The slowest tests")
    slowest.get_by_role("button", name="Median").click()
    shown = slowest.locator("tbody td:nth-child(2)").all_text_contents()
    assert shown[0] == "1.0 s"
    assert sorted(shown, key=lambda text: -float(text.removesuffix(" s"))) == shown
    assert column(page, TESTS, 1) == list("123456789")
    assert names(page) == sorted(ALL_STUDENTS, key=str.casefold)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_heading_sorts_by_the_keyboard(page: Look, key: str) -> None:
    page.page.get_by_label("Filter").focus()
    for _ in range(3):  # the field, the table that can be scrolled, its first two headings
        page.page.keyboard.press("Tab")
    assert page.ask("document.activeElement.textContent") == "Section"
    page.page.keyboard.press(key)
    assert sorted_by(page, STUDENTS) == {"Section": "ascending"}
    page.page.keyboard.press(key)
    assert sorted_by(page, STUDENTS) == {"Section": "descending"}
    assert column(page, STUDENTS, 2)[:2] == ["Group 10", "Group 2"]
    assert page.ask("document.activeElement.textContent") == "Section"


FILTERED = {
    "late": "Bea Bauer|Bo Bauer|fay",
    "missing": "Cy Conti",
    "excused": "Di Diallo",
    "look": "Gus Ito 10",
    "problems": "Ada Abe",
    "awaiting": "Ada Abe",
    "section:b": "Bea Bauer|Bo Bauer|Cy Conti|fay|Ivo Lopez|Kofi Novak",
    "SECTION:Group": "Gus Ito 10|Gus Ito 2",
    "bauer": "Bea Bauer|Bo Bauer",
    "öz": "Emil Öz",
    "gus10": "Gus Ito 10",
    "<50": "Ada Abe|Bea Bauer|Bo Bauer|Cy Conti|Kofi Novak",
    "<=0": "Cy Conti",
    "=93": "Emil Öz|Ivo Lopez",
    ">=90%": "Emil Öz|Ivo Lopez",
    ">86,7 <=86.8": "Hana Khan",
    ">50 late": "fay",
    "late  section:b <50": "Bea Bauer|Bo Bauer",
    "late missing": "",
    "nobody": "",
    "   ": "|".join(ALL_STUDENTS),
}


def test_the_field_filters(page: Look) -> None:
    for wish, found in FILTERED.items():
        type_(page, wish)
        expected = sorted(found.split("|") if found else [], key=str.casefold)
        assert sorted(names(page), key=str.casefold) == expected, wish
        assert page.page.locator("output").text_content() == f"{len(expected)} of 13"


def test_what_is_filtered_can_be_sorted_and_comes_back(page: Look) -> None:
    page.page.get_by_label("Filter").press_sequentially("section:b")
    click(page, STUDENTS, "Points")
    assert names(page) == "Ivo Lopez|fay|Bea Bauer|Bo Bauer|Kofi Novak|Cy Conti".split("|")
    type_(page, "")
    assert len(names(page)) == 13


def test_the_field_has_a_name_and_says_how_it_is_used(page: Look) -> None:
    field = page.page.get_by_role("searchbox", name="Filter")
    assert "section:b" in (page.page.locator(f"#{field.get_attribute('aria-describedby')}").text_content() or "")


def test_a_link_to_a_test_lands_at_its_line(page: Look) -> None:
    page.page.locator(f"{STUDENTS} thead").get_by_role("link", name="7").click()
    line = page.page.locator("tr:target")
    assert "Two moons" in (line.text_content() or "")
    assert page.ask("document.querySelector('tr:target').getBoundingClientRect().top") < 900


def test_without_a_script_the_page_says_the_same(look: Looking, pages: dict[str, Path]) -> None:
    said = """() => {
      const main = document.querySelector("main").cloneNode(true);
      main.querySelector(".filter").remove();
      return main.textContent.split(/\\s+/).join(" ");
    }"""
    with_script, without = look(pages["class"]), look(pages["class"], script=False)
    assert without.ask(said) == with_script.ask(said)
    assert "Three steps" in without.ask(said)
    assert names(without) == names(with_script)
    # and nothing that would not work
    assert without.page.get_by_role("button").count() == 0
    assert not without.page.get_by_label("Filter").is_visible()
    missing = without.page.locator(".groups details", has_text="Missing")
    missing.locator("summary").click()
    assert missing.get_by_text("Cy Conti").is_visible()
