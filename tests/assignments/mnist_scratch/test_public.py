"""Examples to work with: run `grader check`, or pytest in this folder.

They are few and simple on purpose. The tests that give points are others: they try more sizes, extreme values, and what
a function does besides returning a result. Write tests of your own beside these.
"""

import numpy as np

from grader.checks import check_close, check_shape, check_unchanged


def test_relu_and_its_derivative_by_hand(submission):
    """ReLU and its derivative of four numbers"""
    z = np.array([[-2.0, 0.5], [3.0, -0.25]])
    check_close(submission.relu(z), [[0.0, 0.5], [3.0, 0.0]], name="relu")
    check_close(submission.relu_grad(z), [[0.0, 1.0], [1.0, 0.0]], name="relu_grad")


def test_softmax_of_two_columns(submission):
    """Softmax: each column becomes probabilities"""
    probabilities = submission.softmax(np.array([[0.0, np.log(2)], [0.0, 0.0], [0.0, np.log(5)]]))
    check_close(probabilities, [[1 / 3, 0.25], [1 / 3, 0.125], [1 / 3, 0.625]], name="softmax", rtol=1e-4)


def test_one_hot_of_three_labels(submission):
    """One-hot labels: a column for each label"""
    table = submission.one_hot(np.array([2, 0, 3]), num_classes=4)
    check_close(table, [[0, 1, 0], [0, 0, 0], [1, 0, 0], [0, 0, 1]], name="one_hot")


def test_init_params_goes_from_pixels_to_digits(submission):
    """Initial parameters: 784 pixels meet W1, ten logits leave the last layer"""
    params = submission.init_params(np.random.default_rng(0))
    units, pixels = np.shape(params["W1"])
    assert pixels == 784, f"W1 has {pixels} columns, expected one for each of 784 pixels"
    check_shape(params["b1"], (units, 1), name="b1")
    last = len(params) // 2
    check_shape(params[f"b{last}"], (10, 1), name=f"b{last}")


def test_predictions_of_a_network_with_a_strong_bias(submission):
    """Predictions: with the last layer's weights at 0, the largest bias decides"""
    params = submission.init_params(np.random.default_rng(0))
    last = len(params) // 2
    params[f"W{last}"] = np.zeros_like(params[f"W{last}"])
    params[f"b{last}"] = np.eye(10)[:, [7]]
    predictions = submission.get_predictions(params, np.random.default_rng(1).random((784, 3)))
    check_close(predictions, [7, 7, 7], name="get_predictions")


def test_accuracy_of_five_predictions(submission):
    """Accuracy: three of five are right"""
    accuracy = submission.get_accuracy(np.array([3, 1, 4, 1, 5]), np.array([3, 1, 4, 2, 6]))
    check_close(accuracy, 0.6, name="get_accuracy")


def test_backward_propagation_of_the_last_bias(submission):
    """Backpropagation: where all digits are equally likely, a bias's gradient is 1/10 minus its digit's share"""
    params = submission.init_params(np.random.default_rng(0))
    last = len(params) // 2
    params |= {key: np.zeros_like(params[key]) for key in (f"W{last}", f"b{last}")}
    x, y = np.random.default_rng(1).random((784, 4)), np.array([0, 0, 3, 9])
    grads = submission.backward_propagation(params, submission.forward_propagation(params, x), x, y)
    share = np.bincount(y, minlength=10)[:, np.newaxis] / 4
    check_close(grads[f"b{last}"], 0.1 - share, name=f"grads['b{last}']", rtol=1e-4, sizes={"m": 4, "K": 10})


def test_update_params_by_hand(submission):
    """Update: an alpha of 0.1 and gradients of 5 take 0.5 off every parameter, in new arrays"""
    params = submission.init_params(np.random.default_rng(0))
    grads = {key: np.full(np.shape(value), 5.0) for key, value in params.items()}
    moved = check_unchanged(submission.update_params, params, grads, 0.1, name="update_params")
    for key, value in params.items():
        check_close(moved[key], np.asarray(value) - 0.5, name=f"update_params: {key}", rtol=1e-4, atol=1e-6)


def test_gradient_descent_learns_where_the_light_is(submission):
    """Gradient descent: after 30 iterations the network tells ten patterns of light apart better than before"""
    rng = np.random.default_rng(2)
    y = np.arange(60) % 10
    x = rng.random((784, 10))[:, y] * rng.uniform(0.8, 1.0, (784, 60))
    _, history = submission.gradient_descent(x, y, 30, 0.05, np.random.default_rng(3))
    for key in ("loss", "accuracy"):
        check_shape(history[key], (30,), name=f"history: {key}")
    first, last = float(history["loss"][0]), float(history["loss"][-1])
    assert last < first, f"the loss was {first:.3g} at first, and is {last:.3g} after 30 iterations"
