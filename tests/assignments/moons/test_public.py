"""Examples to work with: run `grader check`, or pytest in this folder.

They are few and simple on purpose. The tests that give points are others: they try more sizes, extreme values, and what
a method does besides returning a result. Write tests of your own beside these.
"""

import numpy as np

from grader.checks import check_close, check_gradients, check_shape, check_unchanged, numerical_gradients


def moons(count, noise):
    """Two half circles with noise, as sklearn.datasets.make_moons draws them."""
    rng = np.random.default_rng(0)
    angle = np.linspace(0, np.pi, count // 2)
    x = np.vstack(
        [np.column_stack([np.cos(angle), np.sin(angle)]), np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])]
    )
    return x + rng.normal(0, noise, x.shape), np.repeat([0, 1], count // 2)


def test_perceptron_by_hand(submission):
    """The perceptron's probabilities, predictions and loss of points whose logits are 0, 2 and −2"""
    model = submission.Perceptron(np.random.default_rng(0))
    model.params = {"W1": np.array([[1.0], [-2.0]]), "b1": np.array([1.0])}
    x = np.array([[1.0, 1.0], [1.0, 0.0], [-3.0, 0.0]])
    high = 1 / (1 + np.exp(-2.0))
    check_close(model.predict_proba(x), [0.5, high, 1 - high], name="predict_proba", rtol=1e-4)
    check_close(model.predict(x[1:]), [1, 0], name="predict")
    check_close(model.loss(x[:1], np.array([1])), np.log(2), name="loss", rtol=1e-4)


def test_network_has_parameters_for_its_sizes(submission):
    """The network has a weight matrix and a bias for each layer, before it is trained"""
    params = submission.MLPClassifier([5, 3], "relu", np.random.default_rng(0)).params
    for key, shape in {"W1": (2, 5), "b1": (5,), "W2": (5, 3), "b2": (3,), "W3": (3, 1), "b3": (1,)}.items():
        check_shape(params[key], shape, name=f"params['{key}']")


def test_gradients_agree_with_small_changes(submission):
    """The network's gradients are those that small changes of its parameters show"""
    rng = np.random.default_rng(1)
    model = submission.MLPClassifier([4], "sigmoid", rng)
    x, y = rng.normal(size=(6, 2)), np.array([0, 1, 1, 0, 1, 0])
    params = {key: rng.normal(size=np.shape(value)) for key, value in model.params.items()}
    model.params = params
    found = model.gradients(x, y)

    def loss(at):
        model.params = at
        return model.loss(x, y)

    differences = numerical_gradients(loss, params, h=3e-3)
    check_gradients(found, differences, rtol=1e-2, atol=2e-3, sizes={"N": 6})


def test_standardize_by_hand(submission):
    """Standardising by the training set's mean and deviation"""
    train, other = np.array([[1.0, 10.0], [3.0, 30.0]]), np.array([[2.0, 40.0]])
    first, second = check_unchanged(submission.standardize, train, other, name="standardize")
    check_close(first, [[-1.0, -1.0], [1.0, 1.0]], name="standardize: the training set", rtol=1e-4)
    check_close(second, [[0.0, 2.0]], name="standardize: the other array", rtol=1e-4)


def test_decision_grid_of_a_perceptron(submission):
    """A lattice of 5 × 5 points, with probabilities"""
    model = submission.Perceptron(np.random.default_rng(0))
    xx, yy, zz = submission.decision_grid(model, np.random.default_rng(1).normal(size=(20, 2)), 5)
    for name, array in (("xx", xx), ("yy", yy), ("zz", zz)):
        check_shape(array, (5, 5), name=name)
    assert np.min(zz) >= 0, "a probability is below 0"
    assert np.max(zz) <= 1, "a probability is above 1"


def test_network_learns_the_moons(submission):
    """Training: after 300 epochs the loss on 400 points of two moons is below that of a straight line"""
    x, y = moons(400, 0.1)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    model = submission.MLPClassifier([16, 8], "relu", np.random.default_rng(2))
    model.fit(x, y, 300, 0.2)
    loss = float(model.loss(x, y))
    assert loss < 0.2, f"the loss is {loss:.3g} after 300 epochs, expected less than 0.2"
