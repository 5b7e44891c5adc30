"""Opens the database, and brings its tables up to date."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from grader.errors import StoreError
from grader.store.connected import reason
from grader.store.store import Store
from grader.store.tables import VERSION

DATABASE = "grades.db"
_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 30


def open_store(course: Path, url: str = "") -> Store:
    """The store of a course: .grader/grades.db, or the database at `url` as SQLAlchemy writes it.

    StoreError when it cannot be opened, or was made by a newer version.
    """
    shown = url
    if not url:
        folder = course / ".grader"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / ".gitignore").exists():
                (folder / ".gitignore").write_text("*\n", encoding="ascii")
        except OSError as error:
            raise StoreError(f"{folder} cannot be made or written to: {error.strerror}") from error
        url, shown = f"sqlite:///{folder / DATABASE}", str(folder / DATABASE)
    engine: Engine | None = None
    try:
        shown = shown if not url.partition("://")[2] else make_url(url).render_as_string(hide_password=True)
        if make_url(url).get_backend_name() == "sqlite" and make_url(url).database in (None, "", ":memory:"):
            raise StoreError(f"{shown} would be gone with this process: name a file, sqlite:////path/to/grades.db")
        engine = _engine(url)
        with engine.connect() as connection:
            _bring_up_to_date(connection)
        store, engine = Store(engine), None
        return store
    except NoSuchModuleError as error:
        raise StoreError(f"{shown}: no such kind of database: {error}") from error
    except ArgumentError as error:
        raise StoreError(f"{shown!r} is no URL of a database: postgresql+psycopg://user@host/name, say") from error
    except ModuleNotFoundError as error:
        raise StoreError(f"{shown}: {error.name} is not installed: pip install 'dlgrader[postgres]'") from error
    except SQLAlchemyError as error:
        raise StoreError(f"{shown} cannot be opened: {reason(error)}") from error
    finally:
        if engine is not None:
            engine.dispose()


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _as_we_want_sqlite)
    return engine


def _as_we_want_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    """Readers do not wait for a writer; a process that is killed leaves a whole database."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
    cursor.close()


def _bring_up_to_date(connection: Connection) -> None:
    if _version(connection) == VERSION:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _one_at_a_time(connection):
        try:
            command.upgrade(config, "head")
            connection.commit()
        except CommandError as error:
            raise StoreError(f"the database is of a version that this one does not know: {error}") from error


def _version(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    connection.rollback()
    return str(found or "")


@contextlib.contextmanager
def _one_at_a_time(connection: Connection) -> Iterator[None]:
    """Of two that find old tables, one brings them up to date, and the other waits."""
    connection.rollback()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7263548)"))
    elif connection.dialect.name == "sqlite":
        connection.execute(text("BEGIN IMMEDIATE"))
    yield
