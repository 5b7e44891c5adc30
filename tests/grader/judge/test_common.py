"""What judges of a class share: datasets and secret splits, the same as each would have made for itself."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_course import KEY, ONE_PART, Grader, handed_in, one_test, write_course

from grader.data import Dataset, Split, keep_splits, secret_split, splits
from grader.errors import DataError
from grader.judge import common as common_room
from grader.judge.common import Common
from grader.judge.job import Job, Judgement
from grader.judge.pool import judge_all

SIZES = (4_000, 2_000)


def pictures(seed: int = 1) -> Dataset:
    rng = np.random.default_rng(seed)
    images, labels = rng.integers(0, 256, (9_000, 16, 20), np.uint8), rng.integers(0, 5, 9_000, np.uint8)
    return Dataset("pictures", images, labels, 8_000)


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Common]:
    """As a warm judge that has loaded a dataset has it."""
    monkeypatch.setattr(splits, "_keepers", [*splits._keepers])
    common = Common(tmp_path)
    common.datasets["pictures"] = pictures()
    yield common
    common.close()


def drawn(dataset: Dataset, seed: int = 7, **how: bool) -> tuple[tuple[Split, ...], float]:
    """The splits, and the number that the generator gives next."""
    rng = np.random.default_rng(seed)
    return secret_split(dataset, rng, sizes=SIZES, **how), float(rng.random())


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A new entry for each draw that is really made."""
    made: list[Any] = []
    draw = splits._drawn

    def counted(*arguments: Any) -> tuple[Split, ...]:
        made.append(arguments)
        return draw(*arguments)

    monkeypatch.setattr(splits, "_drawn", counted)
    return made


def check_same(mine: tuple[Split, ...], others: tuple[Split, ...]) -> None:
    for one, other in zip(mine, others, strict=True):
        for name in ("images", "labels", "label_names", "published", "chosen"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), strict=True)


@pytest.mark.parametrize("how", [{}, {"flat": False}, {"permute_pixels": True}, {"permute_labels": False}])
def test_the_second_draw_is_the_first_one(shared: Common, anew: list[Any], how: dict[str, bool]) -> None:
    dataset = shared.datasets["pictures"]
    alone = drawn(dataset, **how)
    keep_splits(shared)
    first = drawn(dataset, **how)
    shared.listen()
    assert len(anew) == 2
    again = drawn(dataset, **how)
    assert len(anew) == 2
    for found in (first, again):
        assert found[1] == alone[1]
        check_same(found[0], alone[0])


def test_what_a_test_makes_of_its_images_another_one_does_not_find(shared: Common) -> None:
    dataset = shared.datasets["pictures"]
    keep_splits(shared)
    first, _ = drawn(dataset)
    shared.listen()
    mine, _ = drawn(dataset)
    mine[0].images[...] = 3
    mine[1].labels[...] = 3
    check_same(drawn(dataset)[0], first)


def test_another_draw_is_another_one(shared: Common, anew: list[Any]) -> None:
    dataset = shared.datasets["pictures"]
    keep_splits(shared)
    drawn(dataset)
    shared.listen()
    rng = np.random.default_rng(7)
    drawn(dataset, seed=8)
    drawn(dataset, permute_pixels=True)
    secret_split(dataset, rng, sizes=(4_000, 1_999))
    secret_split(dataset, rng, sizes=SIZES)
    assert len(anew) == 5
    drawn(dataset)
    assert len(anew) == 5


def test_a_dataset_that_only_looks_the_same_is_not_taken_for_it(shared: Common) -> None:
    """The test has changed its pictures, say."""
    dataset = shared.datasets["pictures"]
    keep_splits(shared)
    drawn(dataset, flat=False)
    shared.listen()
    turned = replace(dataset, images=dataset.images[:, ::-1])
    np.testing.assert_array_equal(
        drawn(turned, flat=False)[0][0].images, drawn(dataset, flat=False)[0][0].images[:, ::-1]
    )


def test_the_same_draw_of_another_dataset_is_another_one(shared: Common) -> None:
    shared.datasets["others"] = replace(pictures(2), name="others")
    keep_splits(shared)
    for name in ("pictures", "others"):
        drawn(shared.datasets[name])
        shared.listen()
    for name in ("pictures", "others"):
        first, _ = drawn(shared.datasets[name])[0]
        np.testing.assert_array_equal(first.pictures, shared.datasets[name].images[first.chosen])
        np.testing.assert_array_equal(first.images, first.pictures.reshape(len(first.images), -1) / np.float32(255))


def test_what_is_small_or_in_many_parts_or_of_another_generator_is_drawn_each_time(
    shared: Common, anew: list[Any]
) -> None:
    dataset = shared.datasets["pictures"]
    keep_splits(shared)
    kinds = [((100, 50), np.random.PCG64), ((0, 4_000), np.random.PCG64), ((1_000,) * 4, np.random.PCG64)]
    kinds.append((SIZES, np.random.MT19937))
    for sizes, kind in kinds:
        for _ in range(2):
            found = secret_split(dataset, np.random.Generator(kind(1)), sizes=sizes)
            assert [len(one.images) for one in found] == [*sizes]
            shared.listen()
    assert len(anew) == 2 * len(kinds)


def test_draws_of_a_second_run_are_not_kept(shared: Common, anew: list[Any]) -> None:
    dataset = shared.datasets["pictures"]
    keep_splits(shared)
    for _ in range(2):
        with shared.keeping_no_draws():
            drawn(dataset)
        shared.listen()
    assert len(anew) == 2
    drawn(dataset)  # afterwards they are
    shared.listen()
    drawn(dataset)
    assert len(anew) == 3


def test_few_draws_are_kept(shared: Common, anew: list[Any]) -> None:
    dataset = shared.datasets["pictures"]
    keep_splits(shared)
    for seed in range(10):
        drawn(dataset, seed=seed)
        shared.listen()
    for seed in range(10):
        drawn(dataset, seed=seed)
    assert len(anew) == 10 + 6


def test_a_dataset_is_loaded_when_a_judge_had_to(shared: Common, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def load(name: str) -> Dataset:
        asked.append(name)
        if name == "gone":
            raise DataError("it is not there")
        return pictures(2)

    monkeypatch.setattr(common_room, "load", load)
    for name in ("other", "gone", "other"):
        shared.is_loaded(name)
    assert asked == []
    shared.listen()
    assert asked == ["other", "gone"]
    assert set(shared.datasets) == {"pictures", "other"}


def test_what_a_judge_imported_is_imported_before_the_next(
    shared: Common, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package as one; what is the course's own is left to each, and what cannot be imported any more does no harm."""
    course, library = tmp_path, tmp_path.parent / f"{tmp_path.name}-library"
    (library / "late_package").mkdir(parents=True)
    for path in ("late_package/__init__", "late_package/part", "late_module", "gone_module"):
        (library / f"{path}.py").write_text("")
    (course / "courses_own.py").write_text("")
    for folder in (library, course):
        monkeypatch.syspath_prepend(folder)
    names = ("late_package.part", "late_module", "gone_module", "courses_own")
    shared.begin()
    for name in names:
        importlib.import_module(name)
    shared.end()
    for name in (*names, "late_package"):
        monkeypatch.delitem(sys.modules, name)
    (library / "gone_module.py").unlink()
    importlib.invalidate_caches()
    assert shared.listen()
    assert not shared.listen()
    assert {name for name in (*names, "late_package") if name in sys.modules} == {"late_package", "late_module"}
    for name in ("late_package", "late_module"):
        monkeypatch.delitem(sys.modules, name)


def test_the_second_judge_of_a_class_imports_nothing(tmp_path: Path, graded: Grader) -> None:
    before = "import sys\nfrom grader.judge.verdict import record"
    body = (
        "there = 'zipapp' in sys.modules\n"
        "import zipapp\n"
        "record('what', there=there)\n"
        "assert submission.f() == zipapp.__name__.count('z')"
    )
    course = write_course(tmp_path, hidden=one_test(body, before=before), settings=ONE_PART)
    jobs = [Job(handed_in(f"def f(): return 1  # {n}\n")) for n in range(3)]
    results = judge_all(course, jobs, graded.server, key=KEY, timing=None, slots=1)
    tests = [result.grade.tests[0] for result in results if isinstance(result, Judgement)]
    assert [(test.status, test.evidence["what"]["there"]) for test in tests] == [
        ("passed", False),
        ("passed", True),
        ("passed", True),
    ]


def test_a_judge_that_nobody_listens_to_goes_on(shared: Common) -> None:
    for _ in range(10_000):  # more than any system's buffer holds
        shared.is_loaded("pictures")


def test_a_class_is_judged_on_the_same_images(tmp_path: Path, graded: Grader) -> None:
    """The first has to load the dataset, the second one to draw, and the others neither."""
    before = (
        "from grader.data import secret_split, splits\n"
        "from grader.judge.verdict import record\n"
        "SIZES = (20_000, 1_000)\n"
        "made, draw = [], splits._drawn\n"
        "splits._drawn = lambda *arguments: made.append(1) or draw(*arguments)"
    )
    body = (
        "parts = secret_split(dataset('mnist'), rng, sizes=SIZES, permute_pixels=True)\n"
        "again = float(rng.random())\n"
        "total = submission.f(parts[0].images)\n"
        "own = float(parts[0].images.sum(dtype=float))\n"
        "record('made', count=len(made))\n"
        "record('what', sums=[own, float(parts[1].images.sum(dtype=float)), int(parts[0].labels[:9].sum()), again])\n"
        "assert abs(total - own) < 1, (total, own)"
    )
    hidden = one_test(body, arguments="submission, dataset, rng", before=before)
    settings = ONE_PART.replace('file = "small.py"', 'file = "small.py"\ndatasets = ["mnist"]')
    course = write_course(tmp_path, hidden=hidden, settings=settings)
    source = "def f(x):\n    total = float(x.sum(dtype=float))\n    x[...] = {n}\n    return total\n"
    jobs = [Job(handed_in(source.format(n=n))) for n in range(4)]
    results = judge_all(course, jobs, graded.server, key=KEY, timing=None, slots=1)
    tests = [result.grade.tests[0] for result in results if isinstance(result, Judgement)]
    assert [test.status for test in tests] == ["passed"] * 4, [test.message for test in tests]
    assert len({str(test.evidence["what"]) for test in tests}) == 1
    assert [test.evidence["made"]["count"] for test in tests] == [1, 1, 0, 0]
