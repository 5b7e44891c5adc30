"""The reference of moons, which judges others, and the data that its accuracy tests draw."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from real_parts import loaded

from grader.checks import check_close, check_gradients, numerical_gradients

# sklearn.datasets.make_moons(7, shuffle=False) of scikit-learn 1.7.2
PUBLISHED = [
    [1.0, 0.0],
    [0.0, 1.0],
    [-1.0, 0.0],
    [0.0, 0.5],
    [0.5, -0.3660254037844386],
    [1.5, -0.36602540378443865],
    [2.0, 0.5],
]


@pytest.fixture(scope="module")
def moons() -> ModuleType:
    return loaded("reference/moons/moons.py", "moons_reference")


@pytest.fixture(scope="module")
def hidden() -> ModuleType:
    return loaded("tests/assignments/moons/test_hidden_training.py", "moons_hidden")


def check_against_differences(model: Any, count: int) -> None:
    rng = np.random.default_rng(count)
    x, y = rng.normal(0, 1.5, (count, 2)), rng.integers(0, 2, count)
    params = {key: rng.normal(size=value.shape) for key, value in model.params.items()}

    def loss(at: dict[str, Any]) -> float:
        model.params = at
        p = model.predict_proba(x)
        by_definition = float(-np.mean(np.where(y == 1, np.log(p), np.log(1 - p))))
        check_close(model.loss(x, y), by_definition, name="loss", rtol=1e-9)
        return by_definition

    differences = numerical_gradients(loss, params)
    model.params = params
    check_gradients(model.gradients(x, y), differences)


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
@pytest.mark.parametrize("sizes", [[3], [5, 4], [4, 3, 2]])
@pytest.mark.parametrize("count", [1, 5])
def test_the_network_s_gradients_are_those_of_central_differences(
    moons: ModuleType, activation: str, sizes: list[int], count: int
) -> None:
    check_against_differences(moons.MLPClassifier(sizes, activation, np.random.default_rng(0)), count)


@pytest.mark.parametrize("count", [1, 6])
def test_the_perceptron_s_gradients_are_those_of_central_differences(moons: ModuleType, count: int) -> None:
    check_against_differences(moons.Perceptron(np.random.default_rng(0)), count)


def by_place(x: Any) -> Any:
    return x[np.lexsort(np.round(x, 9).T)]


def test_the_moons_are_those_of_scikit_learn(hidden: ModuleType) -> None:
    x, y = hidden.moons(np.random.default_rng(0), 7, 0.0)
    check_close(by_place(x[y == 0]), by_place(np.array(PUBLISHED[:3])), name="the upper moon", rtol=1e-12, atol=1e-12)
    check_close(by_place(x[y == 1]), by_place(np.array(PUBLISHED[3:])), name="the lower moon", rtol=1e-12, atol=1e-12)


def test_noise_is_normal_in_both_coordinates(hidden: ModuleType) -> None:
    noisy, _ = hidden.moons(np.random.default_rng(1), 20_000, 0.2)
    clear, _ = hidden.moons(np.random.default_rng(1), 20_000, 0.0)
    noise = noisy - clear
    check_close(noise.std(axis=0), [0.2, 0.2], name="the noise's deviation", rtol=0.03)
    assert abs(np.mean(np.abs(noise) < 0.2) - 0.6827) < 0.01
    assert abs(np.corrcoef(noise.T)[0, 1]) < 0.03


def test_secret_moons_are_standardised_by_the_training_points_and_turned(hidden: ModuleType) -> None:
    draws = [hidden.secret_moons(np.random.default_rng(seed), 0.2) for seed in range(12)]
    for x, y, _, y_test in draws:
        check_close(x.mean(axis=0), [0.0, 0.0], name="mean", atol=1e-9)
        check_close(x.std(axis=0), [1.0, 1.0], name="deviation")
        assert set(y) == set(y_test) == {0, 1}
        assert y.mean() == 0.5
    leaning = [np.corrcoef(x.T)[0, 1] for x, *_ in draws]
    assert np.ptp(leaning) > 0.5  # no two draws lie alike
