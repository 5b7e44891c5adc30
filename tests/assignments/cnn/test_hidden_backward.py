"""The backward pass of Conv2DFunction, and of the layer that uses it.

| sentence                                            | test                                          |
| --------------------------------------------------- | --------------------------------------------- |
| the gradient of the kernels, summed over the images | test_backward_of_the_weight                   |
| the gradient of the images                          | test_backward_of_the_images                   |
| stride and padding, what is left over at the edge   | test_backward_with_stride_and_padding         |
| where only one of the two asks for a gradient       | test_backward_of_one_of_the_two               |
| tensors may be strided                              | test_backward_of_strided_tensors              |
| the layer's weight and its images get theirs        | test_layer_goes_backward                      |

Upstream gradients are random. The convolution is linear in each argument, so the model answer's gradient and that of
finite differences of a right forward pass are the same; a wrong one says so in the message.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional as F

from grader import remote
from grader.checks import CheckFailure, check_close
from grader.judge import points

PART = "Convolution with a backward pass"
NEEDS = ["unfold", "fold", "conv_output_size"]
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-5}


def normal(rng, *shape):
    return torch.from_numpy(rng.normal(size=shape))


def example(rng, count, channels, size, out_channels, kernel_size, stride, padding):
    """Images, kernels, stride, padding, and a random upstream gradient."""
    x, weight = normal(rng, count, channels, *size), normal(rng, out_channels, channels, *kernel_size)
    rows, columns = ((side + 2 * padding - k) // stride + 1 for side, k in zip(size, kernel_size, strict=True))
    return x, weight, stride, padding, normal(rng, count, out_channels, rows, columns)


def gradients(x, weight, stride, padding, upstream):
    leaves = x.clone().requires_grad_(), weight.clone().requires_grad_()
    return torch.autograd.grad(F.conv2d(*leaves, stride=stride, padding=padding), leaves, upstream)


def other_gradients_of_weight(x, weight, stride, padding, upstream):
    def of_weight(x, upstream):
        return gradients(x, weight, stride, padding, upstream)[1]

    right = of_weight(x, upstream)
    swapped = right.reshape(len(weight), weight.shape[1], -1)
    return {
        "is only the first image's gradient taken? All are added up": lambda: of_weight(x[:1], upstream[:1]),
        "is only the last image's gradient taken? All are added up": lambda: of_weight(x[-1:], upstream[-1:]),
        "is the kernel's gradient flipped?": lambda: right.flip(2, 3),
        "is the upstream gradient left out?": lambda: of_weight(x, torch.ones_like(upstream)),
        "is it reshaped with the window's places before the channels?": lambda: swapped.mT.reshape(right.shape),
        "are the kernel's rows and columns swapped? That needs a permutation, not a reshape": lambda: right.transpose(
            2, 3
        ).reshape(right.shape),
        "is it the kernel itself and not its gradient?": lambda: weight,
    }  # fmt: skip


def other_gradients_of_images(x, weight, stride, padding, upstream):
    def of_x(weight, upstream=upstream):
        return gradients(x, weight, stride, padding, upstream)[0]

    return {
        "is the kernel flipped, or not flipped where it should be?": lambda: of_x(weight.flip(2, 3)),
        "is the upstream gradient left out?": lambda: of_x(weight, torch.ones_like(upstream)),
        "are only the first kernel's outputs followed back? All are added up": lambda: of_x(
            torch.cat([weight[:1], torch.zeros_like(weight[1:])])
        ),
    }  # fmt: skip


def check_gradient(which, found, case, *, count):
    """The gradient of "x" or "weight" is right; the message says if it is missing."""
    index = ("x", "weight").index(which)
    if found is None:
        hint = "does backward return None in its place?" if which == "x" else "is the order of the gradients right?"
        raise CheckFailure(f"Conv2DFunction gives no gradient of {which}", hint=hint, cause="none")
    others = (other_gradients_of_images, other_gradients_of_weight)[index](*case)
    name = f"Conv2DFunction's gradient of {which}"
    check_close(found, gradients(*case)[index], name=name, sizes={"images": count}, likely=others, **CLOSE)


def backward(submission, case):
    """What Conv2DFunction's backward gives for x and weight; its forward is as far as it gets, where that is wrong."""
    x, weight, stride, padding, upstream = case
    apply = submission.Conv2DFunction.apply
    value, found = remote.vjp(apply, [x, weight, stride, padding], upstream)
    try:
        check_close(value, F.conv2d(x, weight, stride=stride, padding=padding), name="forward", **CLOSE)
    except CheckFailure as failure:
        message = "Conv2DFunction's gradient cannot be right, since its forward pass is wrong"
        raise CheckFailure(f"{message}: {failure.message}", hint=failure.hint, cause="forward") from failure
    return found[:2]


@points(3, part=PART, of="Conv2DFunction", needs=NEEDS)
def test_backward_of_the_weight(submission, rng):
    """Gradient of the kernels, for one image and for three"""
    for count in (1, 3):
        case = example(rng, count, 4, (6, 7), 5, (3, 2), 1, 0)
        check_gradient("weight", backward(submission, case)[1], case, count=count)


@points(3, part=PART, of="Conv2DFunction", needs=NEEDS)
def test_backward_of_the_images(submission, rng):
    """Gradient of the images, for one image and for three"""
    for count in (1, 3):
        case = example(rng, count, 2, (6, 7), 5, (3, 2), 1, 0)
        check_gradient("x", backward(submission, case)[0], case, count=count)


@points(3, part=PART, of="Conv2DFunction", needs=NEEDS)
def test_backward_with_stride_and_padding(submission, rng):
    """Gradients with strides that leave a remainder, with padding, and of a single kernel, channel or pixel"""
    for channels, size, out_channels, kernel_size, stride, padding in (
        (3, (7, 9), 4, (2, 3), 2, 0),
        (3, (5, 6), 4, (3, 2), 1, 2),
        (3, (8, 9), 4, (3, 4), 3, 1),
        (1, (5, 7), 1, (1, 1), 2, 1),
        (3, (5, 4), 2, (5, 4), 1, 0),  # one pixel is all of the output
    ):
        case = example(rng, 2, channels, size, out_channels, kernel_size, stride, padding)
        of_x, of_weight = backward(submission, case)
        check_gradient("weight", of_weight, case, count=2)
        check_gradient("x", of_x, case, count=2)


@points(1, part=PART, of="Conv2DFunction", needs=NEEDS)
def test_backward_of_one_of_the_two(submission, probes, rng):
    """Gradients where only the kernels, or only the images, ask for one"""
    case = example(rng, 2, 3, (5, 6), 4, (2, 3), 2, 1)
    for which in ("weight", "x"):
        found = probes.backward_of(submission.Conv2DFunction.apply, *case, which)
        check_gradient(which, found.get(which), case, count=2)


@points(1, part=PART, of="Conv2DFunction", needs=NEEDS)
def test_backward_of_strided_tensors(submission, probes, rng):
    """Convolution and gradients of tensors that are not contiguous"""
    case = x, weight, stride, padding, _ = example(rng, 2, 3, (5, 6), 4, (2, 3), 2, 1)
    found = probes.strided(submission.Conv2DFunction.apply, x, weight, stride, padding)
    check_close(found, F.conv2d(x, weight, stride=2, padding=1), name="Conv2DFunction of strided tensors", **CLOSE)
    found = probes.strided_backward_of(submission.Conv2DFunction.apply, *case)
    for which in ("x", "weight"):
        check_gradient(which, found.get(which), case, count=2)


@points(2, part=PART, of="Conv2D", needs=["Conv2DFunction"])
def test_layer_goes_backward(submission, probes, rng):
    """The layer's weight gets its gradient, and its images theirs"""
    x, upstream = normal(rng, 2, 3, 6, 7).float(), normal(rng, 2, 4, 6, 7).float()
    layer = submission.Conv2D(3, 4)
    weight = probes.parameters(layer).get("weight")
    if weight is None:
        hint = "weight is there: is it a buffer, or frozen?" if "weight" in probes.state(layer) else ""
        raise CheckFailure("Conv2D has no parameter weight that asks for a gradient", hint=hint, cause="parameters")
    weight = weight.float()
    found = probes.gradients(layer, x, upstream)
    if "weight" not in found:
        hint = "is the convolution computed from weight.data, detach() or NumPy, or under no_grad?"
        raise CheckFailure("Conv2D's weight gets no gradient", hint=hint, cause="none")
    case = x, weight, 1, 1, upstream
    check_close(
        found["weight"],
        gradients(*case)[1],
        name="the gradient of Conv2D's weight",
        sizes={"images": 2},
        likely=other_gradients_of_weight(*case),
        rtol=1e-3,
        atol=1e-4,
    )
    upstream = upstream / weight.abs().max().clamp(min=1)  # weights may be of any size
    due = gradients(x, weight, 1, 1, upstream)[0]
    for training in (True, False):
        mode = "training" if training else "evaluation"
        of_images = probes.gradient_of_images(layer, x, upstream, training)
        if of_images is None:
            hint = "Conv2DFunction gives it where x asks for one: is x detached, or turned into an array, on the way?"
            message = f"Conv2D passes no gradient on to its images in {mode} mode"
            raise CheckFailure(message, hint=hint, cause="no gradient of the images")
        name = f"the gradient of Conv2D's images in {mode} mode"
        check_close(of_images, due, name=name, rtol=1e-3, atol=1e-4)
