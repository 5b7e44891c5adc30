"""What a learning system calls a student, as the names of the files that were downloaded from it say."""

from __future__ import annotations

from collections import Counter, defaultdict

from grader.collect.naming import named
from grader.store import Store

_REMARK = " (late, says "  # what a batch puts behind the place where it has found something


def numbers_in(system: str, store: Store, slug: str) -> dict[str, str]:
    """The number that `system` ("Canvas", "Moodle") gives each student, by login, as far as it is certain.

    A wrong one would put a grade into somebody else's row. So none counts of what several students have handed in
    together, or have been taken for, nor where a student has two, or two students have the same.
    """
    submissions = store.submissions(slug)
    of = Counter(row.id for rows in submissions.values() for row in rows)
    found = defaultdict[str, set[str]](set)
    for login, rows in submissions.items():
        for row in rows:
            said = named(row.origin.partition(_REMARK)[0].rpartition("/")[2]) if of[row.id] == 1 else None
            if said is not None and said.system == system:
                found[login].add(said.user)
    used = Counter(number for numbers in found.values() for number in numbers)
    return {
        login: number
        for login, numbers in found.items()
        if len(numbers) == 1
        for number in numbers
        if used[number] == 1
    }
