"""File names for pages, from names that students chose."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

LONGEST_STEM = 60
_PLAIN = re.compile(r"[a-z0-9_](?:[a-z0-9._@+-]{0,98}[a-z0-9_])?")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
# Names that mean a device on Windows, whatever their suffix; and our own pages.
_TAKEN = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|index)(\..*)?", re.IGNORECASE)


def page_names(submissions: Iterable[str]) -> tuple[str, ...]:
    """One file name a submission, in order: ASCII, no separators, unique even where case does not count."""
    used: set[str] = set()
    names: list[str] = []
    for submission in submissions:
        stem = safe_stem(submission)
        candidate, number = stem, 1
        while candidate.lower() in used:
            number += 1
            candidate = f"{stem}-{number}"
        used.add(candidate.lower())
        names.append(f"{candidate}.html")
    return tuple(names)


def folder_of(login: str) -> str:
    """The login itself where that is a name on every system, else one made of it: the same whoever else is there."""
    stem = safe_stem(login)
    if _PLAIN.fullmatch(login) and not stem.startswith("submission-"):  # as it does for the name of a device
        return login
    return f"{stem}-{hashlib.sha256(login.encode('utf-8', 'replace')).hexdigest()[:8]}"


def safe_stem(submission: str) -> str:
    """Letters, digits, dots, dashes and underscores of `submission`, beginning with a letter, digit or underscore."""
    plain = unicodedata.normalize("NFKD", submission[: 4 * LONGEST_STEM]).encode("ascii", "ignore").decode("ascii")
    stem = _UNSAFE.sub("-", plain).lstrip(".-")[:LONGEST_STEM].rstrip(".-")
    if not stem:
        return "submission"
    return f"submission-{stem}" if _TAKEN.fullmatch(stem) else stem
