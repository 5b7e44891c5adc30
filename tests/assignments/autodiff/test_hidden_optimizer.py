"""The optimizer.

| sentence                                               | test                                |
| ------------------------------------------------------ | ----------------------------------- |
| step: p ← p − lr · v, of every parameter; the model    | test_sgd_moves_every_parameter      |
| computes with the new values; one without a gradient   |                                     |
| stays                                                  |                                     |
| v ← μ v + g, v at first 0, one for each parameter;     | test_sgd_with_momentum              |
| the gradients stay                                     |                                     |
| SGD.zero_grad                                          | test_sgd_zero_grad                  |
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_shape
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Training"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}
ENGINE = ["Op", "Node", "unbroadcast", "Add", "Multiply", "Sum", "zero_grad"]


def give_gradients(nodes, gradients):
    """Backward of the nodes' weighted sum: the weights are the gradients."""
    total = 0.0
    for node, gradient in zip(nodes, gradients, strict=True):
        total = (node * gradient).sum() + total
    total.backward()


SHAPES = ((3, 4), (5,), (1, 2), ())


@points(1.5, part=PART, of="SGD", needs=[*ENGINE, "Linear"])
def test_sgd_moves_every_parameter(submission, rng):
    """SGD without momentum: minus the rate times the gradient, for every parameter, and the model notices"""
    nodes = [submission.Node(rng.normal(size=shape)) for shape in SHAPES]
    optimizer = submission.SGD(nodes, 0.3)
    for scale in (1.0, 1.0, 1000.0):  # the largest last: after it float32 has no digits left for small steps
        grads = [scale * rng.normal(size=shape) for shape in SHAPES]
        nodes[1].value = rng.normal(size=SHAPES[1])  # a value can be replaced by another one
        before = [np.array(node.value) for node in nodes]
        optimizer.zero_grad()
        give_gradients(nodes, grads)
        optimizer.step()
        for node, value, grad in zip(nodes, before, grads, strict=True):
            check_shape(node.value, value.shape, name="a parameter after a step")
            name = f"the step of a parameter of shape {value.shape}"
            try:
                check_close(node.value - value, -0.3 * grad, name=name, **CLOSE)
            except CheckFailure as failure:
                smaller = np.abs(node.value - value).max() < 0.15 * np.abs(grad).max()
                hint = failure.hint
                if scale > 1 and smaller:
                    hint = "are large gradients clipped? They are to be taken as they are"
                raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="step") from failure
    layer = submission.Linear(4, 3, np.random.default_rng(5))
    parameters = [layer.weight, layer.bias]
    optimizer = submission.SGD(parameters, lr=0.5)
    x, weight, bias = rng.normal(size=(2, 4)), np.array(layer.weight.value), np.array(layer.bias.value)
    grads = [rng.normal(size=(3, 4)), rng.normal(size=3)]
    give_gradients(parameters, grads)
    optimizer.step()
    expected = x @ (weight - 0.5 * grads[0]).T + bias - 0.5 * grads[1]
    try:
        check_close(layer(x).value, expected, name="a layer's output after a step of its parameters", **CLOSE)
    except CheckFailure as failure:
        hint = "does the optimizer move copies? The layer must compute with the new values"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="rebinding") from failure
    check_without_gradient(submission, rng)


def check_without_gradient(submission, rng):
    """A parameter that the loss does not depend on stays, and another one moves."""
    used, unused = (submission.Node(rng.normal(size=3)) for _ in range(2))
    before, grad = [np.array(node.value) for node in (used, unused)], rng.normal(size=3)
    give_gradients([used], [grad])
    name = "the step of a parameter beside one without a gradient"
    try:
        submission.SGD([unused, used], lr=0.5).step()
    except RemoteError as error:
        hint = "a parameter that no backward has got to, whose grad may be None, stays where it is"
        raise CheckFailure(f"{name} raises {error.student_type}: {error}", hint=hint, cause="no gradient") from error
    check_close(used.value, before[0] - 0.5 * grad, name=name, **CLOSE)
    check_close(unused.value, before[1], name="a parameter without a gradient, after a step", **CLOSE)


@points(1.5, part=PART, of="SGD", needs=ENGINE)
def test_sgd_with_momentum(submission, rng):
    """SGD with momentum: v ← μ v + g, p ← p − lr · v, over five steps, of which two are by the same gradients"""
    lr, momentum = 0.2, 0.7
    start = [rng.normal(size=shape) for shape in SHAPES]
    nodes = [submission.Node(value) for value in start]
    optimizer = submission.SGD(nodes, lr=lr, momentum=momentum)
    gradients = [[rng.normal(size=shape) for shape in SHAPES] for _ in range(5)]
    gradients[1] = gradients[0]  # the second step is by the gradients that are there
    gradients[3][0] = np.zeros(SHAPES[0])  # the velocity goes on
    found, changed = [], False
    for step, grads in enumerate(gradients):
        if step != 1:
            optimizer.zero_grad()
            give_gradients(nodes, grads)
        optimizer.step()
        found.append([node.value for node in nodes])
        changed = changed or any(not agrees(node.grad, grad) for node, grad in zip(nodes, grads, strict=True))
    for index, shape in enumerate(SHAPES):
        path = [values[index] for values in found]
        own = [grads[index] for grads in gradients]
        for step, (value, due) in enumerate(zip(path, heavy_ball(start[index], own, lr, momentum), strict=True), 1):
            name = f"a parameter of shape {shape} after {step} steps with momentum {momentum}"
            try:
                check_close(value, due, name=name, **CLOSE)
            except CheckFailure as failure:
                hint = "does every parameter have a velocity of its own, that is kept from step to step?"
                if not index:
                    hint = likely_momentum(path, start[index], own, lr, momentum) or hint
                if changed and hint.startswith("does"):
                    hint = "does step change the gradients? It leaves them as they are"
                raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="momentum") from failure
    before = np.array(nodes[0].value)
    optimizer = submission.SGD(nodes, lr=lr, momentum=momentum)
    optimizer.zero_grad()
    give_gradients(nodes, gradients[0])
    optimizer.step()
    try:
        moved = np.asarray(nodes[0].value) - before
        check_close(moved, -lr * gradients[0][0], name="the first step of another SGD on the same nodes", **CLOSE)
    except CheckFailure as failure:
        hint = "are velocities kept with the nodes, or in the class? Those of a new SGD start at 0"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="momentum") from failure


def agrees(one, other):
    return np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=1e-3, atol=1e-6)


def heavy_ball(value, grads, lr, momentum, own=1.0, nesterov=False):
    """The parameter after each step."""
    velocity, path = np.zeros_like(value), []
    for grad in grads:
        velocity = momentum * velocity + own * grad
        value = value - lr * (own * grad + momentum * velocity if nesterov else velocity)
        path.append(value)
    return path


def likely_momentum(path, value, grads, lr, momentum):
    for wrong, words in (
        (heavy_ball(value, grads, lr, 0.0), "is there no momentum?"),
        (heavy_ball(value, grads, lr, momentum, own=1 - momentum), "is it an average, with (1 − μ) g? Asked for is g"),
        (heavy_ball(value, grads, lr, momentum, nesterov=True), "is that Nesterov's momentum?"),
        (heavy_ball(value, grads, lr, 1.0), "is the velocity not multiplied by μ?"),
        (heavy_ball(value, grads, lr, momentum, own=lr), "is the velocity multiplied by the rate twice?"),
    ):
        if all(
            np.shape(one) == value.shape and np.allclose(one, due, rtol=1e-3)
            for one, due in zip(path, wrong, strict=True)
        ):
            return words
    return ""


@points(0.5, part=PART, of="SGD", needs=ENGINE)
def test_sgd_zero_grad(submission, rng):
    """SGD.zero_grad: the gradients of its parameters are None or zeros again"""
    nodes = [submission.Node(rng.normal(size=shape)) for shape in SHAPES]
    optimizer = submission.SGD(nodes, lr=0.1)
    give_gradients(nodes, [rng.normal(size=shape) for shape in SHAPES])
    optimizer.zero_grad()
    for node in nodes:
        if node.grad is not None and np.any(np.asarray(node.grad)):
            raise CheckFailure("a gradient is not None or zeros after SGD.zero_grad", cause="zero_grad")
