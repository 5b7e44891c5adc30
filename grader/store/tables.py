"""The tables. What is written stays: a new finding is a new row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

VERSION = "0002"  # of the tables: the last of the migrations


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite has no time zones: there it is written without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        found: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return found


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

student = Table(
    "student",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, default=""),
    Column("email", Text, nullable=False, default=""),
    Column("section", Text, nullable=False, default=""),
    Column("team", Text, nullable=False, default=""),
    Column("ids", JSON, nullable=False, default=list),
    Column("roster_run", ForeignKey("run.id")),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(100), nullable=False),
    Column("started", Moment, nullable=False),
    Column("ended", Moment),
    Column("grader_version", String(40), nullable=False),
    Column("isolation", String(1), nullable=False),
    Column("slots", Integer, nullable=False),
    Column("has_roster", Boolean, nullable=False),
)

# An assignment as it was: what its tests declare is needed to tell a student no more than the policy allows.
edition = Table(
    "edition",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("slug", String(100), nullable=False),
    Column("title", Text, nullable=False),
    Column("max_score", Float, nullable=False),
    Column("tests", JSON, nullable=False),
)

handed_in = Table(
    "handed_in",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(100), nullable=False),
    Column("owner", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("received", Moment),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Index(None, "slug", "owner"),
)

# Whose a submission is, as the last run that has seen it has found; what counts of whom is in `standing`.
handed_in_by = Table(
    "handed_in_by",
    metadata,
    Column("handed_in_id", ForeignKey("handed_in.id"), primary_key=True),
    Column("student_id", ForeignKey("student.id"), primary_key=True),
    Index(None, "student_id"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("slug", String(100), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("conditions", String(64), nullable=False),
    Column("calibration", String(16), nullable=False),
    Column("edition", ForeignKey("edition.digest"), nullable=False),
    Column("isolation", String(1), nullable=False),
    Column("started", Moment, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("cpu_seconds", Float, nullable=False),
    Column("score", Float, nullable=False),
    Column("max_score", Float, nullable=False),
    Column("grade", LargeBinary, nullable=False),
    Column("notebook", LargeBinary),
    Column("source", LargeBinary),
    Index(None, "slug", "digest", "conditions"),
    UniqueConstraint("run_id", "digest", "conditions"),
)

outcome = Table(
    "outcome",
    metadata,
    Column("attempt_id", ForeignKey("attempt.id"), primary_key=True),
    Column("test", Text, primary_key=True),
    Column("part", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("points", Float, nullable=False),
    Column("max_points", Float, nullable=False),
    Column("seconds", Float, nullable=False),
)

# What counts of whom, as each run has found it: the latest run that has seen a student is right about them. Without a
# submission when what had been theirs turned out to be somebody else's.
standing = Table(
    "standing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("slug", Text, nullable=False),
    Column("student_id", ForeignKey("student.id"), nullable=False),
    Column("handed_in_id", ForeignKey("handed_in.id")),
    Column("digest", String(64), nullable=False),
    Column("attempt_id", ForeignKey("attempt.id")),
    Index(None, "slug", "student_id"),
    Index(None, "run_id", "digest"),
)

# The written answers of an attempt. `text_digest` is what a person's points for one belong to: "" where there is none.
answer = Table(
    "answer",
    metadata,
    Column("attempt_id", ForeignKey("attempt.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text_digest", String(64), nullable=False),
    Column("max_points", Float, nullable=False),
)

# What people decide on top of grades; of two about the same the later one holds. Without a student it is about all,
# without a slug about every assignment.
decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("moment", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("student_id", ForeignKey("student.id")),
    Column("slug", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("told", JSON, nullable=False),
    Index(None, "slug"),
    Index(None, "student_id"),
)
