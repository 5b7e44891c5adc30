"""What docs/results.md says of the figures that are kept."""

from __future__ import annotations

import importlib
import shlex
import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments import Choice, Goal, Lead, Settings, Table
from measurements import Measurement, measurements, named, present, setting, tables

HEAD = """# What the model answers reach

Measured by `make results`, which runs `bench/experiments/` and writes this page; never written by hand. Every figure is
the mean over the seeds 0, 1, … and, behind ±, their standard deviation. Choices were made on validation images; the
published test set was looked at for these tables only. Of the 60,000 digits that MNIST has for training, 10,000 are
kept for validation, drawn by the seed. CPU time is that of one thread, of a whole measurement with the reading of the
data, while other work ran on the machine; where GPU stands behind it, the network was trained on one, by
`--device cuda`.

The command under each assignment measures what is not kept yet or is out of date, with `--again` all of it. Below each
table stands the machine that it was measured on, and the command for what was trained on a GPU. The machines:
"""


def page(kept: Mapping[str, Any]) -> str:
    machines = _machines(kept)
    lines = [HEAD, *(f"{number}. {text}" for text, number in machines.items())]
    for slug in present():
        lines += ["", f"## `{slug}`", ""]
        doc = importlib.import_module(f"experiments.{slug}").__doc__ or ""
        lines += [doc.strip(), "", f"    python bench/results.py {slug}"]
        for table in tables(slug):
            lines += ["", f"### {table.title}", "", table.text, "", *_rendered(slug, table, kept, machines)]
    return "\n".join(lines) + "\n"


def _machines(kept: Mapping[str, Any]) -> dict[str, int]:
    """Description → number on the page."""
    said = {_machine(kept[one.key]) for one in measurements(present()) if one.key in kept}
    return {text: number for number, text in enumerate(sorted(said), start=1)}


def _machine(one: Mapping[str, Any]) -> str:
    parts = [f"{one['cores']} cores", *([one["device"]] if "device" in one else [])]
    return ", ".join([*parts, *(f"{name} {version}" for name, version in sorted(one["versions"].items()))])


def _rendered(slug: str, table: Table, kept: Mapping[str, Any], machines: Mapping[str, int]) -> Iterator[str]:
    columns = list(dict.fromkeys(name for row in table.rows for name in row))
    # a setting that never changes is said once, above the table
    varied = [name for name in columns if len({str(row.get(name)) for row in table.rows}) > 1] or columns[:1]
    fixed = [name for name in columns if name not in varied]
    if fixed:
        noted = {name: f" ({table.notes[name]})" if name in table.notes else "" for name in fixed}
        yield f"All with {', '.join(f'{name} {setting(table.rows[0][name])}{noted[name]}' for name in fixed)}."
        yield ""
    found = {index: _found(slug, table, row, kept) for index, row in enumerate(table.rows)}
    numbers = list(dict.fromkeys(name for ones in found.values() for one in ones for name in one["numbers"]))
    where = {index: sorted({machines[_machine(one)] for one in ones}) for index, ones in found.items() if ones}
    apart = len({*map(tuple, where.values())}) > 1
    head = [*varied, *numbers, "seeds", "CPU s", *(["machine"] if apart else [])]
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    old = False
    for index, row in enumerate(table.rows):
        cells = [setting(row[name]) for name in varied]
        ones = found[index]
        marked = "†" if any(one["old"] for one in ones) else ""
        old |= bool(marked)
        cells += [_spread(name, [one["numbers"][name] for one in ones if name in one["numbers"]]) for name in numbers]
        time_spent = f"{statistics.mean(one['cpu_seconds'] for one in ones):.0f}" if ones else ""
        if any("device" in one for one in ones):
            time_spent += ", GPU"
        cells += [f"{len(ones)}{marked}" if ones else "not measured yet", time_spent]
        cells += [", ".join(map(str, where.get(index, [])))] if apart else []
        yield f"| {' | '.join(cells)} |"
    if old:
        yield ""
        yield "† measured before the last change of the model answer or of how it is measured."
    if where:
        yield ""
        yield _measured_on(slug, table, [one for ones in found.values() for one in ones], machines)
    if made := _made_of([one for ones in found.values() for one in ones]):
        yield ""
        yield made
    if table.choice and where:
        yield ""
        yield _best(table, table.choice, found, varied)
    for goal in table.goals:
        yield ""
        yield _said(slug, table, goal, kept)
    for lead in table.leads:
        yield ""
        yield _compared(slug, table, lead, kept)


def _measured_on(slug: str, table: Table, ones: Sequence[Mapping[str, Any]], machines: Mapping[str, int]) -> str:
    """The machines of a table, and the command for what was trained on an accelerator."""
    said = {machines[_machine(one)]: f"machine {machines[_machine(one)]} ({_machine(one)})" for one in ones}
    text = f"Measured on {' and '.join(said[number] for number in sorted(said))}"
    command = f"`python bench/results.py {slug} --table {shlex.quote(table.title)} --device cuda`"
    if all("device" in one for one in ones):
        return f"{text} by {command}."
    return f"{text}; what has GPU behind it by {command}." if any("device" in one for one in ones) else f"{text}."


def _made_of(ones: Sequence[Mapping[str, Any]]) -> str:
    """What those datasets and weights were that can be made of several things; "" where it was not kept."""
    said: dict[str, set[str]] = {}
    for one in ones:
        for name, made in one.get("data", {}).items():
            right = made.get("test_accuracy")
            good = "" if right is None else f", right on {100 * right:.1f} % of its own test images"
            said.setdefault(name, set()).add(f"{made['made_of']}{good} (files {made['files']})")
    return "; ".join(f"`{name}`: {', or '.join(sorted(texts))}" for name, texts in sorted(said.items()))


def _best(table: Table, choice: Choice, found: Mapping[int, Sequence[Mapping[str, Any]]], varied: Sequence[str]) -> str:
    """Which row is the best, how many others are near it, and how far behind the one is that was taken."""
    values = {index: [one["numbers"][choice.number] for one in ones] for index, ones in found.items() if ones}
    best, *others = sorted(values, key=lambda index: -statistics.mean(values[index]))
    known = min(map(len, values.values())) > 1

    def told(index: int) -> str:
        named_by = named({name: table.rows[index][name] for name in varied})
        if index == best:
            return f"{named_by}, {shown(choice.number, statistics.mean(values[best]))}"
        if known:
            return f"{named_by}, {_points(*_difference(values[best], values[index]))} behind"
        return f"{named_by}, {100 * (statistics.mean(values[best]) - statistics.mean(values[index])):.2f} points behind"

    said = [f"Best by {choice.number}: {told(best)}."]
    if not known:
        said.append("With one seed a row it is not known how far seeds lie apart.")
    elif others:
        differences = [_difference(values[best], values[index]) for index in others]
        near = sum(ahead <= 2 * error for ahead, error in differences)
        said.append(
            f"Of the {len(others)} others, {near or 'none'} {'is' if near == 1 else 'are'} behind it by no more than 2 "
            "standard errors of the difference: other seeds may rank these otherwise."
        )
    said += [f"The next is {told(index)}." for index in others[:1]]
    taken = table.rows.index(_row(table, choice.taken))
    if taken in values:
        again = {best: "it"} | dict.fromkeys(others[:1], "that one")
        said.append(f"{choice.where} {again.get(taken) or told(taken)}.")
    return " ".join(said)


def _found(slug: str, table: Table, row: Settings, kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    wanted = [Measurement(slug, table, row, seed) for seed in range(table.seeds)]
    return [{**kept[one.key], "old": kept[one.key]["digest"] != one.digest} for one in wanted if one.key in kept]


def _said(slug: str, table: Table, goal: Goal, kept: Mapping[str, Any]) -> str:
    asked = f"Goal, {named(goal.of)}: {goal.number} above {shown(goal.number, goal.above)} ({goal.why})"
    ones = _found(slug, table, _row(table, goal.of), kept)
    if not ones:
        return f"{asked}: not measured yet."
    mean = statistics.mean(one["numbers"][goal.number] for one in ones)
    seeds = f"{len(ones)} of {table.seeds} seeds" + ("†" if any(one["old"] for one in ones) else "")
    reached = "reached" if mean > goal.above else "**not reached**"
    return f"{asked}: {reached}, {shown(goal.number, mean)} in the mean of {seeds}."


def _compared(slug: str, table: Table, lead: Lead, kept: Mapping[str, Any]) -> str:
    """Of two rows with several seeds each, by the standard error of the difference of their means."""
    asked = f"Goal, {named(lead.of)}: {lead.number} ahead of {named(lead.than)}"
    asked += f" of “{lead.table}”" if lead.table else ""
    asked += f" by more than {lead.errors:g} standard errors ({lead.why})"
    (other,) = (one for one in tables(slug) if one.title == (lead.table or table.title))
    ones, others = (
        [one["numbers"][lead.number] for one in _found(slug, of, _row(of, settings), kept)]
        for of, settings in ((table, lead.of), (other, lead.than))
    )
    if min(len(ones), len(others)) < 2:
        return f"{asked}: not measured yet."
    ahead, error = _difference(ones, others)
    reached = ahead > lead.errors * error
    seeds = f"{len(ones)} and {len(others)} seeds"
    found = f"{_points(ahead, error)} {'ahead' if ahead > 0 else 'behind'}"
    said = f"{asked}: {'reached' if reached else '**not reached**'}, it is {found}, of {seeds}."
    return said if reached or not lead.missed else f"{said} {lead.missed}"


def _difference(ones: Sequence[float], others: Sequence[float]) -> tuple[float, float]:
    """That of the means, and its standard error (Welch's); of several values each."""
    error = sum(statistics.variance(values) / len(values) for values in (ones, others)) ** 0.5
    return statistics.mean(ones) - statistics.mean(others), error


def _points(ahead: float, error: float) -> str:
    return f"{100 * abs(ahead):.2f} points ± {100 * error:.2f} (standard error)"


def _row(table: Table, of: Settings) -> Settings:
    """The one row that has these settings."""
    (row,) = (row for row in table.rows if of.items() <= row.items())
    return row


def _spread(name: str, values: Sequence[float]) -> str:
    if not values:
        return ""
    mean = shown(name, statistics.mean(values))
    if len(values) < 2 or len(set(values)) == 1:
        return mean
    return f"{mean} ± {shown(name, statistics.stdev(values)).removesuffix(' %')}"


def shown(name: str, value: float) -> str:
    if name.endswith("accuracy"):
        return f"{100 * value:.2f} %"
    if name.startswith("epoch"):
        return f"{value:.1f}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.4f}"
