"""Make a dataset on this machine: makers in order, what was made written down, one process at a time."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.data.cache import cache_folder, is_sound, own_folder
from grader.data.entry import RECORD, Made, Maker, Record, made_entry, read_record
from grader.data.source import Progress, RawFile, SourceFailed
from grader.errors import DataError


def make(made: Made, *, progress: Progress, cache: Path | None, makers: Sequence[Maker] | None = None) -> Path:
    """Make sure that the dataset's files are in the cache and sound; returns its folder there.

    What was made of something stays, until GRADER_DATA holds something else to make it of. Tries that, then `makers`
    (the dataset's own, unless given). DataError says in one line what failed on each of them.
    """
    folder = own_folder()
    own = made.own(folder) if folder is not None else None
    with cache_folder(made.name, cache, progress) as home:
        if not _is_there(made, home, own):
            tried = made.makers if makers is None else makers
            _make(made, home, cache, [own, *tried] if own is not None else tried, progress)
    return home


def _is_there(made: Made, home: Path, own: Maker | None) -> bool:
    record, files = read_record(home), made_entry(made, home).files
    if record is None or not files or not all(is_sound(home / raw.name, raw) for raw in files.values()):
        return False
    return own is None or (own.label, own.fingerprint()) == (record.made_of, record.fingerprint)


def _make(made: Made, home: Path, cache: Path | None, makers: Sequence[Maker], progress: Progress) -> None:
    staging = home / ".unfinished"
    staging.mkdir(exist_ok=True)
    failures: list[str] = []
    for maker in makers:
        try:
            fingerprint = maker.fingerprint()
            facts = maker.make(made.names, staging, cache, progress)
        except (SourceFailed, DataError) as reason:
            failures.append(f"{maker.label}: {reason}")
            continue
        files = {role: _kept(staging / name, home) for role, name in made.names.items()}
        record = Record(maker.label, fingerprint, files, facts, failures)
        _write_whole(home / RECORD, msgspec.json.format(msgspec.json.encode(record), indent=2))
        shutil.rmtree(staging)
        return
    raise DataError(
        f"{made.name} cannot be had. {'; '.join(failures)}. {made.otherwise[0].upper()}{made.otherwise[1:]}"
    )


def _kept(path: Path, home: Path) -> RawFile:
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    size = path.stat().st_size
    path.replace(home / path.name)
    return RawFile(path.name, sha256, size)


def _write_whole(path: Path, content: bytes) -> None:
    beginning = path.with_suffix(".part")
    beginning.write_bytes(content)
    beginning.replace(path)
