"""A database for a test: SQLite in a temporary folder, or a real PostgreSQL server on loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_USER = "postgres"  # of Debian's package: the server refuses root


def programs() -> Path | None:
    """Where PostgreSQL's own programs are; Debian keeps them out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Runs a server whose data is below `folder`, at a socket in it; yields the URL of an empty database."""
    bin_folder = programs()
    if bin_folder is None:
        pytest.fail("PostgreSQL is not installed: apt-get install postgresql")
    as_user: dict[str, str | int] = {}
    if os.getuid() == 0:
        entry = pwd.getpwnam(_USER)
        as_user = {"user": entry.pw_uid, "group": entry.pw_gid}
        os.chown(folder, entry.pw_uid, entry.pw_gid)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(bin_folder / program), *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            **as_user,  # type: ignore[call-overload]  # the same for each
        )
        assert done.returncode == 0, f"{program}: {done.stderr or done.stdout}"

    data = folder / "data"
    run("initdb", "--auth=trust", "--username=grader", "--no-sync", "-D", str(data))
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://grader@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
