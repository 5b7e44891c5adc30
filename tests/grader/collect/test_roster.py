"""Rosters as people and learning systems write them, and whose submission is whose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.collect import HandedIn, Roster, read_roster
from grader.collect.roster import normalised
from grader.errors import SubmissionError
from grader.people import Student


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str, newline: str) -> None:
    people = 'alice,"Exämple# Alice",alice@example.org,2,red,1001'
    lines = ['Login,Full Name,"E-Mail",SECTION,Team,ID', people, "", ",,"]
    path = table(tmp_path, newline.join(lines).replace(",", delimiter).replace("#", ","), encoding)
    assert read_roster(path).students == (
        Student("alice", "Exämple, Alice", "alice@example.org", "2", "red", ("1001",)),
    )


@pytest.mark.parametrize(
    ("text", "student"),
    [
        ("username\nalice", Student("alice")),
        ("USER\nalice", Student("alice")),
        ("student_id\n1001", Student("1001")),
        ("SID,Name\n1001,Alice Example", Student("1001", "Alice Example")),
        ("First Name,Last Name,SID,Email\nAlice,Example,1001,a@x.org", Student("1001", "Alice Example", "a@x.org")),
        ("First name,Surname,ID number,Email address,Groups\nAlice,Example,1001,a@x.org,red", None),
        ("Student,ID,SIS User ID,SIS Login ID,Section\n   Points Possible,,,,\n", None),
        ("email,name\na@x.org,Alice", Student("a@x.org", "Alice", "a@x.org")),
        ("name,group\nAlice Example,red", Student("Alice Example", "Alice Example", group="red")),
        ("first name,last name\nAlice,Example", Student("Alice Example", "Alice Example")),
        ("login,sid\n,1001", Student("1001")),
        ("login,remarks\nalice", Student("alice")),
        ("login\nalice,more,than,headers", Student("alice")),
    ],
)
def test_headers(tmp_path: Path, text: str, student: Student | None) -> None:
    found = read_roster(table(tmp_path, text)).students
    expected = {
        "First name,Surname": (Student("1001", "Alice Example", "a@x.org", group="red"),),
        "Student,ID": (),
    }
    assert found == ((student,) if student else expected[",".join(text.split(",")[:2])])


def test_the_gradebook_of_canvas(tmp_path: Path) -> None:
    text = """Student,ID,SIS User ID,SIS Login ID,Section,ps1 (77)
    Points Possible,,,,,100
"Example, Alice",12345,1001,alice,A,
"Sample, Bob",12346,1002,bob,A,5
"""
    assert read_roster(table(tmp_path, text)).students == (
        Student("alice", "Example, Alice", "", "A", "", ("12345", "1001")),
        Student("bob", "Sample, Bob", "", "A", "", ("12346", "1002")),
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n;;\n", "is empty"),
        (
            b"section,group\nA,red",
            "line 1: no column names a student (login, id, email, name); there is: section, group",
        ),
        (b"first name,section\nAlice,A", "line 1: no column names a student"),
        (b"login,name\nalice,A\nbob,B\n\nALICE,A", "line 5: ALICE was in line 2 already"),
        (b"login,name,section\nalice,A,1\n,,2", "line 3: names no student"),
        (b'login\n"' + b"x" * 200_000 + b'"', "field larger than field limit"),
        (b"login\n\x81\x8d", "is neither UTF-8 nor Windows-1252"),
        (b"login\nx\x1b[2J\nX\x1b[2J", "was in line 2 already"),
    ],
)
def test_what_is_wrong_with_a_roster(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(SubmissionError, match=re.escape(says)) as caught:
        read_roster(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert str(caught.value).isprintable()


def test_a_roster_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path, tmp_path / "nu\0ll"):
        with pytest.raises(SubmissionError, match="cannot be read"):
            read_roster(path)


ALICE = Student("alice", "Alice Example", "Alice.Example@example.org", "A", "", ("1001", "12345"))
BOB = Student("bob7", "Sämple-Söhne, Bob Björn", "bob@example.org", "A", "red")
CAROL = Student("carol", "Carol van der Model", "", "B", "Red", ("1003",))
DAVE = Student("dave", "Dave Mort", "dave@example.org")
DAVE_TOO = Student("dave2", "Mort, Dave", "dave2@example.org")
ROSTER = Roster((ALICE, BOB, CAROL, DAVE, DAVE_TOO))


def of(owner: str, *aliases: str) -> tuple[Student, ...]:
    return ROSTER.of(HandedIn(owner, Path("x"), aliases))


@pytest.mark.parametrize(
    "owner",
    [
        *("alice", "ALICE", " alice ", "alice.example@example.org", "alice.example", "1001", "12345", "Alice Example"),
        *("Example, Alice", "examplealice", "EXAMPLE ALICE", "Álïce Exàmple", "alice-example"),
    ],
)
def test_one_student_by_many_names(owner: str) -> None:
    assert of(owner) == (ALICE,)
    assert of("nobody at all", "77", owner) == (ALICE,)


@pytest.mark.parametrize("owner", ["samplesohnebobbjorn", "Bob Björn Sämple-Söhne", "Sample-Sohne, Bob Bjorn", "bob"])
def test_all_members_of_the_group(owner: str) -> None:
    assert of(owner) == (BOB, CAROL)


def test_names_of_several_words() -> None:
    for owner in ("vandermodelcarol", "modelcarolvander", "dermodelcarolvan", "carolvandermodel"):
        assert of(owner) == (BOB, CAROL)
    assert of("carolmodelvander") == ()


@pytest.mark.parametrize("owner", ["red", "RED", "r-e-d"])
def test_the_name_of_the_group(owner: str) -> None:
    assert of(owner, "1001-9") == (BOB, CAROL)
    assert of("other", owner) == ()


@pytest.mark.parametrize(
    "names",
    [
        ("nobody",),
        ("",),
        ("-",),
        ("Dave Mort",),  # there are two
        ("alice", "dave"),  # says two things
        ("Alice Example", "1003"),  # a number that is another's: Moodle's, of this assignment
        ("alice", "Dave Mort"),
        ("ali",),
        ("example",),
    ],
)
def test_nobody_where_it_is_not_clear(names: tuple[str, ...]) -> None:
    assert of(*names) == ()


def test_an_id_tells_two_of_one_name_apart() -> None:
    assert of("Dave Mort", "dave2@example.org") == (DAVE_TOO,)
    assert of("mortdave", "dave") == (DAVE,)
    assert of("bob7", "1003") == (BOB, CAROL)  # two things, of one group


def test_several_submitters() -> None:
    def by(*people: tuple[str, ...]) -> tuple[Student, ...]:
        names = [name for person in people for name in person]
        return ROSTER.of(HandedIn(names[0], Path("x"), tuple(names[1:]), submitters=people))

    assert by(("1001", "Alice Example"), ("dave@example.org", "Dave Mort")) == (ALICE, DAVE)
    assert by(("1001",), ("9999", "Nobody")) == (ALICE,)
    assert by(("1001",), ("Dave Mort",)) == (ALICE,)
    assert by(("1001",), ("carol",)) == (ALICE, BOB, CAROL)
    assert by(("9999",), ("Nobody",)) == ()


names = st.text(max_size=12) | st.sampled_from(["alice", "Alice", "Example, Alice", "a b", "1", "red", "É", "ß", "ﬁ"])
students = st.builds(Student, names, names, names, names, names, st.tuples(names))
handed_in = st.builds(
    HandedIn,
    names,
    st.just(Path("x")),
    st.lists(names, max_size=3).map(tuple),
    submitters=st.lists(st.lists(names, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple),
)


@given(st.lists(students, max_size=6), handed_in)
def test_matching_never_raises_and_gives_whole_groups(people: list[Student], one: HandedIn) -> None:
    roster = Roster(tuple(people))
    found = roster.of(one)
    assert all(student in people for student in found)
    groups = {normalised(student.group) for student in found} - {""}
    assert all(student in found for student in people if normalised(student.group) in groups)
    if not one.submitters:
        ungrouped = [student for student in found if not normalised(student.group)]
        assert len(groups) + len(ungrouped) <= 1


@given(st.lists(students, min_size=1, max_size=6, unique_by=lambda student: student.login.strip().casefold()))
def test_a_login_that_is_only_a_login_is_found(people: list[Student]) -> None:
    first = Student(f"{people[0].login.strip()}-unique-7", group=people[0].group)
    assert first in Roster((first, *people[1:])).of(HandedIn(first.login, Path("x")))


@given(st.text(max_size=30))
def test_normalised_names(name: str) -> None:
    normal = normalised(name)
    assert normalised(normal) == normal
    assert normal == "" or normal.isalnum()
    assert normalised(f" {name}-") == normal


@given(st.binary(max_size=300))
def test_any_bytes_are_a_roster_or_an_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    for head in (b"", b"login,name\n"):
        path.write_bytes(head + content)
        found, said = Roster(()), ""
        try:
            found = read_roster(path)
        except SubmissionError as error:
            said = str(error)
        assert said.isprintable()
        assert all(student.login for student in found.students)
