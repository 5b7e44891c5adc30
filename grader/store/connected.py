"""A database, and what is written to it in one transaction each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from grader.errors import StoreError
from grader.store.tables import student

_T = TypeVar("_T")
_AT_ONCE = 500  # values in one query


class Connected:
    """Methods raise StoreError when the database cannot be read or written."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            shown = self._engine.url.render_as_string(hide_password=True)
            raise StoreError(f"{shown}: {reason(error)}") from error


def reason(error: SQLAlchemyError) -> str:
    """What the database said, in one line."""
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return " ".join(said.split()) or type(error).__name__


def in_pieces(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """No more than every database takes in one query."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def ids_of(connection: Connection, logins: Sequence[str]) -> list[int]:
    query = select(student.c.id).where(student.c.login.in_([plain(login) for login in logins]))
    return list(connection.execute(query).scalars())


def plain(text: str) -> str:
    """A text that every database takes: PostgreSQL knows no NUL, and no half of a character."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def inserted(connection: Connection, table: Any, **values: Any) -> int:
    """The id of a new row."""
    (new,) = connection.execute(table.insert().values(**values).returning(table.c.id)).scalars()
    return int(new)


def insert_if_new(connection: Connection, table: Table, **values: Any) -> None:
    """A row, unless there is one with its key: of two who write it at once, one does."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())
