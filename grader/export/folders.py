"""A folder a student, named after the login."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath

from grader.errors import ExportError
from grader.report.file_names import folder_of
from grader.writing import OwnFiles


def write_each(folder: Path, file: str, contents: Iterable[tuple[str, bytes]]) -> int:
    """`folder`/login/`file` for each login and content, and no longer for others; how many there were."""
    owners: dict[str, str] = {}
    try:
        files = OwnFiles(folder, f"export-{PurePath(file).stem}")
    except OSError as error:
        raise ExportError(f"{folder}: cannot be written: {error.strerror}") from error
    for login, content in contents:
        own = folder_of(login)
        before = owners.setdefault(own.casefold(), login)
        if before != login:
            raise ExportError(f"{before!r} and {login!r} would have the same folder {own!r}")
        try:
            files.write(f"{own}/{file}", content)
        except OSError as error:
            raise ExportError(f"{folder / own / file}: cannot be written: {error.strerror}") from error
    files.finish()
    return len(owners)
