"""From paths to submissions: each file and each folder is taken for what its name and its place say that it is."""

from __future__ import annotations

import os
import stat
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from grader.collect import nbgrader
from grader.collect.gradescope import METADATA, Entry, NoMetadata, read_metadata
from grader.collect.handed_in import Collected, HandedIn
from grader.collect.keeping import put_together
from grader.collect.looking import (
    DEEPEST,
    Place,
    expected_names,
    is_clone,
    is_code,
    look,
    names_below,
    shown,
    submission_within,
)
from grader.collect.naming import Named, named, under_own_names
from grader.collect.shape import is_class
from grader.collect.unpacking import names_in, unpack
from grader.course import Assignment
from grader.errors import SubmissionError
from grader.submission.disk import Refused, left_out
from grader.submission.form import archive_suffix, name_of, stem_of
from grader.submission.notebook import LARGEST
from grader.submission.reading import archive_limit

FORGED = "commit dates can be forged: give --received"
NAMED_IN_A_LINE = 8


def collect(
    paths: Sequence[Path], assignment: Assignment, *, into: Path, received: Mapping[str, datetime] | None = None
) -> Collected:
    """The submissions at the paths, each of which is one, or those of a class in any of the forms that are known.

    Archives of a class are unpacked below `into`, and what lies apart is put together there. `received` says when by
    owner or alias, and counts for more than what the source says. What cannot be read costs itself and is a line in
    `problems`. SubmissionError for a path that does not exist or holds nothing at all, and where `into` cannot be
    written to.
    """
    if not paths:
        raise SubmissionError("no path was given where submissions are")
    gathering = _Gathering(assignment, into)
    for path in paths:
        gathering.add(path)
    return gathering.collected(received or {})


class _Gathering:
    """What has been found so far."""

    def __init__(self, assignment: Assignment, into: Path) -> None:
        self._assignment = assignment
        self._expected = expected_names(assignment)
        self._into = into
        self._largest = max(archive_limit(assignment), LARGEST)
        self._found: list[HandedIn] = []
        self._clones: set[Path] = set()
        self._problems: list[str] = []

    def add(self, path: Path) -> None:
        try:
            mode = os.lstat(path).st_mode
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise SubmissionError(f"no file or folder {shown(path)}") from None
        except OSError as error:
            self._problems.append(f"{shown(path)} cannot be read: {error.strerror}")
            return
        before = len(self._found), len(self._problems)
        if stat.S_ISDIR(mode):
            self._add_folder(path, shown(path.absolute().name or path))
        elif stat.S_ISREG(mode):
            self._add_file(path)
        else:
            self._problems.append(f"{shown(path)} {left_out(mode)}")
        if (len(self._found), len(self._problems)) == before:
            raise SubmissionError(f"{shown(path)} is empty")

    def collected(self, received: Mapping[str, datetime]) -> Collected:
        times = {name.strip().casefold(): time for name, time in received.items()}
        used: set[str] = set()
        found = []
        for handed_in in self._found:
            names = [name.casefold() for name in (handed_in.owner, *handed_in.aliases)]
            named_here = [name for name in names if name in times]
            used.update(named_here)
            found.append(replace(handed_in, received=times[named_here[0]]) if named_here else handed_in)
        timeless = [one.owner for one in found if one.path in self._clones and one.received is None]
        if timeless and not received:
            self._problems.append(FORGED)
        elif timeless:
            self._problems.append(f"when it was received is not said of {_listed(timeless)}")
        if unused := [name for name in received if name.strip().casefold() not in used]:
            self._problems.append(f"a time is given for those of whom there is nothing here: {_listed(unused)}")
        return Collected(tuple(found), tuple(self._problems))

    def _add_file(self, path: Path) -> None:
        if archive_suffix(path.name) and self._add_archive(path):
            return
        said = named(path.name)
        if said is not None and not said.typed:
            self._take(path, _Whose.by(said), _origin(path.name, said))
        else:
            self._take(path, _Whose(shown(name_of(path, self._expected[0]))), shown(path.name))

    def _add_archive(self, path: Path) -> bool:
        """Whether the archive was taken, or refused, as that of a class; one that a student may have made is not."""
        try:
            if not is_class(names_in(path), self._expected):
                return False
            folder, problems = unpack(path, self._into, self._largest)
        except Refused as reason:
            if path.lstat().st_size <= archive_limit(self._assignment):
                return False
            self._problems.append(f"{shown(path.name)} {reason}")
            return True
        name = shown(path.name)
        self._problems += [f"{name}: {problem}" for problem in problems]
        # the folders around everything, as they are passed over where it is decided what it holds
        for _ in range(DEEPEST):
            place = look(folder)
            if place.files or len(place.folders) != 1 or named(place.folders[0].name):
                break
            folder = place.folders[0]
        self._add_folder(folder, name)
        return True

    def _add_folder(self, folder: Path, origin: str) -> None:
        place = look(folder)
        single = any(place.has(name) for name in self._expected)
        if single or (is_clone(folder) and not is_class(names_below(folder), self._expected)):
            said = named(folder.name)
            whose = _Whose.by(said) if said is not None else _Whose(shown(folder.absolute().name))
            self._add_student(folder, whose, origin)
            return
        if place.has(METADATA):
            self._add_gradescope(folder, place, origin)
            return
        inner = nbgrader.tree_of(place)
        if inner is None and len(place.folders) == 1 and not place.files and not named(place.folders[0].name):
            inner = place.folders[0] if is_class(names_below(place.folders[0]), self._expected) else None
        if inner is not None:
            self._add_folder(inner, f"{origin}/{shown(inner.name)}")
            return
        self._problems += [f"{origin}: {problem}" for problem in place.problems]
        self._add_class(place, origin, stamped=nbgrader.is_tree(folder, place))

    def _add_class(self, place: Place, origin: str, *, stamped: bool) -> None:
        groups: dict[tuple[str, str, str], list[tuple[Named, Path]]] = defaultdict(list)
        prefix = _prefix([folder.name for folder in place.folders if is_clone(folder)])
        for path in (*place.files, *place.folders):
            where = f"{origin}/{shown(path.name)}"
            said = named(path.name)
            if said is not None and said.typed:
                self._problems.append(f"{where} is passed over: it was typed into {said.system}, and is no file")
            elif said is not None:
                groups[said.system, said.name.casefold(), said.user].append((said, path))
            elif path in place.folders:
                of_clone = (path.name[len(prefix) :],) if prefix and is_clone(path) else ()
                self._add_student(path, _Whose(shown(path.name), of_clone), where, stamped=stamped)
            elif archive_suffix(path.name) or is_code(path.name):
                self._take(path, _Whose(shown(stem_of(path.name))), where)
            else:
                self._problems.append(f"{where} is passed over: it is no submission")
        namesakes = Counter((system, name) for system, name, _ in groups)
        for (system, name, _), parts in groups.items():
            whose = _Whose.by(parts[0][0])
            if namesakes[system, name] > 1:
                whose = _Whose(f"{whose.owner}_{parts[0][0].user}", (*whose.aliases, whose.owner))
            self._add_parts(parts, whose, origin)

    def _add_parts(self, parts: Sequence[tuple[Named, Path]], whose: _Whose, origin: str) -> None:
        """What a learning system has of one student: folders, and files that belong together."""
        files = []
        for said, path in parts:
            if said.file and not path.is_dir():
                files.append((said, path))
            else:
                self._add_student(path, whose, f"{origin}/{shown(path.name)}")
        if len(files) < 2:
            for said, path in files:
                self._take(path, whose, _origin(f"{origin}/{path.name}", said))
            return
        where = f"{origin}/{whose.owner}"
        under_own = under_own_names(files, self._expected, where, self._problems)
        archives = [name for name in under_own if archive_suffix(name)]
        if len(archives) == 1 and not any(is_code(name) for name in under_own):
            passed = ", ".join(shown(name) for name in under_own if name != archives[0])
            self._problems.append(f"{where}: {shown(archives[0])} is taken, and {passed} beside it is not")
            path = under_own[archives[0]]
        else:
            path, problems = put_together(under_own, self._into, self._largest)
            self._problems += [f"{where}: {problem}" for problem in problems]
        self._take(path, whose, _origin(where, *(said for said, _ in files if said.late)))

    def _add_gradescope(self, folder: Path, place: Place, origin: str) -> None:
        entries: dict[str, Entry] = {}
        try:
            entries = read_metadata(folder / METADATA)
        except NoMetadata as reason:
            self._problems.append(f"{origin}/{METADATA} {reason}: whose submissions these are is not known")
        self._problems += [f"{origin}: {problem}" for problem in place.problems]
        for path in (*place.folders, *place.files):
            if path.name == METADATA:
                continue
            where = f"{origin}/{shown(path.name)}"
            entry = entries.pop(path.name, None)
            if entry is None and path in place.files:
                self._problems.append(f"{where} is passed over: {METADATA} does not name it")
                continue
            names = list(dict.fromkeys(name for person in entry.submitters for name in person)) if entry else []
            whose = _Whose(names[0], tuple(names[1:])) if names else _Whose(shown(path.name))
            several = entry.submitters if entry and len(entry.submitters) > 1 else ()
            self._add_student(path, whose, where, entry.received if entry else None, several)
        if entries:
            self._problems.append(f"{origin}: {METADATA} names submissions that are not there: {_listed(entries)}")

    def _add_student(
        self,
        path: Path,
        whose: _Whose,
        origin: str,
        received: datetime | None = None,
        submitters: tuple[tuple[str, ...], ...] = (),
        *,
        stamped: bool = False,
    ) -> None:
        """A student's folder."""
        problems: list[str] = []
        within = submission_within(path, self._assignment, problems, {nbgrader.TIMESTAMP} if stamped else ())
        self._problems += [f"{origin}: {problem}" for problem in problems]
        if within is None:
            if not problems:
                self._problems.append(f"{origin} is passed over: nothing is in it")
            return
        if stamped:
            received = nbgrader.received(within if within.is_dir() else within.parent)
        if is_clone(path):
            self._clones.add(within)
        self._take(within, whose, origin, received, submitters)

    def _take(
        self,
        path: Path,
        whose: _Whose,
        origin: str,
        received: datetime | None = None,
        submitters: tuple[tuple[str, ...], ...] = (),
    ) -> None:
        self._found.append(HandedIn(whose.owner, path, whose.aliases, received, origin, submitters))


@dataclass(frozen=True)
class _Whose:
    """How a source calls a student."""

    owner: str
    aliases: tuple[str, ...] = ()

    @classmethod
    def by(cls, said: Named) -> _Whose:
        return cls(shown(said.name), (said.user,))


def _prefix(names: Sequence[str]) -> str:
    """What GitHub Classroom puts before each login, where it has: the assignment's name and a hyphen."""
    common = os.path.commonprefix(names) if len(names) > 1 else ""  # noqa: RUF071  (of names, letter by letter)
    return common[: common.rfind("-") + 1]


def _origin(where: str, *said: Named) -> str:
    """The place, and whether the learning system calls what lies there late, which decides nothing."""
    late = [one.system for one in said if one.late]
    return f"{shown(where)} (late, says {late[0]})" if late else shown(where)


def _listed(names: Iterable[str]) -> str:
    every = [shown(name) for name in names]
    more = f" and {len(every) - NAMED_IN_A_LINE} more" if every[NAMED_IN_A_LINE:] else ""
    return ", ".join(every[:NAMED_IN_A_LINE]) + more
