"""What a batch was told to grade, kept in the course: the same can be asked for again without saying it again."""

from __future__ import annotations

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
    write_whole(path, msgspec.json.format(msgspec.json.encode(order), indent=1) + b"\n", 0o600)


def kept_order(assignment: Assignment) -> BatchOrder | None:
    """None where there was no batch yet, or what was kept cannot be read."""
    try:
        return msgspec.json.decode(_path(assignment).read_bytes(), type=BatchOrder)
    except (OSError, msgspec.DecodeError):
        return None


def rooted(path: Path | None) -> str:
    """A path that means the same in every folder, links kept as they are."""
    return os.path.abspath(path) if path is not None else ""  # noqa: PTH100 - resolve() would follow links


def _path(assignment: Assignment) -> Path:
    return assignment.course / ".grader" / "orders" / f"{assignment.slug}.json"
