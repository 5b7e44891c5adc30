"""Runs of a batch: when each began and ended, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from grader.store.connected import Connected, inserted
from grader.store.tables import attempt, decision, run, standing, student


@dataclass(frozen=True)
class RunRow:
    """A run that has counted `planned` different submissions, of which `there` have a grade; it made `graded` of
    these."""

    id: int
    started: datetime
    ended: datetime | None
    planned: int
    there: int
    graded: int


class Runs(Connected):
    """The part of the store that is about runs."""

    def begin_run(self, slug: str, *, grader_version: str, isolation: str, slots: int, has_roster: bool) -> int:
        values = {"grader_version": grader_version, "isolation": isolation, "slots": slots, "has_roster": has_roster}
        with self._writing() as connection:
            return inserted(connection, run, slug=slug, started=datetime.now(UTC), **values)

    def end_run(self, number: int) -> None:
        with self._writing() as connection:
            connection.execute(run.update().where(run.c.id == number).values(ended=datetime.now(UTC)))

    def last_run(self, slug: str) -> RunRow | None:
        with self._reading() as connection:
            row = connection.execute(select(run).where(run.c.slug == slug).order_by(run.c.id.desc()).limit(1)).first()
            if row is None:
                return None
            seen = select(func.count(standing.c.digest.distinct())).where(
                standing.c.run_id == row.id, standing.c.handed_in_id.is_not(None)
            )
            made = select(func.count()).where(attempt.c.run_id == row.id)
            planned, there, graded = (
                connection.execute(query).scalar_one()
                for query in (seen, seen.where(standing.c.attempt_id.is_not(None)), made)
            )
        return RunRow(row.id, row.started, row.ended, planned, there, graded)

    def pulse(self, slug: str) -> tuple[int, ...]:
        """Other numbers than before when something about the assignment may have changed since."""
        latest = (
            select(func.max(attempt.c.id)).where(attempt.c.slug == slug),
            select(func.max(standing.c.id)).where(standing.c.slug == slug),
            select(func.max(decision.c.id)).where(decision.c.slug.in_([slug, ""])),
            select(func.count()).select_from(student),
            select(func.max(student.c.roster_run)),
        )
        with self._reading() as connection:
            return tuple(int(connection.execute(query).scalar() or 0) for query in latest)
