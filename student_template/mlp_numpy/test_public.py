"""Examples to work with: run `grader check`, or pytest in this folder.

They are few and simple on purpose. The tests that give points are others: they try more sizes, extreme values, other
depths, and what a function does besides returning a result. Write tests of your own beside these.
"""

import numpy as np

from grader.checks import check_close, check_gradients, check_shape, check_unchanged, numerical_gradients


def small_network(rng, sizes=(4, 5, 3)):
    """Parameters for a network of these sizes, in the layout that init_params must give."""
    params = {}
    for layer in range(1, len(sizes)):
        params[f"W{layer}"] = rng.normal(size=(sizes[layer - 1], sizes[layer]))
        params[f"b{layer}"] = rng.normal(size=sizes[layer])
    return params


def test_softmax_of_two_rows(submission):
    """Softmax: each row becomes probabilities"""
    probabilities = submission.softmax(np.array([[0.0, 0.0, 0.0], [np.log(2), 0.0, np.log(5)]]))
    check_close(probabilities, [[1 / 3, 1 / 3, 1 / 3], [0.25, 0.125, 0.625]], name="softmax", rtol=1e-4)


def test_cross_entropy_of_even_odds(submission):
    """Cross-entropy: log K when all K classes are equally likely"""
    loss = submission.cross_entropy(np.zeros((6, 4)), np.array([0, 3, 1, 1, 2, 0]))
    check_close(loss, np.log(4), name="cross_entropy", rtol=1e-4, sizes={"N": 6, "K": 4})


def test_init_params_has_four_arrays(submission):
    """Initial parameters of a network with one hidden layer: two weight matrices, two biases"""
    params = submission.init_params((8, 6, 3), np.random.default_rng(0))
    for key, shape in {"W1": (8, 6), "b1": (6,), "W2": (6, 3), "b2": (3,)}.items():
        check_shape(params[key], shape, name=f"init_params: {key}")


def test_forward_by_hand(submission):
    """Forward pass of a network small enough to compute by hand"""
    params = {
        "W1": np.array([[1.0, -1.0]]),
        "b1": np.array([0.5, 0.0]),
        "W2": np.array([[2.0, 0.0], [0.0, -3.0]]),
        "b2": np.array([0.0, 1.0]),
    }
    logits, _ = submission.forward(params, np.array([[2.0], [-2.0]]))
    check_close(logits, [[5.0, 1.0], [0.0, -5.0]], name="forward: logits", rtol=1e-4)


def test_predict_by_hand(submission):
    """Predictions: the class of the largest logit"""
    params = {"W1": np.array([[1.0, -1.0, 0.0]]), "b1": np.array([0.0, 0.0, 0.5])}
    check_close(submission.predict(params, np.array([[2.0], [-2.0], [0.1]])), [0, 1, 2], name="predict")


def test_backward_agrees_with_small_changes(submission):
    """Backpropagation: the gradients are those that small changes of the parameters show"""
    rng = np.random.default_rng(1)
    params, x, targets = small_network(rng), rng.normal(size=(6, 4)), np.array([2, 0, 1, 1, 2, 0])
    _, cache = submission.forward(params, x)
    grads = submission.backward(params, cache, targets)

    def loss(at):
        return submission.cross_entropy(submission.forward(at, x)[0], targets)

    differences = numerical_gradients(loss, params, h=3e-3)
    check_gradients(grads, differences, rtol=1e-2, atol=2e-3, sizes={"batch": 6, "K": 3})


def test_sgd_step_by_hand(submission):
    """Update: minus the rate times the gradient, in new arrays"""
    params = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([0.0, -1.0])}
    grads = {"W1": np.array([[10.0, -10.0]]), "b1": np.array([1.0, 0.0])}
    moved = check_unchanged(submission.sgd_step, params, grads, 0.1, name="sgd_step")
    check_close(moved["W1"], [[0.0, 3.0]], name="sgd_step: W1", rtol=1e-4)
    check_close(moved["b1"], [-0.1, -1.0], name="sgd_step: b1", rtol=1e-4)


def test_learning_rate_of_ten_epochs(submission):
    """Schedule: starts at base_lr, and ends below half of it"""
    check_close(submission.learning_rate(0, 0.2, 10), 0.2, name="learning_rate(0, 0.2, 10)", rtol=1e-4)
    last = float(submission.learning_rate(9, 0.2, 10))
    assert 0 <= last < 0.1, f"learning_rate(9, 0.2, 10) is {last}, expected at least 0 and less than 0.1"


def test_fit_learns_where_the_light_is(submission):
    """Training: after 20 epochs the network knows better than at its start which of ten pixels is lit"""
    y = np.random.default_rng(2).integers(0, 10, 200)
    x = 0.1 * np.random.default_rng(3).random((200, 10)) + 0.9 * np.eye(10)[y]
    data = (x[:150], y[:150], x[150:], y[150:])
    losses = []
    for base_lr in (0.0, 0.3):
        rng = np.random.default_rng(4)
        params, history = submission.fit(*data, rng, epochs=20, batch_size=16, base_lr=base_lr)
        for key in ("train_loss", "val_loss", "val_accuracy"):
            check_shape(history[key], (20,), name=f"history: {key}")
        losses.append(float(submission.cross_entropy(submission.forward(params, x[:150])[0], y[:150])))
    before, after = losses
    assert after < before, f"the loss of the training examples was {before:.3g} before training, and is {after:.3g}"
