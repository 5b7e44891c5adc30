"""The convolution itself: its output's size, by loops, as a function with a forward pass, and as a layer.

| sentence                                              | test                                               |
| ----------------------------------------------------- | -------------------------------------------------- |
| conv_output_size: rows and columns, rounded down      | test_output_size                                   |
| conv2d_loops: the sum over channels and window, the   | test_loops                                         |
| kernel not flipped                                    |                                                    |
| stride and padding                                    | test_loops_with_stride_and_padding                 |
| a batch of one, one channel, a kernel of one pixel or | test_loops_of_a_single_image                       |
| as large as the image                                 |                                                    |
| tensors may be strided                                | test_loops_of_strided_tensors                      |
| an exception where channels do not match              | test_loops_refuse_other_channels                   |
| arguments and global random state stay as they are,   | test_loops_are_pure, test_conv2dfunction_is_pure   |
| in the backward pass, too                             |                                                    |
| Conv2DFunction.apply: the same convolution            | test_forward, test_forward_with_stride_and_padding |
| Conv2D: one parameter, weight; drawn at random        | test_layer_has_one_parameter                       |
| Conv2D: kernel 3×3, stride 1, padding 1 by default;   | test_layer_convolves                               |
| a single channel, kernel or image; images and global  |                                                    |
| random state stay as they are                         |                                                    |

The forbidden calls are found in the source and at run time: all tests of the functions to which they are forbidden then
end as forbidden. Sizes are pairwise different, images and kernels are not square, and no kernel is symmetric.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from grader import remote
from grader.checks import (
    CheckFailure,
    check_close,
    check_finite,
    check_integers,
    check_raises,
    check_shape,
    check_unchanged,
)
from grader.judge import points

LOOPS, FUNCTION = "Convolution with loops", "Convolution with a backward pass"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-5}
# sizes of the image and of the kernel, stride, padding; the last two tempt to short cuts that forget stride or padding
GEOMETRIES = [
    ((7, 8), (3, 2), 2, 0),
    ((5, 7), (3, 4), 1, 2),
    ((8, 9), (3, 4), 3, 1),
    ((5, 7), (1, 1), 2, 1),
    ((6, 7), (2, 2), 2, 1),
]


def normal(rng, *shape):
    return torch.from_numpy(rng.normal(size=shape))


def right_side(side, k, s, p):
    return (side + 2 * p - k) // s + 1


def sizes_by(formula, cases):
    """The outputs' rows and columns by a formula for one side, its kernel, the stride and the padding."""
    return [[formula(*sides, s, p) for sides in zip(size, kernel, strict=True)] for size, kernel, s, p in cases]


def other_sizes(cases):
    """Typical mistakes in the formula, and what each gives for all cases."""

    def rows(formula):
        return lambda: sizes_by(formula, cases)

    def swapped():
        return [row[::-1] for row in sizes_by(right_side, cases)]

    def one_kernel():
        return sizes_by(right_side, [(size, kernel[:1] * 2, s, p) for size, kernel, s, p in cases])

    return {
        "is padding counted at one edge only? There are two": rows(lambda side, k, s, p: (side + p - k) // s + 1),
        "is the 1 at the end forgotten?": rows(lambda side, k, s, p: (side + 2 * p - k) // s),
        "is it rounded up? A window that begins but does not end inside is none": rows(
            lambda side, k, s, p: -(-(side + 2 * p - k) // s) + 1
        ),
        "is it rounded to the nearest? A window has to end inside": rows(
            lambda side, k, s, p: round((side + 2 * p - k) / s) + 1
        ),
        "is the stride left out?": rows(lambda side, k, _, p: side + 2 * p - k + 1),
        "is the padding left out?": rows(lambda side, k, s, _: (side - k) // s + 1),
        "is the kernel taken off after the division?": rows(lambda side, k, s, p: (side + 2 * p) // s - k + 1),
        "are rows and columns swapped?": swapped,
        "is one side of the kernel taken for both?": one_kernel,
    }


@points(3, part=LOOPS, of="conv_output_size")
def test_output_size(submission):
    """The output's size, for strides that leave a remainder and for sides and kernels that differ"""
    cases = [
        ((7, 11), (3, 2), 1, 0),
        ((7, 12), (3, 4), 1, 2),
        ((11, 8), (3, 5), 3, 0),
        ((13, 9), (4, 3), 3, 1),
        ((5, 17), (2, 1), 2, 3),
        ((6, 4), (6, 4), 5, 0),
        ((28, 29), (5, 3), 4, 2),
    ]
    sizes = [submission.conv_output_size(*case) for case in cases]
    for size, case in zip(sizes, cases, strict=True):
        check_shape(size, (2,), name=f"conv_output_size{case}")
    name = "conv_output_size, for seven outputs,"
    check_close(sizes, sizes_by(right_side, cases), name=name, likely=other_sizes(cases))
    check_integers(sizes, name="conv_output_size", low=1, high=30)


def other_convolutions(x, weight, stride, padding):
    """Typical mistakes in a convolution, and what each gives; those that can be computed for these sizes."""

    right = F.conv2d(x, weight, stride=stride, padding=padding)

    def padded_at_one_edge():
        return F.conv2d(F.pad(x, (2 * padding, 0, 2 * padding, 0)), weight, stride=stride)

    def unmoved():
        return F.conv2d(x, weight, padding=padding)[:, :, : right.shape[2], : right.shape[3]]

    mistakes = {
        "is the kernel flipped? Here it is laid over the image as it is": lambda: F.conv2d(
            x, weight.flip(2, 3), stride=stride, padding=padding
        ),
        "is only the first image convolved?": lambda: torch.cat([right[:1], torch.zeros_like(right[1:])]),
        "are only the first channel's values used?": lambda: F.conv2d(
            x[:, :1], weight[:, :1], stride=stride, padding=padding
        ),
        "are the channels of the kernel in reverse order?": lambda: F.conv2d(
            x, weight.flip(1), stride=stride, padding=padding
        ),
        "are the channels averaged? They are summed": lambda: right / x.shape[1],
        "are a window's values averaged? They are summed": lambda: right / weight[0].numel(),
        "is the stride left out?": lambda: F.conv2d(x, weight, padding=padding),
        "is the padding left out?": lambda: F.conv2d(x, weight, stride=stride),
        "does each window begin one pixel after the last, whatever the stride?": unmoved,
        "is the whole padding at the upper and left edge? It is half at each": padded_at_one_edge,
        "is the image's edge repeated as padding? It is zeros": lambda: F.conv2d(
            F.pad(x, (padding,) * 4, mode="replicate"), weight, stride=stride
        ),
        "are the images' rows and columns swapped?": lambda: F.conv2d(
            x.transpose(2, 3), weight.transpose(2, 3), stride=stride, padding=padding
        ),
    }  # fmt: skip
    if stride == 1:
        del mistakes["is the stride left out?"]
        del mistakes["does each window begin one pixel after the last, whatever the stride?"]
    if not padding:
        del mistakes["is the padding left out?"]
    return mistakes


def check_convolution(convolve, name, x, weight, stride, padding):
    y = convolve(x, weight, stride, padding)
    expected = F.conv2d(x, weight, stride=stride, padding=padding)
    sizes = {"images": len(x), "c": x.shape[1], "o": len(weight)}
    likely = other_convolutions(x, weight, stride, padding)
    check_close(y, expected, name=name, sizes=sizes, likely=likely, **CLOSE)


@points(3, part=LOOPS, of="conv2d_loops", needs=["conv_output_size"])
def test_loops(submission, rng):
    """Convolution by loops with stride 1, without padding"""
    x, weight = normal(rng, 2, 3, 6, 8), normal(rng, 5, 3, 3, 2)
    check_convolution(submission.conv2d_loops, "conv2d_loops", x, weight, 1, 0)
    expected = F.conv2d(x, weight)
    check_close(submission.conv2d_loops(x, weight), expected, name="conv2d_loops without stride and padding", **CLOSE)


@points(4, part=LOOPS, of="conv2d_loops", needs=["conv_output_size"])
def test_loops_with_stride_and_padding(submission, rng):
    """Convolution by loops with strides that leave a remainder, and with padding"""
    for size, kernel, stride, padding in GEOMETRIES:
        x, weight = normal(rng, 2, 3, *size), normal(rng, 4, 3, *kernel)
        name = f"conv2d_loops with a kernel {kernel}, stride {stride} and padding {padding}"
        check_convolution(submission.conv2d_loops, name, x, weight, stride, padding)
    found = submission.conv2d_loops(x, weight, stride=stride, padding=padding)
    expected = F.conv2d(x, weight, stride=stride, padding=padding)
    check_close(found, expected, name=f"conv2d_loops(x, weight, stride={stride}, padding={padding})", **CLOSE)


@points(1, part=LOOPS, of="conv2d_loops", needs=["conv_output_size"])
def test_loops_of_a_single_image(submission, rng):
    """Convolution by loops of one image with one channel, in float32; kernels of one pixel and of the image's size"""
    for kernel in ((1, 1), (5, 4), (2, 4)):
        x, weight = normal(rng, 1, 1, 5, 4).float(), normal(rng, 1, 1, *kernel).float()
        name = f"conv2d_loops of one image with a kernel {kernel}"
        check_convolution(submission.conv2d_loops, name, x, weight, 1, 0)


@points(1, part=LOOPS, of="conv2d_loops", needs=["conv_output_size"])
def test_loops_of_strided_tensors(submission, probes, rng):
    """Convolution by loops of tensors that are not contiguous is as of those that are"""
    x, weight = normal(rng, 2, 3, 5, 6), normal(rng, 4, 3, 2, 3)
    for stride, padding in ((1, 0), (2, 1)):  # what is padded is a contiguous copy
        expected = np.asarray(submission.conv2d_loops(x, weight, stride, padding))
        check_shape(expected, tuple(F.conv2d(x, weight, stride=stride, padding=padding).shape), name="conv2d_loops")
        if not expected.any():
            raise CheckFailure("conv2d_loops gives zeros", cause="zeros")
        found = probes.strided(submission.conv2d_loops, x, weight, stride, padding)
        check_close(found, expected, name="conv2d_loops of tensors that are not contiguous", **CLOSE)


@points(2, part=LOOPS, of="conv2d_loops", needs=["conv_output_size"])
def test_loops_refuse_other_channels(submission, rng):
    """Convolution by loops raises when images and kernels differ in channels"""
    for channels, kernel_channels in ((3, 2), (2, 3), (3, 1), (1, 3)):
        x, weight = normal(rng, 2, channels, 5, 6), normal(rng, 4, kernel_channels, 2, 3)
        name = f"conv2d_loops with images of {channels} and kernels of {kernel_channels} channels"
        check_raises(submission.conv2d_loops, x, weight, 1, 0, name=name)
    x, weight = normal(rng, 2, 3, 5, 6), normal(rng, 4, 3, 2, 3)
    check_shape(submission.conv2d_loops(x, weight, 1, 0), (2, 4, 4, 4), name="conv2d_loops with matching channels")


def check_other_geometry(convolve, name, first, x, weight):
    """After a call with stride 2 and padding 1, which gave `first`, one with others is right if that was."""
    if np.allclose(first, F.conv2d(x, weight, stride=2, padding=1), **CLOSE):
        expected = F.conv2d(x, weight, stride=3, padding=2)  # of the same shape
        name = f"{name}, when called again with another stride and padding,"
        check_close(convolve(x, weight, 3, 2), expected, name=name, **CLOSE)


@points(2, part=LOOPS, of="conv2d_loops", needs=["conv_output_size"], excuses=False)
def test_loops_are_pure(submission, rng):
    """Convolution by loops leaves its arguments and global random state as they are, and keeps nothing between calls"""
    x, weight = normal(rng, 2, 3, 5, 6), normal(rng, 4, 3, 2, 3)
    first = np.asarray(check_unchanged(submission.conv2d_loops, x, weight, 2, 1, name="conv2d_loops"))
    check_shape(first, (2, 4, 3, 3), name="conv2d_loops")
    again = submission.conv2d_loops(-x, weight, 2, 1)
    check_close(again, -first, name="conv2d_loops, when called again with other images", **CLOSE)
    check_other_geometry(submission.conv2d_loops, "conv2d_loops", first, x, weight)
    if not first.any():
        raise CheckFailure("conv2d_loops gives zeros", cause="zeros")


@points(3, part=FUNCTION, of="Conv2DFunction", needs=["unfold", "conv_output_size"])
def test_forward(submission, rng):
    """Forward pass of Conv2DFunction with stride 1, without padding"""
    x, weight = normal(rng, 2, 3, 6, 8), normal(rng, 5, 3, 3, 2)
    check_convolution(submission.Conv2DFunction.apply, "Conv2DFunction", x, weight, 1, 0)


@points(2, part=FUNCTION, of="Conv2DFunction", needs=["unfold", "conv_output_size"])
def test_forward_with_stride_and_padding(submission, rng):
    """Forward pass of Conv2DFunction with strides that leave a remainder, with padding, of one image and one channel"""
    channels = ((2, 4, 6), (1, 4, 6), (3, 4, 6), (2, 4, 6), (3, 1, 1))
    for (count, c, o), (size, kernel, stride, padding) in zip(channels, GEOMETRIES, strict=True):
        x, weight = normal(rng, count, c, *size), normal(rng, o, c, *kernel)
        name = f"Conv2DFunction of {c} channels with {o} kernels {kernel}, stride {stride} and padding {padding}"
        check_convolution(submission.Conv2DFunction.apply, name, x, weight, stride, padding)


@points(1, part=FUNCTION, of="Conv2DFunction", needs=["unfold", "fold", "conv_output_size"], excuses=False)
def test_conv2dfunction_is_pure(submission, probes, rng):
    """Conv2DFunction leaves its arguments as they are, and goes backward twice, and after another forward pass"""
    x, weight = normal(rng, 2, 3, 5, 6), normal(rng, 4, 3, 2, 3)
    y = check_unchanged(submission.Conv2DFunction.apply, x, weight, 2, 1, name="Conv2DFunction")
    check_other_geometry(submission.Conv2DFunction.apply, "Conv2DFunction", y, x, weight)
    once, twice, late = (
        probes.backward_of(submission.Conv2DFunction.apply, x, weight, 2, 1, torch.ones_like(y), f"x weight{when}")
        for when in ("", " twice", " late")
    )
    for key, gradient in once.items():
        if not np.asarray(gradient).any():
            raise CheckFailure(f"Conv2DFunction's gradient of {key} is 0 everywhere", cause="zeros")
        name = f"the gradient of {key} after two backward passes, the first with three times the upstream gradient,"
        likely = {
            "does the second backward pass give nothing?": lambda gradient=gradient: 3 * gradient,
            "is what the first pass gave kept, and given again?": lambda gradient=gradient: 6 * gradient,
        }
        check_close(twice.get(key), 4 * gradient, name=name, likely=likely, **CLOSE)
        name = f"the gradient of {key} after another forward pass, which must not replace what backward needs,"
        check_close(late.get(key), gradient, name=name, **CLOSE)
    if all(np.allclose(once[key], due, **CLOSE) for key, due in by_torch(x, weight, 2, 1).items() if key in once):
        found = probes.backward_of(submission.Conv2DFunction.apply, x, weight, 3, 2, torch.ones_like(y), "x weight")
        for key, due in by_torch(x, weight, 3, 2).items():
            name = f"the gradient of {key} with another stride and padding, which must replace those of earlier passes,"
            check_close(found.get(key), due, name=name, **CLOSE)
    if probes.backward_draws(submission.Conv2DFunction.apply, x, weight, 2, 1, torch.ones_like(y)):
        hint = "nothing is random in a convolution, nor in its gradients"
        message = "Conv2DFunction's backward draws from torch's global generator"
        raise CheckFailure(message, hint=hint, cause="global random state")


def by_torch(x, weight, stride, padding):
    """The gradients where the upstream gradient is 1 everywhere."""
    leaves = x.clone().requires_grad_(), weight.clone().requires_grad_()
    y = F.conv2d(*leaves, stride=stride, padding=padding)
    return dict(zip(("x", "weight"), torch.autograd.grad(y.sum(), leaves), strict=True))


@points(2, part=FUNCTION, of="Conv2D", needs=["Conv2DFunction"])
def test_layer_has_one_parameter(submission, probes):
    """The layer has one parameter, weight, drawn at random"""
    layers, drawn = [], set()
    for seed in (1, 1, 2):
        remote.seed(submission, seed)
        observed = remote.observe(submission.Conv2D, 3, 5, (2, 4))
        layers.append(probes.parameters(observed.result))
        drawn.update(observed.effects.global_random)
    if set(layers[0]) != {"weight"}:
        names = ", ".join(layers[0]) or "none"
        hint = "a tensor becomes a parameter by nn.Parameter" if not layers[0] else "the layer has no bias"
        raise CheckFailure(f"Conv2D has the parameters {names}; expected weight alone", hint=hint, cause="parameters")
    one, same, other = (np.asarray(layer["weight"]) for layer in layers)
    check_shape(one, (5, 3, 2, 4), name="Conv2D(3, 5, (2, 4)).weight")
    check_finite(one, name="Conv2D(3, 5, (2, 4)).weight")
    if len(np.unique(one.reshape(len(one), -1), axis=0)) < len(one):
        raise CheckFailure("Conv2D's weight is not drawn at random: two of its kernels are alike", cause="constant")
    if np.array_equal(one, other) or not np.array_equal(one, same) or drawn - {"torch"}:
        hint = "weights come from torch's global generator, which torch.manual_seed seeds"
        raise CheckFailure("Conv2D's weight does not follow torch's global generator", hint=hint, cause="seed")
    one, next_one = (probes.parameters(submission.Conv2D(3, 5, (2, 4)))["weight"] for _ in range(2))
    if torch.equal(one, next_one):
        message = "Conv2D: two layers, made one after the other, start with the same weight"
        raise CheckFailure(message, hint="is there a generator that is seeded anew for each?", cause="seed")


@points(1, part=FUNCTION, of="Conv2D", needs=["Conv2DFunction"])
def test_layer_convolves(submission, probes, rng):
    """The layer convolves with its weight, and does nothing else; 3×3, stride 1 and padding 1 by default"""
    for (count, c, o), kernel_size, stride, padding in (
        ((2, 3, 4), None, 1, 1),
        ((2, 3, 4), (2, 3), 2, 0),
        ((1, 1, 1), (1, 1), 2, 1),
    ):
        options = {"kernel_size": kernel_size, "stride": stride, "padding": padding} if kernel_size else {}
        layer = submission.Conv2D(c, o, **options)
        name = f"Conv2D({', '.join([str(c), str(o), *(f'{key}={value}' for key, value in options.items())])})"
        weight = probes.state(layer).get("weight")
        if weight is None:
            raise CheckFailure(f"{name} has no weight", hint="self.weight is an nn.Parameter", cause="weight")
        weight = weight.float()
        check_shape(weight, (o, c, *(kernel_size or (3, 3))), name=f"{name}.weight")
        x = normal(rng, count, c, 7, 8).float() / weight.abs().max().clamp(min=1)  # weights may be of any size
        expected = F.conv2d(x, weight, stride=stride, padding=padding)
        likely = other_convolutions(x, weight, stride, padding)
        check_close(check_unchanged(layer, x, name=name), expected, name=name, likely=likely, **CLOSE)
        check_close(layer(-x), -expected, name=f"{name}, when called again with other images,", **CLOSE)
        probes.update(layer)
        expected = F.conv2d(x, 0.5 - weight, stride=stride, padding=padding)
        check_close(layer(x), expected, name=f"{name}, when called again after an update of its weight,", **CLOSE)
