"""What was found of each mutant, kept as it comes: a run that was stopped goes on where it was."""

from __future__ import annotations

import hashlib

import msgspec

from grader.course import Assignment
from grader.writing import write_whole


class Verdict(msgspec.Struct, frozen=True):
    """The first test that a mutant lost points in, and how; with `killed_by` empty it has survived.

    `trained`: it has survived the tests that train as well, or they do not come to what was changed. `reached`, of the
    reference: the functions that they do come to.
    """

    killed_by: str = ""
    status: str = ""
    trained: bool = False
    reached: tuple[str, ...] = ()


class _Line(msgspec.Struct):
    base: str
    mutant: str
    verdict: Verdict


class Kept:
    """The verdicts in .grader/mutants-<slug>.jsonl, which hold for one base: tests, reference, code that judges.

    Those for another base are thrown away.
    """

    def __init__(self, assignment: Assignment, base: str) -> None:
        self._path = assignment.course / ".grader" / f"mutants-{assignment.slug}.jsonl"
        self._base = base
        lines = self._path.read_bytes().splitlines(keepends=True) if self._path.exists() else []
        read = [line for line in map(_decoded, lines) if line is not None and line.base == base]
        self._verdicts = {line.mutant: line.verdict for line in read}
        if len(read) < len(lines):
            write_whole(self._path, b"".join(msgspec.json.encode(line) + b"\n" for line in read))

    def get(self, mutant: str) -> Verdict | None:
        return self._verdicts.get(mutant)

    def add(self, mutant: str, verdict: Verdict) -> None:
        if not self._path.exists():
            self._path.parent.mkdir(exist_ok=True)
            (self._path.parent / ".gitignore").write_text("*\n", encoding="ascii")
        with self._path.open("ab") as stream:
            stream.write(msgspec.json.encode(_Line(self._base, mutant, verdict)) + b"\n")
        self._verdicts[mutant] = verdict


def _decoded(line: bytes) -> _Line | None:
    """None for what was not written to its end."""
    try:
        return msgspec.json.decode(line, type=_Line)
    except msgspec.DecodeError:
        return None


def mutant_digest(base: str, seed: int, source: str) -> str:
    return hashlib.sha256(f"{base}\0{seed}\0{source}".encode()).hexdigest()
