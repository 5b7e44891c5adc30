"""Examples to work with: run `grader check`, or pytest in this folder.

They are few and simple on purpose. The tests that give points are others: they try every operation, more shapes, graphs
of every form, and what a function does besides returning a result. Write tests of your own beside these.
"""

import numpy as np

from grader.checks import check_close, check_gradients, check_raises, check_shape, numerical_gradients


def test_unbroadcast_of_a_row(submission):
    """unbroadcast: a row that was broadcast to two rows gets the sum of both gradients"""
    grad = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
    check_close(submission.unbroadcast(grad, (3,)), [11.0, 22.0, 33.0], name="unbroadcast to (3,)", rtol=1e-4)
    check_close(submission.unbroadcast(grad, (2, 1)), [[6.0], [60.0]], name="unbroadcast to (2, 1)", rtol=1e-4)


def test_operations_by_hand(submission):
    """Operations: forward of Multiply and ReLU, called by hand"""
    a, b = np.array([1.0, -2.0]), np.array([3.0, 5.0])
    check_close(submission.Multiply.forward({}, a, b), [3.0, -10.0], name="Multiply.forward", rtol=1e-4)
    check_close(submission.ReLU.forward({}, a), [1.0, 0.0], name="ReLU.forward", rtol=1e-4)


def test_node_by_hand(submission):
    """Nodes: values of a small expression, with a number on either side"""
    a = submission.Node(np.array([1.0, 4.0]))
    check_close((2 * a + 1).value, [3.0, 9.0], name="2 * a + 1", rtol=1e-4)
    check_close((1 - a / 2).value, [0.5, -1.0], name="1 - a / 2", rtol=1e-4)
    check_close(a.sum().value, 5.0, name="a.sum()", rtol=1e-4)


def test_backward_by_hand(submission):
    """Backward: the gradient of a product for both factors, and of a node that is used twice"""
    a, b = submission.Node(3.0), submission.Node(-2.0)
    (a * b + a * a).backward()
    check_close(a.grad, 4.0, name="gradient of a", rtol=1e-4)
    check_close(b.grad, 3.0, name="gradient of b", rtol=1e-4)


def test_backward_of_a_diamond(submission):
    """Backward: two paths of different length that meet again"""
    a = submission.Node(2.0)
    inner = a * 3
    (inner * 5 * 7 + inner).backward()
    check_close(a.grad, 108.0, name="gradient of a", rtol=1e-4)


def test_backward_starts_from_a_number(submission):
    """Backward: refused for a node of size 2"""
    check_raises((submission.Node(np.array([1.0, 2.0])) * 2).backward, name="backward from a node of size 2")


def test_backward_twice_adds(submission):
    """Backward: a second time it adds, and zero_grad forgets"""
    a = submission.Node(2.0)
    loss = a * 3
    loss.backward()
    loss.backward()
    check_close(a.grad, 6.0, name="gradient after the second backward", rtol=1e-4)
    submission.zero_grad([a])
    loss.backward()
    check_close(a.grad, 3.0, name="gradient after zero_grad and backward", rtol=1e-4)


def test_gradients_agree_with_small_changes(submission):
    """Gradients of a small network are those that small changes of the values show"""
    rng = np.random.default_rng(1)
    point = {"w": rng.normal(size=(3, 4)), "b": rng.normal(size=3), "x": rng.normal(size=(5, 4))}
    targets = np.array([2, 0, 1, 1, 2])

    def loss(nodes):
        return submission.cross_entropy((nodes["x"] @ nodes["w"].T + nodes["b"]).sigmoid(), targets)

    leaves = {key: submission.Node(array) for key, array in point.items()}
    loss(leaves).backward()
    differences = numerical_gradients(
        lambda at: loss({key: submission.Node(array) for key, array in at.items()}).value, point, h=3e-3
    )
    grads = {key: leaf.grad for key, leaf in leaves.items()}
    check_gradients(grads, differences, rtol=1e-2, atol=2e-3, sizes={"batch": 5, "K": 3})


def test_network_has_the_right_shapes(submission):
    """Networks: shapes of a layer, of a network's outputs, and as many parameters as there should be"""
    layer = submission.Linear(4, 3, np.random.default_rng(0))
    check_shape(layer.weight.value, (3, 4), name="Linear: weight")
    check_shape(layer.bias.value, (3,), name="Linear: bias")
    model = submission.MLP((4, 6, 3), np.random.default_rng(0))
    check_shape(model(np.ones((5, 4))).value, (5, 3), name="MLP")
    assert len(list(model.parameters())) == 4, "MLP((4, 6, 3), rng) has two weights and two biases"


def test_sgd_by_hand(submission):
    """SGD: two steps with momentum"""
    a = submission.Node(1.0)
    optimizer = submission.SGD([a], lr=0.1, momentum=0.5)
    for expected in (0.8, 0.5):
        optimizer.zero_grad()
        (a * 2).backward()
        optimizer.step()
        check_close(a.value, expected, name="the parameter after a step", rtol=1e-4)


def test_train_learns_where_the_light_is(submission):
    """Training: after 60 epochs a network knows better than at its start which of six pixels is lit"""
    y = np.random.default_rng(2).integers(0, 6, 120)
    x = 0.1 * np.random.default_rng(3).random((120, 6)) + 0.9 * np.eye(6)[y]
    model = submission.MLP((6, 8, 6), np.random.default_rng(4))
    optimizer = submission.SGD(model.parameters(), lr=0.2, momentum=0.9)
    history = submission.train(model, x, y, np.random.default_rng(5), 60, 16, optimizer)
    check_shape(history["train_loss"], (60,), name="history: train_loss")
    first, last = float(history["train_loss"][0]), float(history["train_loss"][-1])
    assert last < first / 2, f"the loss was {first:.3g} in the first epoch, and is {last:.3g} in the last"


def test_comparison_has_two_histories(submission):
    """Comparison: a history for each activation, of one length"""
    y = np.random.default_rng(6).integers(0, 3, 60)
    x = 0.1 * np.random.default_rng(7).random((60, 4)) + 0.9 * np.eye(4)[y]
    found = submission.compare_activations(x[:40], y[:40], x[40:], y[40:], 0)
    for name in ("relu", "sigmoid"):
        lengths = {np.size(found[name][key]) for key in ("train_loss", "val_loss", "val_accuracy")}
        assert len(lengths) == 1, f"the lists of {name} have different lengths"
