"""Names that learning systems give to files and folders of a bulk download.

Canvas: last and first name without anything between, the student's id, the file's id and name; in between is LATE where
it was. Written by app/models/content_zipper.rb of instructure/canvas-lms (get_filename, add_upload_submission), which
has put the whole into lower case at times, and hyphens for what it takes out of names. Who hands in a file of a name
that was handed in before finds -1 behind it.

Moodle: full name, the participant's number in this assignment, and what was handed in: a folder, or the file's name
where submissions are not downloaded in folders. Written by mod/assign of moodle/moodle (download_submissions).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.collect.looking import is_code, shown
from grader.submission.form import archive_suffix

_CANVAS = re.compile(r"(?P<name>.+?)(?P<late>[-_]late)?_(?P<user>\d+)_(?P<file>\d+)_(?P<rest>.+)", re.IGNORECASE)
_CANVAS_TYPED = re.compile(r"(?P<name>.+?)([-_]late)?_(?P<user>\d+)_(text|link)\.html", re.IGNORECASE)
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<user>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<rest>.*))?")
_AGAIN = re.compile(r"-\d+$")


@dataclass(frozen=True)
class Named:
    """What the name of a file or a folder says."""

    system: str
    name: str
    user: str
    file: str = ""
    """its name as it was handed in; "" for a folder that holds several"""
    number: int = 0
    """grows with the time at which the file came"""
    late: bool = False
    typed: bool = False
    """not a file that was handed in, but a text or a link, typed into a form"""


def named(name: str) -> Named | None:
    """What the name says; None for one of no learning system.

    Where it reads as that of either system, the one counts whose part ends first: what follows is the student's choice.
    """
    found = [said for said in (_of_canvas(name), _of_moodle(name)) if said is not None]
    return min(found, key=lambda said: len(said.name), default=None)


def _of_canvas(name: str) -> Named | None:
    if found := _CANVAS.fullmatch(name):
        return Named("Canvas", found["name"], found["user"], found["rest"], int(found["file"]), bool(found["late"]))
    if found := _CANVAS_TYPED.fullmatch(name):
        return Named("Canvas", found["name"], found["user"], typed=True)
    return None


def _of_moodle(name: str) -> Named | None:
    if found := _MOODLE.fullmatch(name):
        return Named("Moodle", found["name"], found["user"], found["rest"] or "", typed=found["kind"] != "file")
    return None


def under_own_names(
    files: Iterable[tuple[Named, Path]], expected: Sequence[str], where: str, problems: list[str]
) -> dict[str, Path]:
    """The files by the names under which they were handed in, the assignment's without what was put behind it.

    Of several that are the assignment's, the one counts that came last.
    """
    found: dict[str, Path] = {}
    for said, path in sorted(files, key=lambda one: -one[0].number):
        own = _own_name(said)
        name = own if own in expected else said.file
        if name in found:
            kept = f"{said.number}_{said.file}"
            problems.append(f"{where}: {shown(name)} is there more than once; {shown(kept)} is not the one that counts")
            name = kept
        found[name] = path
    scripts = [name for name in found if is_code(name)]
    if len(scripts) == 1 and scripts[0] not in expected and not any(archive_suffix(name) for name in found):
        # under any name, as where it is the only file
        name = expected[int(scripts[0].lower().endswith(".ipynb"))]
        problems.append(f"{where}: {shown(scripts[0])} is taken for {name}")
        found[name] = found.pop(scripts[0])
    return found


def _own_name(said: Named) -> str:
    """The file's name without the -1 that Canvas puts behind it."""
    path = PurePosixPath(said.file)
    return f"{_AGAIN.sub('', path.stem)}{path.suffix}" if said.system == "Canvas" else said.file
