"""Decisions are added to and never replaced; who is to be forgotten is."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, func, select, text
from stored import SLUG, add, begun, hand_in, judgement

import grader.store
from grader.errors import StoreError
from grader.judge.grade import Answer
from grader.store import DecisionRow, Store, open_store, text_digest
from grader.store.tables import VERSION, answer, attempt, decision, handed_in, metadata, outcome, standing, student

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WRITTEN = Answer(number=1, title="Why?", max_points=4, status="awaiting grading", text="Because.")
EMPTY = Answer(number=2, title="How?", max_points=6, status="not answered")


def note(store: Store, login: str, slug: str = SLUG, kind: str = "bonus", points: float = 1.0) -> None:
    told = {"type": kind, "points": points}
    store.note_decisions([DecisionRow(NOON, "me", "because", login, slug, kind, told)])


def test_decisions_come_back_in_order_and_nothing_is_replaced(store: Store) -> None:
    hand_in(store, begun(store), "alice", "d1")
    for points in (1.0, 2.0, 0.5):
        note(store, "alice", points=points)
    note(store, "")
    note(store, "alice", slug="")
    note(store, "alice", slug="other")
    found = store.decisions(SLUG)
    assert [row["told"]["points"] for row in found] == [1.0, 2.0, 0.5, 1.0, 1.0]
    assert [row["login"] for row in found] == ["alice", "alice", "alice", None, "alice"]
    assert (found[0]["moment"], found[0]["who"], found[0]["why"]) == (NOON, "me", "because")
    assert len(store.decisions_about("alice")) == 5


def test_a_decision_about_nobody_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no student 'eve' is known"):
        note(store, "eve")
    assert store.decisions(SLUG) == []


def test_decisions_are_kept_together_or_not_at_all(store: Store) -> None:
    hand_in(store, begun(store), "alice", "d1")
    rows = [DecisionRow(NOON, "me", "x", login, SLUG, "bonus", {"type": "bonus"}) for login in ("alice", "eve")]
    with pytest.raises(StoreError, match="no student 'eve' is known"):
        store.note_decisions(rows)
    assert store.decisions(SLUG) == []


def test_texts_that_a_database_may_not_take_are_kept_as_it_can(store: Store) -> None:
    hand_in(store, begun(store), "half \ud800", "d1")
    told = {"type": "comment", "text": "nul \0 and half \ud800"}
    store.note_decisions([DecisionRow(NOON, "me \0", "why \ud800", "half \ud800", SLUG, "comment", told)])
    (row,) = store.decisions_about("half \ud800")
    assert row["told"]["text"].encode()
    assert store.knows("half \ud800")
    assert store.student("half \ud800") is not None


def test_points_and_answers_of_attempts(store: Store) -> None:
    run = begun(store)
    first = add(store, run, judgement("d1", 5, answers=[WRITTEN, EMPTY]))
    second = add(store, run, judgement("d2", 0))
    assert store.tests_of(SLUG) == {"test_a": 6, "test_b": 4}
    assert sorted(store.outcomes([first, second], tests=["test_a"])) == [
        (first, "test_a", "All", 5, 6),
        (second, "test_a", "All", 0, 6),
    ]
    assert len(list(store.outcomes([first], parts=["All"]))) == 2
    digest = hashlib.sha256(b"Because.").hexdigest()
    assert list(store.answers([first, second])) == [(first, 1, digest, 4), (first, 2, "", 6)]
    assert text_digest("") == ""


def test_more_than_fits_into_one_query(store: Store) -> None:
    run = begun(store)
    number = add(store, run, judgement("d1", 5))
    assert len(list(store.outcomes([*range(number + 1, number + 1200), number], tests=["test_a"]))) == 1
    assert set(store.attempts_at(SLUG, [*(f"x{n}" for n in range(1200)), "d1"])) == {"d1"}


def test_submissions_in_the_order_in_which_they_came(store: Store) -> None:
    run = begun(store)
    hand_in(store, run, "alice", "d2", NOON.replace(hour=14))
    hand_in(store, run, "alice", "d1", NOON)
    hand_in(store, run, "alice", "d0")
    hand_in(store, run, "bob", "d3", NOON)
    assert [row.digest for row in store.submissions(SLUG)["alice"]] == ["d0", "d1", "d2"]
    assert [row.digest for row in store.submissions(SLUG)["bob"]] == ["d3"]


def test_the_same_again_is_no_other_submission(store: Store) -> None:
    """Nor when its time is known only later, or no longer."""
    run = begun(store)
    first = hand_in(store, run, "alice", "d1")
    assert hand_in(store, begun(store), "alice", "d1", NOON) == first
    assert hand_in(store, begun(store), "alice", "d1") == first
    hand_in(store, begun(store), "alice", "d1", NOON.replace(hour=15))
    assert [(row.digest, row.received) for row in store.submissions(SLUG)["alice"]] == [("d1", NOON)]


def test_what_was_taken_for_somebody_elses_is_theirs_no_longer(store: Store) -> None:
    """A roster that was wrong, and was put right."""
    hand_in(store, begun(store), "b", "bobs", NOON, logins=["alice"])
    hand_in(store, begun(store), "b", "bobs", NOON, logins=["bob"])
    assert set(store.submissions(SLUG)) == {"bob"}
    assert list(store.history("alice")) == []
    store.forget("bob")
    assert store.submissions(SLUG) == {}


def test_of_a_run_that_goes_on_the_last_attempt_holds(store: Store) -> None:
    first = begun(store)
    add(store, first, judgement("d1", 6))
    hand_in(store, first, "alice", "d1", NOON)
    again = begun(store)
    number = store.note_handed_in(
        again, SLUG, owner="alice", digest="d1", name="a", origin="a", received=NOON, logins=["alice"]
    )
    store.note_standing(again, SLUG, handed_in_id=number, digest="d1", logins=["alice"], attempt_id=None)
    (found,) = store.current(SLUG)
    assert found.attempt is not None
    assert found.attempt.score == 10


def test_what_is_deleted_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    hand_in(store, begun(store), "planted-login", "d1", NOON)
    other = open_store(tmp_path)
    with store._reading() as connection:  # which may be the library's own default
        connection.execute(text("PRAGMA secure_delete=OFF"))
    store.forget("planted-login")
    assert store.empty_journal()
    for path in (tmp_path / ".grader").iterdir():
        assert b"planted-login" not in path.read_bytes(), path
    other.close()
    store.close()


def rows(url: str) -> dict[str, int]:
    engine = create_engine(url)
    tables = (student, handed_in, attempt, outcome, answer, standing, decision)
    with engine.connect() as connection:
        found = {table.name: connection.execute(select(func.count()).select_from(table)).scalar() for table in tables}
    engine.dispose()
    return found  # type: ignore[return-value]  # counts


def test_who_is_forgotten_leaves_nothing(store: Store, url: str) -> None:
    run = begun(store)
    add(store, run, judgement("d1", 5, answers=[WRITTEN]))
    hand_in(store, run, "alice", "d1", NOON)
    note(store, "alice")
    assert store.forget("alice") == 1
    assert not store.knows("alice")
    assert set(rows(url).values()) == {0}
    assert store.forget("alice") == 0


def test_what_is_also_somebody_elses_stays(store: Store, url: str) -> None:
    run = begun(store)
    for digest in ("d1", "d2", "d3"):
        add(store, run, judgement(digest, 5))
    hand_in(store, run, "red", "d1", NOON, logins=["alice", "bob"])
    hand_in(store, run, "alice", "d2", NOON)
    hand_in(store, run, "carol", "d2", NOON)
    hand_in(store, run, "alice", "d3", NOON)
    note(store, "bob")
    assert store.forget("alice") == 1  # that of d3
    assert {one.student.login: one.digest for one in store.current(SLUG)} == {"bob": "d1", "carol": "d2"}
    assert rows(url) == {
        "student": 2,
        "handed_in": 2,
        "attempt": 2,
        "outcome": 4,
        "answer": 0,
        "standing": 2,
        "decision": 1,
    }


def test_a_database_of_before_gets_the_answers_of_its_attempts(url: str, tmp_path: Path) -> None:
    store = open_store(tmp_path, url)
    number = add(store, begun(store), judgement("d1", 5, answers=[WRITTEN, EMPTY]))
    expected = list(store.answers([number]))
    store.close()
    engine = create_engine(url)
    with engine.begin() as connection:
        for name in ("answer", "decision"):
            metadata.tables[name].drop(connection)
        connection.execute(text("ALTER TABLE student DROP COLUMN ids"))
        connection.execute(text("ALTER TABLE attempt DROP COLUMN source"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    store = open_store(tmp_path, url)
    assert list(store.answers([number])) == expected
    assert store.source_of(number) == b""
    note(store, "")
    store.close()


def test_each_migration_has_the_one_before_it() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(grader.store.__file__).parent / "migrations"))
    heads = ScriptDirectory.from_config(config).get_heads()
    assert heads == [VERSION]
