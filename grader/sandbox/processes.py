"""Which processes there are, as /proc tells."""

# hot, and only names are wanted:
# ruff: noqa: PTH208
from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class State:
    """One process: the letter that ps shows ("Z": a zombie, "T": stopped) and its parent."""

    pid: int
    letter: str
    parent: int


def state(pid: int) -> State | None:
    """None when there is no such process."""
    try:
        text = (_PROC / str(pid) / "stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # the name is in parentheses and may itself hold any character
    letter, parent = text[text.rindex(b")") + 2 :].split()[:2]
    return State(pid, letter.decode(), int(parent))


def threads(pid: int) -> int:
    """How many tasks a process has; 0 when it is gone."""
    try:
        return len(os.listdir(_PROC / str(pid) / "task"))
    except (FileNotFoundError, ProcessLookupError):
        return 0


def all_states() -> list[State]:
    found = [state(int(name)) for name in os.listdir(_PROC) if name.isdecimal()]
    return [one for one in found if one is not None]


def alive_below(ancestor: int) -> set[int]:
    """The descendants of a process that are not zombies."""
    states = all_states()
    below = {ancestor}
    while True:
        more = {one.pid for one in states if one.parent in below} - below
        if not more:
            break
        below |= more
    return {one.pid for one in states if one.pid in below and one.letter != "Z"} - {ancestor}
