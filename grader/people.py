"""Who is in a course."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Student:
    """A student, by the login that the course knows. What is not known is ""."""

    login: str
    """the first that a roster has of a login, an id, an e-mail address and a name"""
    name: str = ""
    email: str = ""
    section: str = ""
    group: str = ""
    """who hands in together has the same"""
    ids: tuple[str, ...] = ()
    """what the student is called elsewhere"""
