"""One submission of a class, as it lies there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class HandedIn:
    """One submission: whose it is, as far as the source says, and what `grader.submission.read` is to take."""

    owner: str
    """as the source names the student: a folder's name, a login, "lastnamefirst"; another one for each student"""
    path: Path
    """a file, a folder or an archive"""
    aliases: tuple[str, ...] = ()
    """what else the source calls the student: an id of its own, an e-mail address, the full name"""
    received: datetime | None = None
    """with a time zone"""
    origin: str = ""
    """where it was found, printable"""
    submitters: tuple[tuple[str, ...], ...] = ()
    """where the source names several people: what it calls each of them"""


@dataclass(frozen=True)
class Collected:
    handed_in: tuple[HandedIn, ...]
    problems: tuple[str, ...]
    """one line each: what was passed over or refused, by name, and why"""
