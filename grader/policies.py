"""The rules on top of what the tests give: when something is due, what lateness costs, how points are rounded.

`[policy]` in assignment.toml. Grades do not rest on it: when a rule is changed nothing is graded again. The arithmetic
is exact (fractions of what the TOML says) and rounded once, at the end.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

Percent = Annotated[float, Meta(ge=0, le=100)]
NotNegative = Annotated[float, Meta(ge=0, le=1e9)]
Count = Annotated[int, Meta(ge=1)]


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """`[policy]`, key by key.

    `due`: a date and time, of `time_zone` unless it says an offset itself; nothing is late without it.
    `grace_minutes`: what is later by no more than this is on time. What is later than that is late from `due` on.
    `late_percent`: taken for each day that has begun since `due`, in all no more than `late_at_most`; of the points
    (`late_of = "score"`), or of the most that there are. A day ends where the clock shows the same time again, also
    when it was put forward or back meanwhile.
    `slip_days`: so many late days are free, of those that a student has in all assignments (`slip_days` in course.toml,
    where there is one). `late_days`: what is later than so many days, free ones not counted, gets nothing.
    `attempts`: of a student's submissions only the first so many can count.
    `bonus_parts`: parts of which the points are no part of the most that there are, but come on top.
    `bonus_at_most`: points that may be had beyond the most; any number without it.
    `round_to`: the step that points are rounded to, half up.
    `leaderboard`: the page of the class shows who reached which accuracy, under pseudonyms.
    """

    due: datetime | None = None
    time_zone: str = "UTC"
    grace_minutes: NotNegative = 0.0
    late_percent: Percent = 0.0
    late_at_most: Percent = 100.0
    late_days: Count | None = None
    late_of: Literal["score", "maximum"] = "score"
    slip_days: Annotated[int, Meta(ge=0)] = 0
    attempts: Count | None = None
    bonus_parts: tuple[str, ...] = ()
    bonus_at_most: NotNegative | None = None
    round_to: Annotated[float, Meta(gt=0, le=100)] = 0.01
    leaderboard: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def due_at(self) -> datetime | None:
        """In UTC."""
        return None if self.due is None else _due_at(self.due, self.time_zone)


@lru_cache(maxsize=256)  # asked for each student
def _due_at(due: datetime, time_zone: str) -> datetime:
    return moment_in(due, ZoneInfo(time_zone))


def fault_of(policy: Policy, parts: tuple[str, ...]) -> str:
    """The first key that cannot be as it is, and why; "" without any."""
    try:
        zone = policy.zone
    except (KeyError, ValueError, OSError):  # for what is not there, cannot be a key, or is a folder
        return f"policy.time_zone: no time zone is called {policy.time_zone!r}; one is 'Europe/Zurich'"
    if policy.due is not None and not exists(policy.due, zone):
        return f"policy.due: the clocks of {policy.time_zone} never show {policy.due:%Y-%m-%d %H:%M:%S}"
    for name in policy.bonus_parts:
        if name not in parts:
            return f"policy.bonus_parts: {name!r} is none of the parts"
    return ""


def moment_in(when: datetime, zone: ZoneInfo) -> datetime:
    """A time of the clock as a moment in UTC: of two that the clock shows twice, the later one; where it is put forward
    over that time, as if it were not yet."""
    if when.tzinfo is None:
        late = when.replace(tzinfo=zone, fold=1)
        shown = late.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) == when.replace(fold=0)
        when = late if shown else when.replace(tzinfo=zone, fold=0)
    return when.astimezone(UTC)


def exists(when: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks show this time: they do not where they are put forward over it."""
    return when.tzinfo is not None or moment_in(when, zone).astimezone(zone).replace(tzinfo=None, fold=0) == when


def days_after(due: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The moment so many days later at which the clock shows the same."""
    if not days:
        return due
    return moment_in(due.astimezone(zone).replace(tzinfo=None, fold=0) + timedelta(days=days), zone)


def days_late(received: datetime, due: datetime, policy: Policy) -> int:
    """Days that have begun since it was due, 0 for what is on time or within the grace."""
    if received <= due + timedelta(minutes=policy.grace_minutes):
        return 0
    zone = policy.zone
    days = max(1, math.ceil((received - due) / timedelta(days=1)) - 1)
    while received > days_after(due, days, zone):
        days += 1
    return days


def late_share(days: int, policy: Policy) -> Fraction:
    """The share of points that is taken for so many days, from 0 to 1."""
    if policy.late_days is not None and days > policy.late_days:
        return Fraction(1)
    return min(exact(policy.late_percent) * days, exact(policy.late_at_most)) / 100


@lru_cache(maxsize=4096)  # a class has few different numbers of points, and asks for each of them often
def exact(value: float) -> Fraction:
    """The number that is written: 0.1 is a tenth."""
    return Fraction(repr(value))


def rounded(points: Fraction, step: float, most: Fraction | None = None) -> Fraction:
    """To the nearest multiple of the step, half up, as it is done with marks; but not beyond `most` by rounding."""
    found = math.floor(points / exact(step) + Fraction(1, 2)) * exact(step)
    if most is not None and points <= most < found:
        found -= exact(step)
    return found
