"""Students, what they hand in, what counts of it, and every attempt at grading it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("max_score", sa.Float(), nullable=False),
        sa.Column("tests", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_edition")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grader_version", sa.String(length=40), nullable=False),
        sa.Column("isolation", sa.String(length=1), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("has_roster", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("conditions", sa.String(length=64), nullable=False),
        sa.Column("calibration", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("isolation", sa.String(length=1), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("cpu_seconds", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("max_score", sa.Float(), nullable=False),
        sa.Column("grade", sa.LargeBinary(), nullable=False),
        sa.Column("notebook", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["edition"], ["edition.digest"], name=op.f("fk_attempt_edition")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_attempt_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("run_id", "digest", "conditions", name=op.f("uq_attempt_run_id_digest_conditions")),
    )
    columns = ["slug", "digest", "conditions"]
    op.create_index(op.f("ix_attempt_slug_digest_conditions"), "attempt", columns, unique=False)
    op.create_table(
        "handed_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_handed_in_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_in")),
    )
    op.create_index(op.f("ix_handed_in_slug_owner"), "handed_in", ["slug", "owner"], unique=False)
    op.create_table(
        "student",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("roster_run", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["roster_run"], ["run.id"], name=op.f("fk_student_roster_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student")),
        sa.UniqueConstraint("login", name=op.f("uq_student_login")),
    )
    op.create_table(
        "handed_in_by",
        sa.Column("handed_in_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["handed_in_id"], ["handed_in.id"], name=op.f("fk_handed_in_by_handed_in_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_handed_in_by_student_id")),
        sa.PrimaryKeyConstraint("handed_in_id", "student_id", name=op.f("pk_handed_in_by")),
    )
    op.create_index(op.f("ix_handed_in_by_student_id"), "handed_in_by", ["student_id"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("test", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("max_points", sa.Float(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_outcome_attempt_id")),
        sa.PrimaryKeyConstraint("attempt_id", "test", name=op.f("pk_outcome")),
    )
    op.create_table(
        "standing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("handed_in_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_standing_attempt_id")),
        sa.ForeignKeyConstraint(["handed_in_id"], ["handed_in.id"], name=op.f("fk_standing_handed_in_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_standing_run_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_standing_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing")),
    )
    op.create_index(op.f("ix_standing_run_id_digest"), "standing", ["run_id", "digest"], unique=False)
    op.create_index(op.f("ix_standing_slug_student_id"), "standing", ["slug", "student_id"], unique=False)
