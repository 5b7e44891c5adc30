"""Who is in the course, and whose submission is whose."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.collect.handed_in import HandedIn
from grader.collect.table import Row, Table, read_table
from grader.errors import SubmissionError
from grader.people import Student
from grader.submission.form import printable

# Headers as people write them, and as the exports of Canvas, Moodle and Gradescope have them; the first counts.
LOGINS = ("login", "username", "user", "user name", "login id", "sis login id", "netid", "github", "github username")
IDS = ("student id", "sid", "id", "sis user id", "id number", "student number", "user id", "studentid")
NAMES = ("name", "full name", "student", "student name")
FIRST_NAMES = ("first name", "firstname", "given name")
LAST_NAMES = ("last name", "lastname", "surname", "family name")
EMAILS = ("email", "e mail", "email address", "mail")
SECTIONS = ("section", "sections", "tutorial")
GROUPS = ("group", "groups", "team", "group name", "team name")
_NO_STUDENT = "points possible"  # a line below the headers of Canvas's gradebook


@dataclass(frozen=True)
class Roster:
    students: tuple[Student, ...]
    _by_identifier: dict[str, frozenset[int]] = field(init=False, repr=False, compare=False)
    _by_name: dict[str, frozenset[int]] = field(init=False, repr=False, compare=False)
    _by_group: dict[str, frozenset[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        identifiers, names, groups = (defaultdict[str, set[int]](set) for _ in range(3))
        for number, student in enumerate(self.students):
            for identifier in _identifiers(student):
                identifiers[identifier].add(number)
            for name in _names(student.name):
                names[name].add(number)
            if normal := normalised(student.group):
                groups[normal].add(number)
        for attribute, found in (("_by_identifier", identifiers), ("_by_name", names), ("_by_group", groups)):
            object.__setattr__(self, attribute, {key: frozenset(numbers) for key, numbers in found.items()})

    def of(self, handed_in: HandedIn) -> tuple[Student, ...]:
        """Whose it is, all members of the group; () when it is nobody's, or not clear whose.

        By login, e-mail address, what is before its @, or another id, in whatever case; and by the name, in either
        order and without accents. Where both say something they must agree. Else by the name of the group.
        """
        if handed_in.submitters:
            people = [self._of((*person,)) for person in handed_in.submitters]
            found = frozenset[int]().union(*people)
        else:
            found = self._of((handed_in.owner, *handed_in.aliases))
        return tuple(student for number, student in enumerate(self.students) if number in found)

    def _of(self, called: tuple[str, ...]) -> frozenset[int]:
        by_identifier = frozenset[int]().union(*(self._by_identifier.get(_folded(name), ()) for name in called))
        by_name = frozenset[int]().union(*(self._by_name.get(normalised(name), ()) for name in called))
        found = by_identifier & by_name if by_identifier and by_name else by_identifier | by_name
        if not by_identifier and not by_name:
            # its own name, and no alias: those are of people
            return self._by_group.get(normalised(called[0]), frozenset())
        groups = [self._by_group.get(normalised(self.students[number].group), {number}) for number in found]
        return frozenset(groups[0]) if groups and all(found <= set(group) for group in groups) else frozenset()


def normalised(name: str) -> str:
    """A name without accents, spaces and punctuation, in lower case."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(char for char in apart if char.isalnum())


def _folded(identifier: str) -> str:
    return identifier.strip().casefold()


def _identifiers(student: Student) -> Iterator[str]:
    for identifier in (student.login, student.email, student.email.partition("@")[0], *student.ids):
        if folded := _folded(identifier):
            yield folded


def _names(name: str) -> set[str]:
    """The name as others may write it: "Last, First" or "First Last"; any word may be the first of the last name."""
    last, comma, first = name.partition(",")
    orders = [f"{last} {first}", f"{first} {last}"] if comma else []
    words = name.split()[:8]
    orders += [" ".join((*words[place:], *words[:place])) for place in range(len(words))]
    return {normal for order in orders if (normal := normalised(order))}


def read_roster(path: Path) -> Roster:
    """From a CSV with a column that names each student, and others: name, e-mail address, section, group.

    SubmissionError with file and line where none does, a line names nobody, or two the same.
    """
    table = read_table(path)
    shown = printable(str(path), 200)
    naming = table.columns([*LOGINS, *IDS, *EMAILS, *NAMES]) or (
        table.columns(FIRST_NAMES) and table.columns(LAST_NAMES)
    )
    if not naming:
        headers = printable(", ".join(table.headers), 120)
        raise SubmissionError(
            f"{shown}: line 1: no column names a student (login, id, email, name); there is: {headers}"
        )
    students, lines = [], dict[str, int]()
    for row in table.rows:
        student = _student(table, row)
        if _folded(student.name) == _NO_STUDENT:
            continue
        login = _folded(student.login)
        if not login:
            raise SubmissionError(f"{shown}: line {row.line}: names no student")
        if login in lines:
            said = f"{printable(student.login)} was in line {lines[login]} already"
            raise SubmissionError(f"{shown}: line {row.line}: {said}")
        lines[login] = row.line
        students.append(student)
    return Roster(tuple(students))


def _student(table: Table, row: Row) -> Student:
    def cells(names: Iterable[str]) -> list[str]:
        return [row.cells[place] for place in table.columns([*names]) if row.cells[place]]

    def first(names: Iterable[str]) -> str:
        return next(iter(cells(names)), "")

    name = first(NAMES) or " ".join(filter(None, (first(FIRST_NAMES), first(LAST_NAMES))))
    identifiers = [*cells(LOGINS), *cells(IDS)]
    login = next(filter(None, (*identifiers, first(EMAILS), name)), "")
    others = tuple(dict.fromkeys(identifier for identifier in identifiers if identifier != login))
    return Student(login, name, first(EMAILS), first(SECTIONS), first(GROUPS), others)
