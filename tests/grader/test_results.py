"""docs/results.md says what docs/results.json holds: means, spreads, goals, what is missing and what is old."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from grader.data.entry import RECORD, Record
from grader.data.source import RawFile

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The script as a module, with one assignment of its own, kept and rendered in a temporary folder."""
    monkeypatch.syspath_prepend(str(BENCH))
    import experiments
    import measurements
    import results as script

    toys = ModuleType("experiments.toys")
    toys.__doc__ = "Toys."
    rows = [{"size": 1, "lr": 0.1}, {"size": 2, "lr": 0.1}]
    goals = [experiments.Goal("test accuracy", 0.9, "the best toy", {"size": size}) for size in (1, 2)]
    toys.TABLES = [experiments.Table("Sizes", "Of toys.", measured, rows, seeds=2, goals=goals)]
    monkeypatch.setitem(sys.modules, "experiments.toys", toys)
    (tmp_path / "toys.py").write_text("def fit(size, seed):\n    return size / 3 + seed / 100\n", encoding="utf-8")
    monkeypatch.setattr(measurements, "SLUGS", ("toys",))
    monkeypatch.setattr(measurements, "EXPERIMENTS", tmp_path)
    for module in (measurements, script):
        monkeypatch.setattr(module, "reference_file", lambda _slug: tmp_path / "toys.py")
    monkeypatch.setattr(script, "KEPT", tmp_path / "results.json")
    yield script
    for name in ("results", "results_page", "measurements", "experiments"):
        sys.modules.pop(name)


PARAMETERS = 12_345


def measured(reference: Any, seed: int, *, size: int, lr: float) -> dict[str, float]:
    return {"test accuracy": reference.fit(size, seed), "loss": lr, "parameters": PARAMETERS}


def measurement(results: Any, size: int, seed: int, **changes: Any) -> dict[str, Any]:
    (one,) = (one for one in results.measurements(["toys"]) if (one.settings["size"], one.seed) == (size, seed))
    numbers = {"test accuracy": size / 3 + seed / 100, "loss": 0.1, "parameters": 12_345}
    found = {"digest": one.digest, "numbers": numbers, "cpu_seconds": 3, "cores": 2, "versions": {"numpy": "2"}}
    return {one.key: {**found, **changes}}


def test_a_page_of_nothing_says_that_nothing_was_measured(results: Any) -> None:
    page = results.page({})
    assert "| 1 | not measured yet |  |" in page
    assert "Goal, size 1: test accuracy above 90.00 % (the best toy): not measured yet." in page


def test_means_spreads_and_goals(results: Any) -> None:
    kept = {}
    for size, seed in ((1, 0), (1, 1), (2, 0)):
        kept |= measurement(results, size, seed)
    page = results.page(kept)
    assert "All with lr 0.1." in page
    assert "| size | test accuracy | loss | parameters | seeds | CPU s |" in page
    assert "| 1 | 33.83 % ± 0.71 | 0.1000 | 12,345 | 2 | 3 |" in page
    assert "| 2 | 66.67 % | 0.1000 | 12,345 | 1 | 3 |" in page
    assert "(the best toy): **not reached**, 66.67 % in the mean of 1 of 2 seeds." in page
    better = measurement(results, 2, 0, numbers={"test accuracy": 0.95})
    assert "(the best toy): reached, 95.00 % in the mean of 1 of 2 seeds." in results.page(kept | better)
    assert "1. 2 cores, numpy 2" in page.splitlines()
    assert "Measured on machine 1 (2 cores, numpy 2)." in page.splitlines()


def test_a_lead_is_told_in_standard_errors(results: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["experiments"]
    lead = module.Lead("test accuracy", {"size": 2}, {"size": 1}, "it is larger", table="Sizes", missed="It is old.")
    rows = [{"size": size, "lr": 0.1} for size in (1, 2)]
    tables = [
        module.Table("Sizes", "", measured, rows, seeds=2),
        module.Table("Large", "", measured, rows[1:], seeds=2, leads=[lead]),
    ]
    monkeypatch.setattr(sys.modules["experiments.toys"], "TABLES", tables)
    asked = "Goal, size 2: test accuracy ahead of size 1 of “Sizes” by more than 2 standard errors (it is larger): "
    found = {(one.table.title, one.settings["size"], one.seed): one for one in results.measurements(["toys"])}

    def page(**accuracies: tuple[float, float]) -> str:
        told = {("Sizes", 1): accuracies["small"], ("Large", 2): accuracies["large"]}
        entries = {
            one.key: {"digest": one.digest, "numbers": {"test accuracy": value}, "cpu_seconds": 1, "cores": 2}
            for (title, size), values in told.items()
            for seed, value in enumerate(values)
            if (one := found[title, size, seed])
        }
        return str(results.page({key: {**entry, "versions": {}} for key, entry in entries.items()}))

    assert f"{asked}not measured yet." in results.page({})
    ahead = page(small=(0.60, 0.62), large=(0.70, 0.74))  # variances 0.0002 and 0.0008, each over two seeds
    assert f"{asked}reached, it is 11.00 points ± 2.24 (standard error) ahead, of 2 and 2 seeds.\n" in ahead
    level = page(small=(0.67, 0.69), large=(0.70, 0.74))
    assert (
        f"{asked}**not reached**, it is 4.00 points ± 2.24 (standard error) ahead, of 2 and 2 seeds. It is old."
        in level
    )


def test_what_a_setting_does_not_say_of_itself_stands_behind_it(results: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"size": size, "lr": 0.1, "epochs": 5} for size in (1, 2)]
    table = sys.modules["experiments"].Table("Sizes", "", measured, rows, notes={"lr": "falling"})
    monkeypatch.setattr(sys.modules["experiments.toys"], "TABLES", [table])
    assert "All with lr 0.1 (falling), epochs 5." in results.page({})


@pytest.mark.parametrize(
    ("accuracies", "taken", "said"),
    [
        # with two seeds 0.02 apart, the standard error of a difference is 1.41 points
        (
            {1: (0.60, 0.62), 2: (0.62, 0.64), 3: (0.58, 0.60)},
            1,
            "Best by test accuracy: size 2, 63.00 %. Of the 2 others, 1 is behind it by no more than 2 standard errors "
            "of the difference: other seeds may rank these otherwise. The next is size 1, 2.00 points ± 1.41 (standard "
            "error) behind. The tables below have that one.",
        ),
        (
            {1: (0.40, 0.42), 2: (0.62, 0.64), 3: (0.50, 0.52)},
            1,
            "Best by test accuracy: size 2, 63.00 %. Of the 2 others, none are behind it by no more than 2 standard "
            "errors of the difference: other seeds may rank these otherwise. The next is size 3, 12.00 points ± 1.41 "
            "(standard error) behind. The tables below have size 1, 22.00 points ± 1.41 (standard error) behind.",
        ),
        (
            {1: (0.60,), 2: (0.62,)},
            2,
            "Best by test accuracy: size 2, 62.00 %. With one seed a row it is not known how far seeds lie apart. The "
            "next is size 1, 2.00 points behind. The tables below have it.",
        ),
        ({3: (0.60, 0.61)}, 1, "Best by test accuracy: size 3, 60.50 %."),
    ],
)
def test_the_best_row_is_said_beside_the_one_that_was_taken(
    results: Any,
    monkeypatch: pytest.MonkeyPatch,
    accuracies: dict[int, tuple[float, ...]],
    taken: int,
    said: str,
) -> None:
    module = sys.modules["experiments"]
    rows = [{"size": size, "lr": 0.1} for size in (1, 2, 3)]
    choice = module.Choice("test accuracy", {"size": taken}, "The tables below have")
    table = module.Table("Sizes", "Of toys.", measured, rows, seeds=2, choice=choice)
    monkeypatch.setattr(sys.modules["experiments.toys"], "TABLES", [table])
    kept: dict[str, Any] = {}
    for size, values in accuracies.items():
        for seed, value in enumerate(values):
            kept |= measurement(results, size, seed, numbers={"test accuracy": value})
    assert said in results.page(kept).splitlines()
    assert "Best by" not in results.page({})


def test_what_was_trained_on_an_accelerator_is_marked(results: Any) -> None:
    first, second = measurement(results, 1, 0, device="An accelerator"), measurement(results, 2, 0)
    command = "`python bench/results.py toys --table Sizes --device cuda`"
    page = results.page(first).splitlines()
    assert "| 1 | 33.33 % | 0.1000 | 12,345 | 1 | 3, GPU |" in page
    assert f"Measured on machine 1 (2 cores, An accelerator, numpy 2) by {command}." in page
    page = results.page(first | second).splitlines()
    assert {"1. 2 cores, An accelerator, numpy 2", "2. 2 cores, numpy 2"} <= set(page)
    assert (
        "Measured on machine 1 (2 cores, An accelerator, numpy 2) and machine 2 (2 cores, numpy 2); "
        f"what has GPU behind it by {command}."
    ) in page


def test_rows_of_one_table_tell_their_machines_where_these_differ(results: Any) -> None:
    alike = measurement(results, 1, 0) | measurement(results, 2, 0)
    assert "machine |" not in results.page(alike)
    page = results.page(alike | measurement(results, 2, 1, cores=16)).splitlines()
    assert "| size | test accuracy | loss | parameters | seeds | CPU s | machine |" in page
    assert "| 1 | 33.33 % | 0.1000 | 12,345 | 1 | 3 | 2 |" in page
    assert "| 2 | 67.17 % ± 0.71 | 0.1000 | 12,345 | 2 | 3 | 1, 2 |" in page
    page = results.page(measurement(results, 1, 0) | measurement(results, 1, 1, cores=16)).splitlines()
    assert "| 2 |  |  |  | not measured yet |  |" in page
    assert "Measured on machine 1 (16 cores, numpy 2) and machine 2 (2 cores, numpy 2)." in page


def begins_with_weights(_reference: Any, _seed: int, **_settings: Any) -> dict[str, float]:
    return {"bytes": sys.modules["experiments"].weights("resnet18").path.stat().st_size}


def test_what_weights_were_made_of_is_kept_and_told(
    results: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    home = tmp_path / "dlgrader" / "resnet18"
    home.mkdir(parents=True)
    (home / "resnet18.pt").write_bytes(b"12345")
    digest = hashlib.sha256(b"12345").hexdigest()
    file = RawFile("resnet18.pt", digest, 5)
    made = Record("a backbone built on this machine", "", {"weights": file}, {"test_accuracy": 0.8551, "seed": 0})
    (home / RECORD).write_bytes(msgspec.json.encode(made))
    settings = {"size": 1, "lr": 0.1}
    table = sys.modules["experiments"].Table("Sizes", "", begins_with_weights, [settings], seeds=1)
    monkeypatch.setattr(sys.modules["experiments.toys"], "TABLES", [table])

    found = results._one("toys", "Sizes", settings, 0, "cpu")

    files = hashlib.sha256(digest.encode()).hexdigest()[:16]
    assert found["data"] == {"resnet18": {"made_of": made.made_of, "files": files, "test_accuracy": 0.8551}}
    (one,) = results.measurements(["toys"])
    said = f"`resnet18`: {made.made_of}, right on 85.5 % of its own test images (files {files})"
    assert said in results.page({one.key: found}).splitlines()


def test_what_is_the_same_everywhere_is_not_told(results: Any) -> None:
    settings = {"size": 1, "lr": 0.1}
    assert "data" not in results._one("toys", "Sizes", settings, 0, "cpu")


def test_an_accelerator_that_is_not_here_is_said_once(
    results: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["results.py", "toys", "--device", "cudda"])
    assert results.main() == 2
    said = capsys.readouterr().err
    assert said.startswith("--device: torch cannot use the device 'cudda' here: ")
    assert said.count("\n") == 1


def test_what_was_measured_before_a_change_is_marked(results: Any, tmp_path: Path) -> None:
    kept = measurement(results, 1, 0)
    assert "†" not in results.page(kept)
    (tmp_path / "toys.py").write_text("def fit(size, seed):\n    return 0.5\n", encoding="utf-8")
    page = results.page(kept)
    assert "| 1 | 33.33 % | 0.1000 | 12,345 | 1† | 3 |" in page
    assert "† measured before the last change" in page


def test_what_is_said_about_the_code_is_no_part_of_it(results: Any, tmp_path: Path) -> None:
    kept = measurement(results, 1, 0)
    head = 'def fit(size, seed):\n    """Of a toy.\n\n    # 1\n    """\n'
    said = f"{head}\n    # why\n    return size / 3 + seed / 100  # one\n"
    (tmp_path / "toys.py").write_text(f'"""Toys."""\n\n{said}', encoding="utf-8")
    assert "†" not in results.page(kept)
    (tmp_path / "toys.py").write_text(said.replace("/ 3", "// 3"), encoding="utf-8")
    assert "†" in results.page(kept)
    assert sys.modules["measurements"]._computing("x = '#'  # a\n") == "x = '#'"


def test_a_constant_that_a_measurement_rests_on_is_part_of_it(results: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = measurement(results, 1, 0)
    monkeypatch.setitem(globals(), "PARAMETERS", 54_321)
    assert "| 1† | 3 |" in results.page(kept)


@pytest.mark.usefixtures("results")
def test_the_weights_of_a_row_are_kept_where_its_table_names_it(tmp_path: Path) -> None:
    class Answer:
        def train_and_validate(self, epochs: int, *, checkpoint: Path) -> int:
            checkpoint.write_bytes(b"weights")
            return epochs

    def trained(reference: Any, seed: int, *, epochs: int) -> dict[str, float]:
        return {"seen": reference.train_and_validate(epochs, checkpoint=tmp_path / f"{seed}.part")}

    table = sys.modules["experiments"].Table("Best", "", trained, [{"epochs": 3}], weights="of {epochs} epochs")
    assert table.measure(Answer(), {"epochs": 3}, 1, models=tmp_path / "a" / "b") == {"seen": 3}
    assert (tmp_path / "a" / "b" / "of 3 epochs-1.pt").read_bytes() == b"weights"


def test_a_measurement_that_fails_is_said_and_the_others_go_on(
    results: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(results, "ProcessPoolExecutor", Threads)
    monkeypatch.setattr(results, "ROOT", tmp_path)
    monkeypatch.setattr(results, "PAGE", tmp_path / "results.md")
    monkeypatch.setattr(results, "_one", fails_for_two)
    assert not results._measure(list(results.measurements(["toys"])), slots=1, minutes=60)
    said = capsys.readouterr()
    assert said.err.count("ValueError: no toy is that large") == 2
    assert said.out.count("test accuracy 50.00 %") == 2
    assert set(json.loads((tmp_path / "results.json").read_bytes())) == {
        f"toys · Sizes · size 1, lr 0.1 · seed {seed}" for seed in (0, 1)
    }
    assert "not measured yet" in (tmp_path / "results.md").read_text(encoding="utf-8")


class Threads(ThreadPoolExecutor):
    def __init__(self, slots: int, **_options: object) -> None:
        super().__init__(slots)


def fails_for_two(_slug: str, _title: str, settings: dict[str, Any], _seed: int, _device: str) -> dict[str, Any]:
    if settings["size"] == 2:
        raise ValueError("no toy is that large")
    return {"digest": "", "numbers": {"test accuracy": 0.5}, "cpu_seconds": 1, "cores": 2, "versions": {}}


@pytest.mark.parametrize("content", ["{", "[]"])
def test_a_damaged_file_is_one_line(
    results: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.setattr(results, "ROOT", tmp_path)
    (tmp_path / "results.json").write_text(content, encoding="utf-8")
    with pytest.raises(SystemExit, match=r"^results\.json.*get it back from the repository$"):
        results._kept()


def test_the_first_seed_of_every_row_comes_first(results: Any) -> None:
    order = [(one.settings["size"], one.seed) for one in results.measurements(["toys"])]
    assert order == [(1, 0), (2, 0), (1, 1), (2, 1)]
