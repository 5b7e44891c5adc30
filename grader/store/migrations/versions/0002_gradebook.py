"""What people decide on top of grades, the written answers and the source of each attempt, and what students are called
elsewhere."""

from __future__ import annotations

import hashlib
import json
import zlib

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("student", sa.Column("ids", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("attempt", sa.Column("source", sa.LargeBinary(), nullable=True))
    answer = op.create_table(
        "answer",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("max_points", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_answer_attempt_id")),
        sa.PrimaryKeyConstraint("attempt_id", "number", name=op.f("pk_answer")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_decision_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_slug"), "decision", ["slug"], unique=False)
    op.create_index(op.f("ix_decision_student_id"), "decision", ["student_id"], unique=False)
    attempt = sa.table("attempt", sa.column("id", sa.Integer), sa.column("grade", sa.LargeBinary))
    connection = op.get_bind()
    numbers = list(connection.execute(sa.select(attempt.c.id).order_by(attempt.c.id)).scalars())
    for number in numbers:
        packed = connection.execute(sa.select(attempt.c.grade).where(attempt.c.id == number)).scalar_one()
        rows = [
            {
                "attempt_id": number,
                "number": one["number"],
                "text_digest": hashlib.sha256(one["text"].encode()).hexdigest() if one["text"] else "",
                "max_points": one["max_points"],
            }
            for one in json.loads(zlib.decompress(packed)).get("answers", ())
        ]
        if rows:
            op.bulk_insert(answer, rows)
