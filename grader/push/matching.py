"""Who of our students is who there. Nobody is guessed: who could be two is nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.people import Student


@dataclass(frozen=True)
class Account:
    """Of a student in the learning system, with all that it calls them: logins, ids, e-mail addresses."""

    id: int
    name: str
    identifiers: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """The account of a student, or why there is none."""

    account: Account | None
    why_not: str = ""


def match(
    students: Iterable[Student], accounts: Sequence[Account], roster: Iterable[Student] = ()
) -> Mapping[str, Match]:
    """By our login, each student's match: on any identifier, in whatever case.

    `roster` may know more of a student than the gradebook does: their ids elsewhere, an e-mail address.
    """
    students = list(students)
    called = defaultdict[str, list[Account]](list)
    for account in accounts:
        for identifier in {folded(text) for text in account.identifiers} - {""}:
            called[identifier].append(account)
    known = {folded(one.login): one for one in roster}
    found: dict[str, dict[int, Account]] = {}
    for student in students:
        names = _identifiers(student, known.get(folded(student.login)))
        found[student.login] = {account.id: account for name in names for account in called[name]}
    owners = defaultdict[int, list[str]](list)
    for login, own in found.items():
        for number in own:
            owners[number].append(login)
    return {login: _match(login, list(own.values()), owners) for login, own in found.items()}


def _match(login: str, own: Sequence[Account], owners: Mapping[int, Sequence[str]]) -> Match:
    if not own:
        return Match(None, "nobody in the course there is called so, by login, id or e-mail address")
    if len(own) > 1:
        both = " and ".join(f"{account.name} ({account.id})" for account in own)
        return Match(None, f"could be {both}")
    others = [other for other in owners[own[0].id] if other != login]
    if others:
        return Match(None, f"{own[0].name} ({own[0].id}) could also be {', '.join(others)}")
    return Match(own[0])


def folded(identifier: str) -> str:
    return identifier.strip().casefold()


def _identifiers(student: Student, also: Student | None) -> list[str]:
    texts = [student.login, student.email, *student.ids]
    if also is not None:
        texts += [also.email, *also.ids]
    return [identifier for text in texts if (identifier := folded(text))]
