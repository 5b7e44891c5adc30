"""Early stop: a training run that cannot come to an accuracy that earns points is ended before its end.

tests/assignments/<slug>/early_stop.toml says, for a shared run of the hidden tests, how the run is followed and how
low it may be after so many steps. What it rests on is in curves.json beside it: see grader.validate.curves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from grader.errors import CourseError

EARLY_STOP_FILE = "early_stop.toml"
CURVES_FILE = "curves.json"

Name = Annotated[str, Meta(pattern=r"^[A-Za-z_]\w*$")]
Position = Annotated[int, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
Floor = tuple[Annotated[int, Meta(ge=1)], Share]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When the run of one call is given up. What the submission's process is told of it is grader.remote.following's.

    `run`: the shared run; `call`: the function that trains in it. A network of torch is its argument number `network`,
    and is followed by the examples that it is trained on. Without one, `update` is the function through which every
    update goes, its first argument the parameters, and `classes` gives the logits or classes of parameters and
    examples. `examples`: the numbers of the arguments images and labels, or of the one that has both; `columns`: each
    column is one.

    `whole`: the examples, or updates, of a whole run. `floors`: pairs of a number of them and the share of training
    examples on which a run has to be right by then; `least`: up to this accuracy at the end there are no points.
    """

    run: Name
    call: Name
    examples: Annotated[tuple[Position, ...], Meta(min_length=1, max_length=2)]
    whole: Annotated[int, Meta(ge=2)]
    floors: Annotated[tuple[Floor, ...], Meta(min_length=1)]
    least: Annotated[float, Meta(gt=0, lt=1)]
    network: Position | None = None
    update: Name | None = None
    classes: Name | None = None
    columns: bool = False

    @property
    def unit(self) -> str:
        """What is counted."""
        return "updates" if self.network is None else "training examples"

    def place(self, right: Sequence[float]) -> int | None:
        """At which floor a run with these shares, one for each floor that it came to, is given up; None: at none."""
        floors = (floor for _, floor in self.floors)
        return next((at for at, (share, floor) in enumerate(zip(right, floors, strict=False)) if share < floor), None)

    def said(self, right: Sequence[float]) -> str:
        """What is told of a run that was given up at the last of these shares."""
        after, floor = self.floors[len(right) - 1]
        return (
            f"{self.call} was stopped after {after:,} of {self.whole:,} {self.unit}: it was right on {right[-1]:.1%} "
            f"of a sample of what it is trained on, and no recorded run that was below {100 * floor:.4g}% there has "
            f"come to more than {100 * self.least:.4g}% in the end"
        )


class _File(msgspec.Struct, forbid_unknown_fields=True):
    rule: Annotated[tuple[Rule, ...], Meta(min_length=1)]


def read_rules(path: Path) -> tuple[Rule, ...]:
    """Those in early_stop.toml, none where there is no such file; CourseError with file and key where it is wrong."""
    try:
        rules = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).rule
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path}: not valid TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise CourseError(f"{path}: {error}") from error
    for rule in rules:
        if fault := _fault(rule):
            raise CourseError(f"{path}: the rule of {rule.run}: {fault}")
    if len({rule.run for rule in rules}) != len(rules):
        raise CourseError(f"{path}: two rules are of one run")
    return rules


def _fault(rule: Rule) -> str:
    by_function = rule.update is not None and rule.classes is not None
    if (rule.update is None) != (rule.classes is None) or by_function == (rule.network is not None):
        return "it says how the run is followed: by `network`, or by `update` and `classes`"
    places = [after for after, _ in rule.floors]
    if any(later <= earlier for earlier, later in pairwise(places)) or places[-1] >= rule.whole:
        return f"floors: the numbers rise, and are below `whole`, {rule.whole:,}"
    return ""
