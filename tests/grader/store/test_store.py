"""What is kept comes back, nothing is overwritten, and what counts is what the rule says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, func, select, text
from stored import SLUG, SOURCE, add, begun, hand_in, judgement

from grader.errors import StoreError
from grader.judge.grade import Status
from grader.people import Student
from grader.store import Store, open_store
from grader.store.tables import attempt, metadata, outcome

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_a_grade_comes_back_as_it_was(store: Store) -> None:
    found = judgement("d1", 6)
    number = add(store, begun(store), found)
    grade, notebook, specs = store.grade_of(number)
    assert grade == found.grade
    assert notebook == b"a notebook"
    assert specs == found.specs
    assert store.source_of(number) == SOURCE


def test_second_runs_count_for_what_an_attempt_cost(store: Store) -> None:
    run = begun(store)
    for digest, second in (("d1", 0.0), ("d2", 1.5)):
        add(store, run, replace(judgement(digest, 6), second_cpu_seconds=second))
    assert [store.reusable(SLUG, "c", "k")[digest].cpu_seconds for digest in ("d1", "d2")] == [0.75, 2.25]


def test_an_attempt_without_a_source_has_an_empty_one(store: Store) -> None:
    number = add(store, begun(store), judgement("d1", 6, source=b""))
    assert store.source_of(number) == b""


def test_another_attempt_is_another_row(store: Store) -> None:
    first, second = begun(store), begun(store)
    one, other = add(store, first, judgement("d1", 0)), add(store, second, judgement("d1", 6))
    assert one != other
    assert store.grade_of(one)[0].score == 4
    assert store.reusable(SLUG, "c", "k")["d1"].score == 10


def test_a_run_keeps_a_submission_once(store: Store) -> None:
    run = begun(store)
    add(store, run, judgement("d1", 6))
    with pytest.raises(StoreError):
        add(store, run, judgement("d1", 6))
    assert store.reusable(SLUG, "c", "k")["d1"].score == 10


def test_what_counts_is_the_latest(store: Store) -> None:
    run = begun(store)
    hand_in(store, run, "alice", "late", NOON + timedelta(hours=1))
    hand_in(store, run, "alice", "early", NOON)
    add(store, run, judgement("early", 6))
    add(store, run, judgement("late", 1))
    (latest,) = store.current(SLUG)
    assert latest.attempt is not None
    assert latest.attempt.score == 5
    assert latest.received == datetime(2026, 3, 1, 11, tzinfo=UTC)


def test_who_handed_in_nothing_is_there(store: Store) -> None:
    run = begun(store)
    store.note_people([Student("bob", "Bob"), Student("alice")], roster_of=run)
    store.note_people([Student("of_another_year")])
    hand_in(store, run, "alice", "d1")
    alice, bob = store.current(SLUG)
    assert (alice.student.login, alice.attempt) == ("alice", None)  # not graded yet
    assert alice.handed_in is not None
    assert (bob.student, bob.handed_in) == (Student("bob", "Bob"), None)


def test_a_group_has_one_grade(store: Store) -> None:
    run = begun(store)
    hand_in(store, run, "team", "d1", logins=["alice", "bob"])
    add(store, run, judgement("d1", 6))
    assert [one.attempt is not None and one.attempt.score for one in store.current(SLUG)] == [10, 10]


def test_what_was_somebody_elses_counts_no_longer(store: Store) -> None:
    """A roster that was wrong, and is put right: the team is alice and carol, and not bob."""
    first, second = begun(store), begun(store)
    hand_in(store, first, "team", "d1", logins=["alice", "bob"])
    add(store, first, judgement("d1", 6))
    hand_in(store, second, "team", "d1", logins=["alice", "carol"])
    assert [one.student.login for one in store.current(SLUG)] == ["alice", "carol"]
    store.note_people([Student("alice"), Student("bob"), Student("carol")], roster_of=second)
    assert [(one.student.login, one.handed_in is None) for one in store.current(SLUG)] == [
        ("alice", False),
        ("bob", True),
        ("carol", False),
    ]


def test_the_last_run_says_what_counts(store: Store) -> None:
    """Of the submission, where it was changed back; and of the attempt, where the tests were."""
    runs = [begun(store) for _ in range(4)]
    hand_in(store, runs[0], "alice", "v1")
    add(store, runs[0], judgement("v1", 6))
    hand_in(store, runs[1], "alice", "v2")
    add(store, runs[1], judgement("v2", 0))
    hand_in(store, runs[2], "alice", "v1")
    (found,) = store.current(SLUG)
    assert found.attempt is not None
    assert found.attempt.score == 10
    add(store, runs[3], judgement("v1", 1), conditions="other tests")
    (found,) = store.current(SLUG)
    assert found.attempt is not None
    assert found.attempt.score == 10


def test_the_same_from_the_same_is_noted_once(store: Store) -> None:
    run = begun(store)
    assert hand_in(store, run, "alice", "d1", NOON) == hand_in(store, begun(store), "alice", "d1", NOON)
    assert hand_in(store, run, "alice", "d1", NOON) != hand_in(store, run, "alice", "d1", NOON + timedelta(seconds=1))
    assert hand_in(store, run, "alice", "d1", NOON) != hand_in(store, run, "bob", "d1", NOON)


def test_history_has_everything(store: Store) -> None:
    first, second = begun(store), begun(store)
    hand_in(store, first, "alice", "d1", NOON)
    hand_in(store, second, "alice", "d2", NOON + timedelta(hours=1))
    add(store, first, judgement("d1", 0))
    add(store, second, judgement("d1", 3))
    add(store, second, judgement("d2", 6))
    found = [(row["digest"], [one.score for one in attempts]) for _, row, attempts in store.history("alice")]
    assert found == [("d1", [4, 7]), ("d2", [10])]
    assert list(store.history("alice", "other")) == []
    assert store.knows("alice")
    assert not store.knows("eve")


def test_what_is_known_of_people_is_brought_up_to_date(store: Store) -> None:
    run = begun(store)
    store.note_people([Student("alice", "Alice", "a@example.org", "1", "red", ("17", "SIS"))], roster_of=run)
    store.note_people([Student("alice", name="Alice B."), Student("alice")])
    (found,) = store.current(SLUG)
    assert found.student == Student("alice", "Alice B.", "a@example.org", "1", "red", ("17", "SIS"))


@pytest.mark.parametrize(
    ("status", "conditions", "calibration", "again"),
    [
        ("passed", "c", "k", True),
        ("failed", "c", "other", True),
        ("passed", "other", "k", False),
        ("timeout", "c", "k", True),
        ("timeout", "c", "other", False),
        ("not_run", "c", "k", False),
    ],
)
def test_what_need_not_be_graded_again(
    store: Store, status: Status, conditions: str, calibration: str, again: bool
) -> None:
    add(store, begun(store), judgement("d1", 0, status), conditions=conditions, calibration=calibration)
    assert ("d1" in store.reusable(SLUG, "c", "k")) == again
    assert store.reusable("other", "c", "k") == {}


def test_how_long_it_took(store: Store) -> None:
    run = begun(store)
    hand_in(store, run, "alice", "d1")
    add(store, run, judgement("d1", 6))
    assert store.seconds_by_owner(SLUG) == {"alice": 1.5}


def test_an_attempt_is_there_as_a_whole_or_not_at_all(store: Store, url: str) -> None:
    found = judgement("d1", 6)
    twice = (*found.grade.tests, found.grade.tests[0])
    with pytest.raises(StoreError):
        add(store, begun(store), replace(found, grade=msgspec.structs.replace(found.grade, tests=twice)))
    with connected(url) as connection:
        assert connection.execute(select(func.count()).select_from(attempt)).scalar() == 0
        assert connection.execute(select(func.count()).select_from(outcome)).scalar() == 0


def test_the_migrations_make_the_tables(store: Store, url: str) -> None:
    del store
    with connected(url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_several_open_an_empty_database_at_once(url: str, tmp_path: Path) -> None:
    faults: list[Exception] = []

    def open_and_use() -> None:
        try:
            kept = open_store(tmp_path, url)
            add(kept, begun(kept), judgement("d1", 6))
            kept.close()
        except Exception as error:  # noqa: BLE001 - told below
            faults.append(error)

    threads = [threading.Thread(target=open_and_use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_a_newer_database_is_refused(store: Store, url: str, tmp_path: Path) -> None:
    store.close()
    with connected(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    with pytest.raises(StoreError, match="of a version that this one does not know"):
        open_store(tmp_path, url)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("no url", "'no url' is no URL of a database"),
        ("sqlite://", "sqlite:// would be gone with this process: name a file"),
        ("nosuch://x/y", "nosuch://x/y: no such kind of database"),
        ("sqlite:////no/such/folder/x.db", "cannot be opened: unable to open database file"),
        ("postgresql+psycopg://grader:secret@127.0.0.1:1/x", r"grader:\*\*\*@127.0.0.1:1/x cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_opened_is_named(wrong: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=says):
        open_store(tmp_path, wrong)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / ".grader").mkdir()
    (tmp_path / ".grader" / "grades.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="cannot be opened: file is not a database"):
        open_store(tmp_path)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / ".grader").write_text("in the way", encoding="ascii")
    with pytest.raises(StoreError, match=r"\.grader cannot be made or written to: File exists"):
        open_store(tmp_path)


def test_texts_that_a_database_may_not_take(store: Store) -> None:
    run = begun(store)
    long, odd = "x" * 3000, "nul \0 and half \ud800"
    hand_in(store, run, long, "d1", logins=[long])
    hand_in(store, run, odd, "d2", logins=[odd])
    assert len(store.current(SLUG)) == 2
