"""What a batch was told to grade, kept in the course: the same can be asked for again without saying it again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec

from grader.course import Assignment, Tier
from grader.writing import write_whole


class BatchOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """The words of the command; paths from the root of the file system on."""

    paths: tuple[str, ...]
    roster: str = ""
    received: str = ""
    slots: int | None = None
    dask: str = ""
    min_isolation: Tier | None = None

    def arguments(self) -> list[str]:
        """As they follow `grader batch SLUG`."""
        given = {
            "--roster": self.roster,
            "--received": self.received,
            "--slots": str(self.slots or ""),
            "--dask": self.dask,
            "--min-isolation": self.min_isolation or "",
        }
        return [*(f"{name}={value}" for name, value in given.items() if value), "--", *self.paths]


def keep_order(assignment: Assignment, order: BatchOrder) -> None:
    """OSError when it cannot be written."""
    path = _path(assignment)
    path.parent.mkdir(parents=True, exist_ok=True)
    # a path that is no UTF-8 has halves of characters in it, which JSON can escape and msgspec refuses
    content = json.dumps(msgspec.to_builtins(order), indent=1) + "\n"
    write_whole(path, content.encode("ascii"), 0o600)


def kept_order(assignment: Assignment) -> BatchOrder | None:
    """None where there was no batch yet, or what was kept cannot be read."""
    try:
        return msgspec.convert(json.loads(_path(assignment).read_bytes()), BatchOrder)
    except (OSError, ValueError):  # msgspec's are of these, too
        return None


def rooted(path: Path | None) -> str:
    """A path that means the same in every folder, links kept as they are."""
    return os.path.abspath(path) if path is not None else ""  # noqa: PTH100 - resolve() would follow links


def _path(assignment: Assignment) -> Path:
    return assignment.course / ".grader" / "orders" / f"{assignment.slug}.json"
