"""A folder a student, named after the login."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from grader.errors import ExportError
from grader.report.file_names import safe_stem
from grader.writing import write_whole

_PLAIN = re.compile(r"[a-z0-9_](?:[a-z0-9._@+-]{0,98}[a-z0-9_])?")


def folder_of(login: str) -> str:
    """The login itself where that is a name on every system, else one made of it, the same in every export."""
    stem = safe_stem(login)
    if _PLAIN.fullmatch(login) and not stem.startswith("submission-"):  # as it does for the name of a device
        return login
    return f"{stem}-{hashlib.sha256(login.encode('utf-8', 'replace')).hexdigest()[:8]}"


def write_each(folder: Path, file: str, contents: Iterable[tuple[str, bytes]]) -> int:
    """`folder`/login/`file` for each login and content; how many there were."""
    owners: dict[str, str] = {}
    for login, content in contents:
        own = folder_of(login)
        before = owners.setdefault(own.casefold(), login)
        if before != login:
            raise ExportError(f"{before!r} and {login!r} would have the same folder {own!r}")
        path = folder / own / file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        except OSError as error:
            raise ExportError(f"{path}: cannot be written: {error.strerror}") from error
    return len(owners)
