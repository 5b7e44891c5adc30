"""What a gradebook asks of the store: submissions and points as they are, and decisions, which are added to."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, text

from grader.errors import StoreError
from grader.people import Student
from grader.store.connected import Connected, in_pieces, plain
from grader.store.rows import OF_FOUND, Found, HandedInRow, found_of, student_of
from grader.store.tables import answer, attempt, decision, handed_in, handed_in_by, outcome, standing, student


@dataclass(frozen=True)
class DecisionRow:
    """What somebody has decided; `login` "" is everyone, `slug` "" every assignment."""

    moment: datetime
    who: str
    why: str
    login: str
    slug: str
    kind: str
    told: dict[str, Any]


class Decided(Connected):
    """The part of the store that is about decisions, and what they rest on."""

    def submissions(self, slug: str) -> dict[str, list[HandedInRow]]:
        """What each student has handed in, by login, first things first; the same content once, as it first came."""
        query = (
            select(student.c.login, handed_in.c.id, handed_in.c.digest, handed_in.c.received, handed_in.c.origin)
            .join(handed_in_by, handed_in_by.c.student_id == student.c.id)
            .join(handed_in, handed_in.c.id == handed_in_by.c.handed_in_id)
            .where(handed_in.c.slug == slug)
        )
        found: dict[str, list[HandedInRow]] = {}
        with self._reading() as connection:
            for login, *values in connection.execute(query):
                found.setdefault(login, []).append(HandedInRow(*values))
        return {login: _each_once(rows) for login, rows in found.items()}

    def attempts_at(self, slug: str, digests: Sequence[str]) -> dict[str, Found]:
        """The last attempt at each of these submissions, by the submission's digest."""
        found: dict[str, Found] = {}
        with self._reading() as connection:
            for some in in_pieces(digests):
                query = select(*OF_FOUND).where(attempt.c.slug == slug, attempt.c.digest.in_(some))
                for row in connection.execute(query.order_by(attempt.c.id)).mappings():
                    found[row["digest"]] = found_of(row)
        return found

    def outcomes(
        self, attempts: Sequence[int], *, tests: Collection[str] = (), parts: Collection[str] = ()
    ) -> Iterator[tuple[int, str, str, float, float]]:
        """Attempt, test, part, points and most points, of these tests or the tests of these parts."""
        wanted = outcome.c.test.in_(tests) if tests else outcome.c.part.in_(parts)
        columns = (outcome.c.attempt_id, outcome.c.test, outcome.c.part, outcome.c.points, outcome.c.max_points)
        with self._reading() as connection:
            for some in in_pieces(attempts):
                query = select(*columns).where(outcome.c.attempt_id.in_(some), wanted)
                for row in connection.execute(query):
                    yield row.attempt_id, row.test, row.part, row.points, row.max_points

    def points_of_parts(self, attempts: Sequence[int]) -> Iterator[tuple[int, str, float, int]]:
        """Attempt, part, points, and how many of the part's tests gave these points.

        No sum: that of a database is one of floating-point numbers.
        """
        columns = (outcome.c.attempt_id, outcome.c.part, outcome.c.points)
        with self._reading() as connection:
            for some in in_pieces(attempts):
                query = select(*columns, func.count()).where(outcome.c.attempt_id.in_(some)).group_by(*columns)
                for row in connection.execute(query):
                    yield row[0], row[1], row[2], row[3]

    def answers(self, attempts: Sequence[int]) -> Iterator[tuple[int, int, str, float]]:
        """Attempt, number of the question, digest of what was written, and most points."""
        columns = (answer.c.attempt_id, answer.c.number, answer.c.text_digest, answer.c.max_points)
        with self._reading() as connection:
            for some in in_pieces(attempts):
                query = select(*columns).where(answer.c.attempt_id.in_(some)).order_by(answer.c.number)
                for row in connection.execute(query):
                    yield row.attempt_id, row.number, row.text_digest, row.max_points

    def tests_of(self, slug: str) -> dict[str, float]:
        """The tests that the last attempt of all was graded by, with their points."""
        last = select(func.max(attempt.c.id)).where(attempt.c.slug == slug).scalar_subquery()
        query = select(outcome.c.test, outcome.c.max_points).where(outcome.c.attempt_id == last)
        with self._reading() as connection:
            return {row.test: row.max_points for row in connection.execute(query)}

    def note_decisions(self, decided: Sequence[DecisionRow]) -> None:
        """Keep what somebody has decided, all of it or nothing."""
        with self._writing() as connection:
            known = {row.login: row.id for row in connection.execute(select(student.c.login, student.c.id))}
            rows = []
            for one in decided:
                if one.login and plain(one.login) not in known:
                    raise StoreError(f"no student {one.login!r} is known")
                rows.append(
                    {
                        "moment": one.moment,
                        "who": plain(one.who),
                        "why": plain(one.why),
                        "student_id": known[plain(one.login)] if one.login else None,
                        "slug": one.slug,
                        "kind": one.kind,
                        "told": {key: _plainly(value) for key, value in one.told.items()},
                    }
                )
            if rows:
                connection.execute(decision.insert(), rows)

    def decisions(self, slug: str) -> list[RowMapping]:
        """All about an assignment, or about every assignment, oldest first; each with the login it is about."""
        query = (
            select(decision, student.c.login)
            .outerjoin(student, student.c.id == decision.c.student_id)
            .where(decision.c.slug.in_([slug, ""]))
            .order_by(decision.c.id)
        )
        with self._reading() as connection:
            return list(connection.execute(query).mappings())

    def decisions_about(self, login: str) -> list[RowMapping]:
        """All about one student, oldest first."""
        query = (
            select(decision, student.c.login)
            .join(student, student.c.id == decision.c.student_id)
            .where(student.c.login == plain(login))
            .order_by(decision.c.id)
        )
        with self._reading() as connection:
            return list(connection.execute(query).mappings())

    def student(self, login: str) -> Student | None:
        with self._reading() as connection:
            row = connection.execute(select(student).where(student.c.login == plain(login))).mappings().first()
        return student_of(row) if row is not None else None

    def forget(self, login: str) -> int:
        """Delete a student with all that is theirs alone: submissions, attempts, decisions. How many attempts went."""
        with self._writing() as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(text("PRAGMA secure_delete=ON"))  # what is deleted is overwritten
            one = select(student.c.id).where(student.c.login == plain(login)).scalar_subquery()
            theirs = list(
                connection.execute(
                    select(handed_in_by.c.handed_in_id).where(handed_in_by.c.student_id == one)
                ).scalars()
            )
            for table in (decision, standing, handed_in_by):
                connection.execute(table.delete().where(table.c.student_id == one))
            gone = 0
            for number in theirs:
                gone += _forget_unless_somebodys(connection, number)
            connection.execute(student.delete().where(student.c.login == plain(login)))
        return gone

    def empty_journal(self) -> bool:
        """What was written before stands in SQLite's journal until then; False while others have it open."""
        if self._engine.dialect.name != "sqlite":
            return True
        with self._reading() as connection:
            return not connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar()

    def knows(self, login: str) -> bool:
        with self._reading() as connection:
            return connection.execute(select(student.c.id).where(student.c.login == plain(login))).first() is not None


def _forget_unless_somebodys(connection: Connection, number: int) -> int:
    """Delete a submission that is nobody's any more, and its attempts unless somebody has handed in the same."""
    if connection.execute(select(handed_in_by).where(handed_in_by.c.handed_in_id == number)).first() is not None:
        return 0
    same = connection.execute(select(handed_in.c.slug, handed_in.c.digest).where(handed_in.c.id == number)).one()
    connection.execute(standing.delete().where(standing.c.handed_in_id == number))
    connection.execute(handed_in.delete().where(handed_in.c.id == number))
    others = select(handed_in.c.id).where(handed_in.c.slug == same.slug, handed_in.c.digest == same.digest)
    if connection.execute(others).first() is not None:
        return 0
    attempts = select(attempt.c.id).where(attempt.c.slug == same.slug, attempt.c.digest == same.digest)
    numbers = list(connection.execute(attempts).scalars())
    for table in (outcome, answer, standing):
        connection.execute(table.delete().where(table.c.attempt_id.in_(numbers)))
    connection.execute(attempt.delete().where(attempt.c.id.in_(numbers)))
    return len(numbers)


def _each_once(rows: list[HandedInRow]) -> list[HandedInRow]:
    def when(row: HandedInRow) -> tuple[float, int]:
        return (row.received.timestamp() if row.received else float("-inf"), row.id)

    first: dict[str, HandedInRow] = {}
    for row in sorted(rows, key=when):
        first.setdefault(row.digest, row)
    return list(first.values())


def _plainly(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else value


def text_digest(written: str) -> str:
    """What a person's points for a written answer belong to; "" for no answer."""
    return hashlib.sha256(written.encode()).hexdigest() if written else ""
