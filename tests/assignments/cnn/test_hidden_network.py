"""Global pooling, and the network for digits.

| sentence                                                 | test                                        |
| -------------------------------------------------------- | ------------------------------------------- |
| global_max_pool, global_mean_pool: (b, c, h, w) → (b, c) | test_global_max_pool, test_global_mean_pool |
| of float32 and float64                                   |                                             |
| arguments stay as they are, and may be strided           | test_global_max_pool_of_strided_images,     |
|                                                          | test_global_mean_pool_of_strided_images     |
| 29,066 and 23,946 parameters, all of them trained        | test_net_has_its_parameters                 |
| any number of images → logits (b, 10); nothing is random | test_net_gives_logits                       |
| three convolutions with ReLU and max pool, then the      | test_net_computes_what_is_described         |
| pooling, then a linear layer; the same in both modes     |                                             |
| gradients reach all parameters                           | test_gradients_reach_all_parameters         |
| weights come from torch's global generator               | test_net_is_drawn_at_random                 |
| another pooling is refused                               | test_net_refuses_another_pooling            |

What the network computes is compared with the model answer's network holding the submission's own parameters. They are
told apart by how many numbers they hold, so names and the layers' kinds are free, and so is the order of flattening;
and that of a kernel's axes, and whether it is turned over, where its shape is not that of torch's own.
"""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import numpy as np
import torch

from grader import remote
from grader.checks import CheckFailure, check_close, check_finite, check_raises, check_shape, check_unchanged
from grader.judge import points

PART = "Network"
NEEDS = ["global_max_pool", "global_mean_pool"]
POOLINGS = {"flatten": 29_066, "max": 23_946, "mean": 23_946}
CLOSE: dict[str, Any] = {"rtol": 1e-3, "atol": 1e-4}
SHAPES = (((4, 3, 6, 5), torch.float32), ((1, 2, 1, 3), torch.float32), ((3, 1, 2, 4), torch.float64))
SAME: dict[str, Any] = {"rtol": 1e-4, "atol": 2e-5}  # of one network, computed in float32 in another order


def normal(rng, *shape):
    return torch.from_numpy(rng.normal(size=shape)).float()


def net_of(submission, pooling, seed=0):
    remote.seed(submission, seed)
    return submission.Net() if pooling == "flatten" else submission.Net(pooling)


def other_pools(x):
    def pooled(*reductions):
        found = x
        for axis, name in reductions:
            found = found.amax(axis) if name == "max" else found.mean(axis)
        return found

    return {
        "is the maximum taken where the mean was asked for?": lambda: pooled((3, "max"), (2, "max")),
        "is the mean taken where the maximum was asked for?": lambda: pooled((3, "mean"), (2, "mean")),
        "is it the mean along one axis and the maximum along the other?": lambda: pooled((3, "mean"), (2, "max")),
        "is it the maximum along one axis and the mean along the other?": lambda: pooled((3, "max"), (2, "mean")),
        "is it the sum? The mean divides by the number of pixels": lambda: x.sum((2, 3)),
        "is it pooled over channels, which are to stay?": lambda: x.amax((1, 3)),
        "is the largest by its absolute value taken?": lambda: x.abs().amax((2, 3)),
    }


@points(1, part=PART, of="global_max_pool")
def test_global_max_pool(submission, rng):
    """The largest value of every channel of every image"""
    for shape, kind in SHAPES:
        x = normal(rng, *shape).to(kind) - 3  # most values are negative
        expected = x.amax((2, 3))
        check_close(submission.global_max_pool(x), expected, name="global_max_pool", likely=other_pools(x), **CLOSE)


@points(1, part=PART, of="global_mean_pool")
def test_global_mean_pool(submission, rng):
    """The mean of every channel of every image"""
    for shape, kind in SHAPES:
        x = normal(rng, *shape).to(kind)
        expected = x.mean((2, 3))
        check_close(submission.global_mean_pool(x), expected, name="global_mean_pool", likely=other_pools(x), **CLOSE)


def check_layout(pool, name, probes, x):
    """The images stay as they are, and what lies in memory in another order gives the same."""
    expected = np.asarray(check_unchanged(pool, x, name=name))
    check_shape(expected, tuple(x.shape[:2]), name=name)
    if not expected.any():
        raise CheckFailure(f"{name} gives zeros", cause="zeros")
    check_close(probes.strided(pool, x), expected, name=f"{name} of images that are not contiguous", **CLOSE)


@points(1, part=PART, of="global_max_pool")
def test_global_max_pool_of_strided_images(submission, probes, rng):
    """The largest values of images that are not contiguous are as of those that are, which stay as they are"""
    check_layout(submission.global_max_pool, "global_max_pool", probes, normal(rng, 3, 2, 4, 5))


@points(1, part=PART, of="global_mean_pool")
def test_global_mean_pool_of_strided_images(submission, probes, rng):
    """The means of images that are not contiguous are as of those that are, which stay as they are"""
    check_layout(submission.global_mean_pool, "global_mean_pool", probes, normal(rng, 3, 2, 4, 5))


@points(2, part=PART, of="Net", needs=NEEDS)
def test_net_has_its_parameters(submission, probes):
    """29,066 parameters with flattening, 23,946 with global pooling"""
    for pooling, due in POOLINGS.items():
        counts = [value.numel() for value in probes.parameters(net_of(submission, pooling)).values()]
        if sum(counts) != due:
            missing = {"biases": {16, 32, 64, 10} - set(counts)}["biases"]
            hint = "is a convolution or the linear layer without its bias?" if missing else ""
            raise CheckFailure(
                f'Net("{pooling}") has {sum(counts):,} parameters, expected {due:,}', hint=hint, cause="parameters"
            )


@points(1, part=PART, of="Net", needs=NEEDS)
def test_net_gives_logits(submission, rng):
    """Ten logits an image, for one image and for seven, with nothing drawn at random"""
    for pooling in POOLINGS:
        net = net_of(submission, pooling)
        for count in (1, 7):
            name = f'Net("{pooling}") of {count} images'
            logits = net(normal(rng, count, 1, 28, 28))
            check_shape(logits, (count, 10), name=name)
            check_finite(logits, name=name)
            sums = np.asarray(logits).sum(axis=1)
            if np.allclose(sums, 1, atol=1e-4) and np.asarray(logits).min() >= 0:
                hint = "cross_entropy takes logits: the softmax is part of it"
                raise CheckFailure(f"{name} gives probabilities, expected logits", hint=hint, cause="softmax")
    net.eval()  # dropout, which is a mistake of its own, draws in training mode
    check_unchanged(net, normal(rng, 2, 1, 28, 28), name="Net")


def loaded(net, parameters, axes=(0, 1, 2, 3), flipped=False):
    """The model answer's network with these parameters, one of the same count of numbers for each of its own.

    Kernels are kept with their axes in this order, whatever the shape, and turned by 180 degrees where `flipped`.
    """
    by_count = {value.numel(): value for value in parameters.values()}
    with torch.no_grad():
        for own in net.parameters():
            value = by_count.get(own.numel())
            if value is None or len(by_count) != len(parameters):
                counts = ", ".join(f"{value.numel():,}" for value in parameters.values())
                raise CheckFailure(f"Net has parameters of {counts} numbers, not those described", cause="parameters")
            if own.dim() == 4:
                kernel = value.reshape([own.shape[axis] for axis in axes]).permute(
                    [axes.index(axis) for axis in range(4)]
                )
                own.copy_(kernel.flip(2, 3) if flipped else kernel)
            else:
                last = own.dim() == 2 and value.dim() > 1 and len(value) != len(own) == value.shape[-1]
                own.copy_(value.reshape(-1, len(own)).T if last else value.reshape(own.shape))
    return net


def kernel_layouts(net, parameters):
    """How kernels may be kept: as torch keeps them, or else, where their shapes are others, in any order of axes."""
    shapes = {value.numel(): value.shape for value in parameters.values()}
    if all(shapes.get(own.numel()) == own.shape for own in net.parameters() if own.dim() == 4):
        return [((0, 1, 2, 3), False)]
    return product(permutations(range(4)), (False, True))


def expected_logits(reference, parameters, x, pooling):
    """The log-probabilities that the network described gives; for every order of axes that is free."""
    net = reference.Net(pooling)
    orders = list(permutations(range(3))) if pooling == "flatten" else [(0, 1, 2)]
    for layout in kernel_layouts(net, parameters):
        weight = loaded(net, parameters, *layout).classifier.weight.detach().clone()
        for order in orders:
            with torch.no_grad():
                if pooling == "flatten":
                    sides = [(64, 3, 3)[axis] for axis in order]
                    turned = weight.reshape(10, *sides).permute(0, *(1 + order.index(axis) for axis in range(3)))
                    net.classifier.weight.copy_(turned.reshape(10, -1))
                logits = torch.log_softmax(net(x), dim=1)
            yield logits  # where gradients are on again: what asks for them may not come back


@points(3, part=PART, of="Net", needs=NEEDS)
def test_net_computes_what_is_described(submission, reference, probes, rng):
    """The logits are those of the layers described, with the network's own parameters, in both modes"""
    x = 5 * normal(rng, 3, 1, 28, 28)
    for pooling in POOLINGS:
        net = net_of(submission, pooling)
        for mode in ("evaluation", "training"):
            net.train(mode == "training")
            logits = net(x)
            check_shape(logits, (3, 10), name=f'Net("{pooling}")')
            found = torch.log_softmax(torch.as_tensor(np.asarray(logits)).float(), dim=1)  # a constant a row is free
            right = expected_logits(reference, probes.parameters(net), x, pooling)
            if not any(torch.allclose(found, one, **SAME) for one in right):
                hint = other_networks(reference, probes.parameters(net), x, pooling, found)
                if mode == "training":
                    hint = "is there dropout or a normalisation? Net has neither, and is the same in both modes"
                message = f'Net("{pooling}") gives other logits than the layers described, with the same parameters'
                raise CheckFailure(f"{message}, in {mode} mode", hint=hint, cause="layers")


def other_networks(reference, parameters, x, pooling, found):
    """The typical mistake that leads to these logits, in whatever order axes are kept; "" for none."""
    net = reference.Net(pooling)
    found_by = (
        other_network(reference, loaded(net, parameters, *layout), x, pooling, found)
        for layout in kernel_layouts(net, parameters)
    )
    return next(filter(None, found_by), "")


def other_network(reference, net, x, pooling, found):
    """The typical mistake by which this network, which is as described, would give these logits; "" for none."""
    convolutions = [layer for layer in net.features if isinstance(layer, torch.nn.Conv2d)]

    def logits(activation=torch.relu, pool=torch.nn.functional.max_pool2d, last=True, softmax=False, top=net.pool):
        h = x
        for number, layer in enumerate(convolutions):
            z = layer(h)
            h = pool(z if number == 2 and not last else activation(z), 2)
        out = net.classifier(top(h))
        return torch.log_softmax(torch.softmax(out, dim=1) if softmax else out, dim=1)

    others = {
        "is a ReLU forgotten?": {"activation": lambda z: z},
        "is the last convolution without ReLU?": {"last": False},
        "is the pooling after each convolution a mean? It is a maximum": {"pool": torch.nn.functional.avg_pool2d},
        "is there a softmax at the end? The logits are asked for": {"softmax": True},
        "is it a leaky ReLU?": {"activation": torch.nn.functional.leaky_relu},
        "is it a sigmoid? ReLU is asked for": {"activation": torch.sigmoid},
        "is it a tanh? ReLU is asked for": {"activation": torch.tanh},
    }
    with torch.no_grad():
        for hint, options in others.items():
            if torch.allclose(found, logits(**options), **SAME):
                return hint
        if pooling != "flatten":
            other = reference.global_mean_pool if pooling == "max" else reference.global_max_pool
            if torch.allclose(found, logits(top=other), **SAME):
                return "is the pooling at the end the other of the two?"
    return ""


@points(2, part=PART, of="Net", needs=NEEDS)
def test_gradients_reach_all_parameters(submission, probes, rng):
    """After a backward pass every parameter has a gradient that is not 0"""
    for pooling in POOLINGS:
        net = net_of(submission, pooling)
        found = probes.gradients(net, normal(rng, 5, 1, 28, 28), normal(rng, 5, 10))
        for name in probes.parameters(net):
            if name not in found or not np.asarray(found[name]).any():
                hint = "is a layer left out, or a graph cut by detach(), .data, NumPy or no_grad?"
                raise CheckFailure(f'Net("{pooling}"): {name} gets no gradient', hint=hint, cause="no gradient")


@points(1, part=PART, of="Net", needs=NEEDS)
def test_net_is_drawn_at_random(submission, probes):
    """The initial weights follow torch's global generator, and no two channels are alike"""
    others = set(remote.observe(submission.Net).effects.global_random) - {"torch"}
    if others:
        hint = "torch.manual_seed is to make weights repeatable: torch's global generator draws them"
        raise CheckFailure(f"Net draws from the global generator of {', '.join(others)}", hint=hint, cause="seed")
    one, same, other = (probes.parameters(net_of(submission, "flatten", seed)) for seed in (1, 1, 2))
    next_one = probes.parameters(submission.Net())
    for name, value in one.items():
        if not torch.equal(value, same[name]):
            hint = "torch.manual_seed makes weights repeatable: nothing else may draw them"
            raise CheckFailure(f"Net: {name} differs after the same torch.manual_seed", hint=hint, cause="seed")
        if value.numel() <= 64:
            continue  # biases, of whatever shape, may be alike
        if value.dim() > 1 and len(np.unique(np.asarray(value).reshape(len(value), -1), axis=0)) < len(value):
            raise CheckFailure(f"Net: two channels of {name} are alike at the start, and stay so", cause="constant")
        if torch.equal(value, other[name]):
            hint = "does Net seed torch itself, or is a layer made once and kept?"
            message = f"Net: {name} is the same after another torch.manual_seed"
            raise CheckFailure(message, hint=hint, cause="seed")
        if torch.equal(other[name], next_one[name]):
            message = f"Net: {name} is the same in two networks, made one after the other"
            raise CheckFailure(message, hint="is there a generator that is seeded anew for each?", cause="seed")


@points(1, part=PART, of="Net", needs=NEEDS)
def test_net_refuses_another_pooling(submission, probes):
    """Net raises for a pooling that is none"""
    probes.parameters(submission.Net("mean"))
    for pooling in ("median", "avg", "sum", "Max", "Flatten", " max", None, ""):
        check_raises(submission.Net, pooling, name=f"Net({pooling!r})")
