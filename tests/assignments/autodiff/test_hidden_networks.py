"""Cross-entropy, layers and networks.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                             | test                                             |
| ---------------------------------------------------- | ------------------------------------------------ |
| cross_entropy: a node of size 1, the mean over N     | test_cross_entropy_is_the_mean                   |
| its gradient; a single example, an absent class      | test_gradient_of_the_cross_entropy               |
| exact, nothing clamped                               | test_cross_entropy_of_large_logits               |
| targets: a list, any integer type                    | test_cross_entropy_takes_labels_in_any_container |
| Linear: x W^T + b, weight (out, in), bias (out,)     | test_linear_is_a_layer                           |
| Linear: from rng, no two rows alike                  | test_linear_draws_from_the_generator             |
| MLP: activation between layers, none after the last, | test_mlp_computes_its_layers                     |
| any number of layers; nodes and arrays               |                                                  |
| parameters: all weights and biases, any order        | test_mlp_has_gradients_of_all_parameters         |
| arrays and global random state stay as they are      | test_networks_are_pure                           |
"""

from __future__ import annotations

from itertools import pairwise, permutations, product
from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_finite, check_shape, check_unchanged
from grader.judge import points
from grader.remote import is_handle

PART = "Networks"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}
ENGINE = ["Op", "Node", "unbroadcast", "Add", "Multiply", "Sum"]
LOSS = [*ENGINE, "LogSoftmax", "Divide"]
NETWORK = [*ENGINE, "MatMul", "Transpose", "ReLU", "Sigmoid", "Linear"]


def value_of(node, name):
    if not is_handle(node):
        raise CheckFailure(f"{name} gives plain numbers, expected a Node", cause="type")
    return node.value


def loss_of(submission, logits, targets, name="cross_entropy"):
    """The loss as a number, whatever the number of axes of the node."""
    value = np.asarray(value_of(submission.cross_entropy(submission.Node(logits), targets), name))
    if value.size != 1:
        raise CheckFailure(
            f"{name} gives shape {value.shape}, expected a single number",
            hint="the mean over the batch is missing",
            cause="shape",
        )
    return value.reshape(())


@points(2, part=PART, of="cross_entropy", needs=LOSS)
def test_cross_entropy_is_the_mean(submission, reference, rng):
    """Cross-entropy: the mean over the batch of −log of the target's probability, as a node of size 1"""
    for classes, targets in ((3, [2, 0, 2, 2, 0]), (7, [6, 1, 4]), (4, [3]), (2, [0] * 7)):
        logits, count = rng.normal(0, 2, (len(targets), classes)), len(targets)
        expected = reference.cross_entropy(reference.Node(logits), targets).value
        name = f"cross_entropy of a batch of {count} with {classes} classes"
        loss = loss_of(submission, logits, np.array(targets), name)
        check_close(loss, expected, name=name, sizes={"N": count, "K": classes}, **CLOSE)


@points(1.5, part=PART, of="cross_entropy", needs=LOSS)
def test_gradient_of_the_cross_entropy(submission, rng):
    """The gradient of the cross-entropy for the logits: (p − [k = t]) / N"""
    for classes, targets in ((3, [2, 0, 2, 2, 0]), (5, [3]), (4, [1, 1, 0])):
        logits, count = rng.normal(0, 2, (len(targets), classes)), len(targets)
        leaf = submission.Node(logits)
        (submission.cross_entropy(leaf, np.array(targets)) * 1.75).backward()
        probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        wanted = 1.75 * (probabilities - np.eye(classes)[targets]) / count
        name = f"gradient of the cross_entropy of a batch of {count}"
        check_close(leaf.grad, wanted, name=name, sizes={"N": count, "K": classes}, **CLOSE)
    loss = submission.cross_entropy(leaf, np.array(targets))
    for times in (1, 2):
        submission.zero_grad([leaf])
        loss.backward()
        hint = "is what is kept for the way back changed there?"
        name = f"gradient of the cross_entropy in backward number {times} of one loss"
        try:
            check_close(leaf.grad, wanted / 1.75, name=name, **CLOSE)
        except CheckFailure as failure:
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="kept") from failure


@points(1, part=PART, of="cross_entropy", needs=LOSS)
def test_cross_entropy_of_large_logits(submission, reference):
    """Cross-entropy of large logits: 1000 for (1000, 0) and target 1, without a clamp; and its gradient"""
    for logits, targets, expected in (
        ([[1000.0, 0.0]], [1], 1000.0),
        ([[1000.0, 0.0]], [0], 0.0),
        ([[1000.0, 1000.0], [-1000.0, -1000.0], [0.0, 0.0]], [0, 1, 0], np.log(2)),
    ):
        name = f"cross_entropy of the logits {logits} and targets {targets}"
        loss = loss_of(submission, np.array(logits), np.array(targets), name)
        check_finite(loss, name=name)
        try:
            check_close(loss, expected, name=name, **CLOSE)
        except CheckFailure as failure:
            # only where a small logit comes out right has the mistake to do with large ones
            small = loss_of(submission, np.array([[1.0, 0.0]]), np.array([1]))
            check_close(small, np.log(1 + np.e), name="cross_entropy of the logits (1, 0) and target 1", **CLOSE)
            hint = "is the logarithm taken of a probability that was clamped, or to which a small number was added?"
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="clamp") from failure
        leaf, model = (module.Node(np.array(logits)) for module in (submission, reference))
        for module, node in ((submission, leaf), (reference, model)):
            module.cross_entropy(node, np.array(targets)).backward()
        name = f"gradient of the {name}"
        if leaf.grad is not None:  # that there is one is another test's affair
            check_finite(leaf.grad, name=name)
            check_close(leaf.grad, model.grad, name=name, **CLOSE)


@points(0.5, part=PART, of="cross_entropy", needs=LOSS)
def test_cross_entropy_takes_labels_in_any_container(submission, rng):
    """Cross-entropy takes labels as a list and as arrays of small integer types"""
    logits, targets = rng.normal(0, 2, (5, 4)), [3, 0, 3, 1, 0]
    first = loss_of(submission, logits, np.array(targets))
    for container, labels in (
        ("a list", targets),
        ("a uint8 array", np.array(targets, np.uint8)),
        ("an int32 array", np.array(targets, np.int32)),
    ):
        name = f"cross_entropy with labels as {container}"
        check_close(loss_of(submission, logits, labels, name), first, name=name, **CLOSE)
    for classes, kind in ((10, np.uint8), (300, np.int32)):  # the number of entries, or a class, is beyond 8 bits
        scores, labels = rng.normal(0, 2, (40, classes)), rng.integers(0, classes, 40).astype(kind)
        labels[:2] = classes - 1, classes - 1 - classes // 3  # the largest label is there in both orders
        name = f"cross_entropy of {scores.shape} logits with labels as a {labels.dtype} array"
        # the same with the classes in another order
        moved = np.roll(scores, classes // 3, axis=1), (labels.astype(int) + classes // 3) % classes
        check_close(loss_of(submission, scores, labels, name), loss_of(submission, *moved), name=name, **CLOSE)
    if abs(first - loss_of(submission, logits, [0, 1, 2, 3, 3])) < 1e-6:
        raise CheckFailure("cross_entropy gives the same for other labels", cause="constant")


@points(2, part=PART, of="Linear", needs=[*ENGINE, "MatMul", "Transpose"])
def test_linear_is_a_layer(submission, rng):
    """Linear: x W^T + b for batches of any size, with gradients of weight and bias"""
    for inputs, outputs, count in ((4, 3, 5), (3, 5, 1), (7, 1, 2)):
        layer = submission.Linear(inputs, outputs, np.random.default_rng(int(rng.integers(2**31))))
        sizes = {"N": count, "in_features": inputs, "out_features": outputs}
        check_shape(layer.weight.value, (outputs, inputs), name="Linear: weight")
        check_shape(layer.bias.value, (outputs,), name="Linear: bias")
        x, weight, bias = rng.normal(size=(count, inputs)), rng.normal(size=(outputs, inputs)), rng.normal(size=outputs)
        old = np.array(layer.weight.value)
        layer.weight.value, layer.bias.value = weight, bias
        for given, words in ((x, "an array"), (submission.Node(x), "a node")):
            found = value_of(check_unchanged(layer, given, name="Linear called"), f"Linear of {words}")
            name = f"Linear({inputs}, {outputs}) of {words} of {count} rows"
            try:
                check_close(found, x @ weight.T + bias, name=name, sizes=sizes, **CLOSE)
            except CheckFailure as failure:
                hint = failure.hint
                for wrong, words in (
                    (x @ weight.T, "is the bias added?"),
                    (x @ old.T + bias, "does it compute with an older weight than that of the node?"),
                ):
                    if np.shape(found) == wrong.shape and np.allclose(found, wrong, rtol=1e-3, atol=1e-6):
                        hint = words
                raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="linear") from failure
        cotangent = rng.normal(size=(count, outputs))
        leaf = submission.Node(x)
        (layer(leaf) * cotangent).sum().backward()
        grads = {"weight": layer.weight.grad, "bias": layer.bias.grad, "x": leaf.grad}
        wanted = {"weight": cotangent.T @ x, "bias": cotangent.sum(axis=0), "x": cotangent @ weight}
        for key, due in wanted.items():
            check_close(grads[key], due, name=f"Linear: gradient of {key}", sizes=sizes, **CLOSE)


@points(1, part=PART, of="Linear", needs=["Node"])
def test_linear_draws_from_the_generator(submission, rng):
    """Linear: weights are random, from the generator that is given and from nothing else"""
    seed = int(rng.integers(2**31))

    def draw(seed):
        layer = check_unchanged(submission.Linear, 6, 4, np.random.default_rng(seed), name="Linear")
        check_finite(layer.weight.value, name="Linear: weight")
        check_finite(layer.bias.value, name="Linear: bias")
        return np.asarray(layer.weight.value)

    first = draw(seed)
    wide = submission.Linear(3, 64, np.random.default_rng(seed)).weight.value
    if any(len(np.unique(weight, axis=0)) < len(weight) for weight in (first, wide)):
        raise CheckFailure(
            "Linear: two rows of weight are the same",
            hint="units that start equal get equal gradients and stay equal: the weights must be random",
            cause="constant",
        )
    if not np.array_equal(draw(seed), first):
        raise CheckFailure(
            "Linear gives other weights for a generator in the same state",
            hint="is something drawn from elsewhere than rng?",
            cause="not deterministic",
        )
    if np.array_equal(draw(seed + 1), first):
        raise CheckFailure(
            "Linear gives the same weights for two generators in different states",
            hint="are the weights drawn from rng, and not from a generator of your own?",
            cause="generator ignored",
        )


def by_layer(values, sizes):
    """Weights and biases of the layers among the parameters, told by their shapes, which are all different."""
    if not isinstance(values, list) or len(values) != 2 * (len(sizes) - 1):
        count = len(values) if isinstance(values, list) else "no"
        raise CheckFailure(
            f"MLP({sizes}) has {count} parameters, expected a weight and a bias for each of {len(sizes) - 1} layers",
            cause="parameters",
        )
    shapes = [np.shape(value) for value in values]
    found = []
    for inputs, outputs in pairwise(sizes):
        for shape in ((outputs, inputs), (outputs,)):
            if shape not in shapes:
                raise CheckFailure(
                    f"MLP({sizes}) has no parameter of shape {shape}; there are {', '.join(map(str, shapes))}",
                    cause="parameters",
                )
        found.append((shapes.index((outputs, inputs)), shapes.index((outputs,))))
    return found


def outputs_of(values, layers, x, activation):
    """What the layers compute, in NumPy."""
    hidden = x
    for number, (weight, bias) in enumerate(layers, start=1):
        hidden = hidden @ values[weight].T + values[bias]
        if number < len(layers):
            hidden = np.maximum(hidden, 0) if activation == "relu" else 1 / (1 + np.exp(-hidden))
    return hidden


def network(submission, probes, rng, sizes, activation):
    """A network with random parameters, biases among them; their values, and which of them belong to which layer."""
    generator = np.random.default_rng(int(rng.integers(2**31)))
    model = submission.MLP(sizes, generator, activation)
    values = probes.parameters(model)
    layers = by_layer(values, sizes)
    values = [rng.normal(size=np.shape(value)) for value in values]
    probes.set_parameters(model, values)
    return model, values, layers


@points(2, part=PART, of="MLP", needs=NETWORK)
def test_mlp_computes_its_layers(submission, probes, rng):
    """MLP: any number of layers, ReLU or sigmoid between them, none after the last"""
    for sizes, count in (((4, 5, 3), 6), ((4, 3), 5), ((6, 5, 4, 3, 2), 1), ([3, 7, 2], 4)):
        names = "relu", "sigmoid"
        made = [network(submission, probes, rng, sizes, activation) for activation in names]
        for activation, (model, values, layers) in zip(names, made, strict=True):
            x = rng.normal(size=(count, sizes[0]))
            for given, words in ((x, "an array"), (submission.Node(x), "a node")):
                name = f'MLP({tuple(sizes)}, activation="{activation}") of {words}'
                check_outputs(value_of(model(given), "MLP"), values, layers, x, activation, name)
    default = submission.MLP((4, 5, 3), np.random.default_rng(1))
    x, values = rng.normal(size=(3, 4)), probes.parameters(default)
    layers = by_layer(values, (4, 5, 3))
    check_outputs(value_of(default(x), "MLP"), values, layers, x, "relu", "MLP without a named activation")
    check_equal_sizes(submission, probes, rng)


def check_equal_sizes(submission, probes, rng):
    """Layers of one size, of which each has parameters of its own, in whatever order they come."""
    model = submission.MLP((4, 4, 4), np.random.default_rng(2))
    values = [rng.normal(size=np.shape(value)) for value in probes.parameters(model)]
    kinds = [[index for index, value in enumerate(values) if value.ndim == axes] for axes in (2, 1)]
    if [len(kind) for kind in kinds] != [2, 2]:
        raise CheckFailure(
            f"MLP((4, 4, 4)) has {len(values)} parameters, expected a weight and a bias for each of 2 layers",
            cause="parameters",
        )
    probes.set_parameters(model, values)
    x = rng.normal(size=(3, 4))
    found = value_of(model(x), "MLP")
    check_shape(found, (3, 4), name="MLP((4, 4, 4))")
    orders = [list(zip(weights, biases, strict=True)) for weights, biases in product(*map(permutations, kinds))]
    if not any(np.allclose(found, outputs_of(values, order, x, "relu"), rtol=1e-4, atol=1e-6) for order in orders):
        raise CheckFailure(
            "MLP((4, 4, 4)) does not compute what its two layers give",
            hint="are two layers of one size one and the same layer? Each has a weight and a bias of its own",
            cause="network",
        )


def check_outputs(found, values, layers, x, activation, name):
    try:
        check_close(found, outputs_of(values, layers, x, activation), name=name, sizes={"N": len(x)}, **CLOSE)
    except CheckFailure as failure:
        hint = likely_mistake(found, values, layers, x, activation) or failure.hint
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="network") from failure


def likely_mistake(found, values, layers, x, activation):
    other = "sigmoid" if activation == "relu" else "relu"
    plain = outputs_of(values, layers, x, activation)
    squashed = np.maximum(plain, 0) if activation == "relu" else 1 / (1 + np.exp(-plain))
    without = outputs_of([value * (value.ndim == 2) for value in values], layers, x, activation)
    linear = x
    for weight, bias in layers:
        linear = linear @ values[weight].T + values[bias]
    for wrong, words in (
        (squashed, "is the activation applied after the last layer as well?"),
        (outputs_of(values, layers, x, other), f"is the activation {other} instead?"),
        (linear, "is there no activation between the layers?"),
        (without, "are the biases added?"),
    ):
        if np.shape(found) == wrong.shape and np.allclose(found, wrong, rtol=1e-3):
            return words
    return ""


@points(1.5, part=PART, of="MLP", needs=[*NETWORK, *LOSS, "cross_entropy"])
def test_mlp_has_gradients_of_all_parameters(submission, reference, probes, rng):
    """MLP: parameters() are the nodes that it computes with, and all of them get their gradient"""
    sizes, count = (5, 6, 4, 3), 7
    for activation in ("relu", "sigmoid"):
        model, values, layers = network(submission, probes, rng, sizes, activation)
        x, y = rng.normal(size=(count, 5)), rng.integers(0, 3, count)
        leaf, leaf_of_twin = submission.Node(x), reference.Node(x)
        submission.cross_entropy(model(leaf), y).backward()
        grads = probes.gradients(model)
        twin = reference.MLP(sizes, rng, activation)
        for layer, (weight, bias) in zip(twin.layers, layers, strict=True):
            layer.weight.value, layer.bias.value = values[weight], values[bias]
        reference.cross_entropy(twin(leaf_of_twin), y).backward()
        name = f'gradient of what an MLP is called with, activation "{activation}"'
        if leaf.grad is None:
            hint = "is a node of its own made of the one that is given?"
            raise CheckFailure(f"{name} is None after backward", hint=hint, cause="no gradient")
        check_close(leaf.grad, leaf_of_twin.grad, name=name, sizes={"N": count, "K": 3}, **CLOSE)
        for number, (layer, (weight, bias)) in enumerate(zip(twin.layers, layers, strict=True), start=1):
            for kind, index, node in (("weight", weight, layer.weight), ("bias", bias, layer.bias)):
                name = f'gradient of the {kind} of layer {number}, activation "{activation}"'
                if grads[index] is None:
                    hint = "is parameters() a list of copies, or is the value taken out of its node on the way?"
                    raise CheckFailure(f"{name} is None after backward", hint=hint, cause="no gradient")
                check_close(grads[index], node.grad, name=name, sizes={"N": count, "K": 3}, **CLOSE)


@points(0.5, part=PART, of="MLP", needs=[*NETWORK, *LOSS, "cross_entropy"], excuses=False)
def test_networks_are_pure(submission, rng):
    """Networks leave images, labels and global random state as they are, and draw from the generator alone"""
    seed, sizes = int(rng.integers(2**31)), [4, 5, 3]

    def outputs(seed):
        model = check_unchanged(submission.MLP, sizes, np.random.default_rng(seed), "relu", name="MLP")
        return np.asarray(value_of(check_unchanged(model, x, name="MLP called"), "MLP"))

    x, y = rng.normal(size=(6, 4)), np.array([2, 0, 1, 1, 0, 2])
    logits = outputs(seed)
    check_close(outputs(seed), logits, name="outputs of a second network from a generator in the same state", **CLOSE)
    if np.allclose(outputs(seed + 1), logits):
        raise CheckFailure("MLP gives the same outputs for generators in different states", cause="generator ignored")
    node = submission.Node(logits)
    check_unchanged(submission.cross_entropy, node, y, name="cross_entropy")
    if not np.array_equal(node.value, logits):
        raise CheckFailure("cross_entropy changes the value of its logits", hint="in place?", cause="mutation")
