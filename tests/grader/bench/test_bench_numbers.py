"""What benchmarks make of the numbers that they measure: lines, spreads, regressions, tables, what a process is for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader.course import assignment_slugs, load_assignment
from grader.sandbox.forkserver import _PREPARE
from grader.sandbox.prepare import _WARM

Script = Callable[[str], ModuleType]
IDLE = {"when": "2026-01-02", "cores": 2, "load": 0.1, "python": "3.11.7", "kernel": "6.1", "rounds": 2}


def test_a_line_is_found_that_all_points_are_on(script: Script) -> None:
    line = script("line").fit([1, 12, 96], [5 + 3 * 1, 5 + 3 * 12, 5 + 3 * 96])
    assert (line.slope, line.intercept, line.deviation) == pytest.approx((3, 5, 0))


def test_the_deviation_is_that_of_the_farthest_point(script: Script) -> None:
    xs = [*range(1, 100), 50]
    line = script("line").fit(xs, [*(10 * x for x in range(1, 100)), 1.2 * 500])
    assert line.deviation == pytest.approx(0.2, abs=0.01)


def test_small_points_count_as_much_as_large_ones(script: Script) -> None:
    line = script("line").fit([1, 2, 1_000_000], [11, 12, 1_100_010])
    assert line.at(1) == pytest.approx(11, rel=0.06)


def test_no_line_goes_through_a_single_x(script: Script) -> None:
    with pytest.raises(ValueError, match="two different x"):
        script("line").fit([3, 3], [1, 2])


BEFORE = {"cpu: a": [1.0, 2.0, 9.0], "cpu: b": [2.0], "cpu: gone": [1.0], "wall: c": [1.0]}


def test_what_costs_over_a_fifth_more_is_a_regression(script: Script) -> None:
    now = {"cpu: a": [2.5], "cpu: b": [2.3], "cpu: new": [9.0], "wall: c": [9.0]}
    assert [*script("kept").regressions(now, BEFORE, worse_when_larger=True)] == ["regression: a: 2.50, was 2.00"]


def test_others_costing_a_fifth_less_beside_us_is_a_regression(script: Script) -> None:
    now = {"cpu: a": [1.7], "cpu: b": [1.5]}
    assert [*script("kept").regressions(now, BEFORE, worse_when_larger=False)] == ["regression: b: 1.50, was 2.00"]


def test_a_check_that_finds_nothing_says_so(script: Script) -> None:
    assert script("kept").check(BEFORE, BEFORE, worse_when_larger=True).startswith("no ratio of CPU times is over 20%")


def test_a_grader_that_was_run_once_is_compared_with_ours_of_that_round(script: Script) -> None:
    peers = script("peers")
    names = ("grader grade, 1", "grader batch, 10", "grader batch, 100", "nbgrader, 1", "nbgrader, 10", "pytest, 10")
    costs = {name: [peers.Cost(2.0, 1.0), peers.Cost(4.0, 2.0)] for name in names}
    ratios = peers.ratios({**costs, "otter, 10": [peers.Cost(12.0, 7.0)]})
    assert ratios["wall: ten, otter / ours"] == [6.0]
    assert ratios["cpu: ten, nbgrader / ours"] == [1.0, 1.0]


def test_a_spread_is_the_median_and_the_ends(script: Script) -> None:
    assert script("kept").spread([3.0, 1.0, 1000.0]) == "3.00 (1.00 to 1,000.00)"
    assert script("kept").spread([3.0], digits=0) == "3"


def test_the_load_of_a_machine_is_told(script: Script) -> None:
    said = script("kept").said
    assert "2 cores, idle" in said(IDLE)
    assert "3.4 other processes on 2 cores" in said({**IDLE, "load": 3.4})


def test_the_table_of_costs_has_what_was_measured_beside_its_goal(script: Script) -> None:
    measured = {"call of a small function through the proxy, µs": [70.4, 50.2], "work: wall, s": [100.0, 110.0]}
    page = script("costs").table({**IDLE, "measured": measured})
    assert page.splitlines()[4:] == [
        "| call of a small function through the proxy, µs | 60 | 60 (50 to 70) |",
        "| work: wall, s |  | 105.0 (100.0 to 110.0) |",
    ]


def test_the_kept_costs_are_those_of_the_table(script: Script) -> None:
    costs = script("costs")
    rows = [row.name for rows in costs.ROWS.values() for row in rows]
    kept = json.loads((Path(costs.__file__).parent / "costs.json").read_text(encoding="utf-8"))
    assert sorted(rows) == sorted(kept["measured"])


def test_the_kept_costs_without_training_are_of_all_assignments(script: Script) -> None:
    untrained = script("untrained")
    kept = json.loads((untrained.ROOT / "bench" / "untrained.json").read_text(encoding="utf-8"))
    assert tuple(kept["measured"]) == assignment_slugs(untrained.ROOT)
    numbers = {"tests": [30, 30], "wall": [2.0, 4.0], "own": [1.0, 1.5], "further": [0.25, 0.75]}
    rows = untrained.table({**IDLE, "measured": {"moons": numbers, "cnn": numbers}}).splitlines()[4:]
    before, after = "30 | 3.00 (2.00 to 4.00) | 0.50 (0.25 to 0.75)", "1.25 (1.00 to 1.50) |"
    assert rows == [f"| moons | {before} | 3 | {after}", f"| cnn | {before} | 8 | {after}"]


def test_the_pages_have_the_numbers_that_are_kept(script: Script) -> None:
    pages = script("pages")
    for page in pages.PAGES:
        text = page.read_text(encoding="utf-8")
        assert "<!-- bench/" in text
        assert pages.with_tables(text) == text, "run python bench/pages.py"


def test_a_table_is_written_between_its_marks_and_nowhere_else(script: Script, monkeypatch: Any) -> None:
    pages = script("pages")
    monkeypatch.setattr(pages, "kept", lambda path: path.name)
    monkeypatch.setitem(pages.TABLES, "costs", lambda found: f"of {found}")
    page = "before\n<!-- bench/costs.json -->\nold\n<!-- end -->\nafter <!-- end -->\n"
    assert pages.with_tables(page) == (
        "before\n<!-- bench/costs.json -->\n\nof costs.json\n\n<!-- end -->\nafter <!-- end -->\n"
    )


def scaled(scaling: ModuleType) -> dict[str, Any]:
    """Numbers on straight lines."""
    points = {
        one.name: {str(x): [2 + 3 * one.along(x), 2 + 3 * one.along(x)] for x in one.xs} for one in scaling.SERIES
    }
    return {**IDLE, "points": points}


def test_the_table_of_scaling_has_a_line_for_each_series(script: Script) -> None:
    scaling = script("scaling")
    rows = scaling.table(scaled(scaling)).splitlines()[4:]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == [one.name for one in scaling.SERIES]
    assert all(
        row.endswith(" | 0 % |") and f" | 2.0 {one.unit} | " in row
        for row, one in zip(rows, scaling.SERIES, strict=True)
    )
    assert " | 3,000.0 ms of CPU a test | " in rows[0]
    assert " | 3.0 s by the number of slots | " in rows[-1]


def test_the_figure_has_all_points(script: Script, tmp_path: Path) -> None:
    scaling = script("scaling")
    scaling.draw(scaled(scaling), tmp_path / "scaling.svg")
    drawn = (tmp_path / "scaling.svg").read_text(encoding="utf-8")
    assert all(f">{one.name}<" in drawn for one in scaling.SERIES)


SEEN = (  # pid, parent, command
    (10, 1, "grader batch"),
    (11, 10, _PREPARE),
    (12, 11, _WARM),
    (13, 10, "grader batch"),
    (20, 13, "grader batch"),
    (21, 12, _WARM),
    (22, 21, _WARM),
    (30, 29, _WARM),  # its parent has just ended
)


def test_each_process_of_a_batch_has_its_role(script: Script) -> None:
    memory = script("memory")
    roles = memory.roles([memory.Seen(*one, 1.0) for one in SEEN], started_by=1)
    assert roles == {
        10: "coordinator",
        11: "fork server",
        12: "fork server",
        13: "warm judge",
        **dict.fromkeys((20, 21, 22, 30), "slot"),
    }


def test_memory_is_summed_by_role_and_shared_out_among_slots(script: Script) -> None:
    memory = script("memory")
    found = memory.by_role([memory.Seen(*one, 3.0) for one in SEEN], started_by=1, slots=2)
    assert found == {"coordinator": 3, "warm judge": 3, "fork server": 6, "slot": 6, "all": 24}


def test_peaks_are_those_of_each_role(script: Script) -> None:
    peaks = script("memory").Peaks(slots=1)
    peaks.note({"slot": 3.0, "all": 9.0})
    peaks.note({"slot": 5.0, "all": 7.0})
    assert peaks.megabytes == {"slot": 5.0, "all": 9.0}


def test_the_assignments_that_are_graded_can_be_read(script: Script, tmp_path: Path) -> None:
    assignment, workloads = script("assignment"), script("workloads")
    several = [workloads.WORK, workloads.of_torch(3), workloads.of_numpy(3), workloads.waiting(1.5)]
    for made in (*several, *map(workloads.of_arrays, workloads.ARRAYS)):
        course = tmp_path / f"{made.slug}-{len(made.bodies)}"
        assignment.write(made, course, 2)
        settings = load_assignment(course, made.slug).settings
        assert sum(part.points for part in settings.parts) == len(made.bodies)
        first, second = sorted((course / made.handed_in(2)).glob("*/*.py"))
        assert first.read_text(encoding="utf-8") != second.read_text(encoding="utf-8")
