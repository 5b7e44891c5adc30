"""The two networks, and their parameters.

| sentence                                                    | test                                                |
| ----------------------------------------------------------- | --------------------------------------------------- |
| count_parameters: all numbers of all parameters; nothing is | test_parameters_are_counted                         |
| random                                                      |                                                     |
| … each once, frozen ones too, buffers not                   | test_what_counts_as_a_parameter                     |
| match_parameters: the nearest width, from 1 on              | test_match_parameters                               |
| … an exception where it is not within 1 %                   | test_match_parameters_refuses                       |
| MultiResNet: the parameters of the layers described         | test_multiresnet_has_its_parameters                 |
| any h × w from 8 × 8 on, a single image                     | test_multiresnet_takes_any_size                     |
| the layers described, in both modes; images are not resized; | test_multiresnet_computes_what_is_described        |
| "max" unless it is said otherwise                           |                                                     |
| gradients reach all parameters of both                      | test_gradients_reach_all_parameters                 |
| weights come from torch's global generator, and else        | test_multiresnet_is_drawn_at_random,                |
| nothing is random                                           | test_fixedresnet_is_drawn_at_random                 |
| another pooling is refused                                  | test_multiresnet_refuses_another_pooling            |
| FixedResNet: 64 × 64 → logits, 32 and 48 refused            | test_fixedresnet_takes_64_pixels                    |
| … flattened: where something is makes a difference          | test_fixedresnet_sees_places                        |
| … the parameters of MultiResNet() within 1 %                | test_fixedresnet_matches_in_parameters              |

What MultiResNet computes is compared with the model answer's network holding the submission's own parameters. They are
told apart by how many numbers they hold, so names and the layers' kinds are free, and so is the order of a weight's
numbers, of which the usual ones are tried.
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
from grader.remote.outcomes import RemoteError

PART = "Networks"
POOLINGS = ("max", "mean")
DEFAULT = (16, 32, 64)
CHANNELS = (DEFAULT, (5, 7, 11))
COUNTS = {DEFAULT: 23_946, (16, 32, 81): 29_029, (5, 7, 11): 1_196}
SHAPES = ((3, 32, 32), (2, 48, 48), (1, 64, 64), (2, 8, 8), (2, 40, 56), (1, 9, 13), (2, 64, 17), (1, 8, 80))
SAME: dict[str, Any] = {"rtol": 1e-4, "atol": 2e-5}  # of one network, computed in float32 in another order


def normal(rng, *shape):
    return torch.from_numpy(rng.normal(size=shape)).float()


def net_of(submission, pooling="max", channels=DEFAULT, seed=0):
    remote.seed(submission, seed)
    return submission.MultiResNet(channels, pooling)


def fixed_net(submission, seed=0):
    remote.seed(submission, seed)
    return submission.FixedResNet()


def check_draws_nothing(f, *arguments, name):
    """The call leaves its arguments and the global random generators as they are."""
    try:
        check_unchanged(f, *arguments, name=name)
    except CheckFailure as failure:
        if failure.cause != "global random state":
            raise
        hint = "nothing draws random numbers but what makes initial weights, or is given a generator or a seed"
        raise CheckFailure(failure.message, hint=hint, cause=failure.cause) from failure


def check_count(submission, probes, kind, due, likely):
    name = f"count_parameters of {kind}"
    check_close(submission.count_parameters(probes.module_of(kind)), due, name=name, rtol=0, atol=0.1, likely=likely)


@points(2, part=PART, of="count_parameters")
def test_parameters_are_counted(submission, probes):
    """All numbers of all parameters: weights and biases, whatever their shape"""
    check_count(
        submission,
        probes,
        "convolution",
        281,
        {
            "are biases left out?": lambda: 263,
            "are the parameters counted, and not their numbers?": lambda: 4,
            "are only the first axes counted? numel() counts all": lambda: 36,
            "are only convolutions counted?": lambda: 125,
        },
    )
    check_integers(
        submission.count_parameters(probes.module_of("convolution")), name="count_parameters", low=0, high=281
    )
    check_count(submission, probes, "without bias", 150, {"is a bias counted that is not there?": lambda: 153})
    check_count(submission, probes, "none", 0, {})
    check_draws_nothing(submission.count_parameters, probes.module_of("without bias"), name="count_parameters")


@points(2, part=PART, of="count_parameters")
def test_what_counts_as_a_parameter(submission, probes):
    """Frozen parameters count, shared ones once; buffers are none"""
    likely = {"are buffers counted? Running statistics are not learned by gradients": lambda: 55}
    check_count(submission, probes, "buffers", 42, likely)
    likely = {"are frozen parameters left out? They are parameters all the same": lambda: 18}
    check_count(submission, probes, "frozen", 50, likely)
    likely = {"is a shared parameter counted for each of its names? module.parameters() gives it once": lambda: 112}
    check_count(submission, probes, "shared", 56, likely)
    likely = {
        "are only weights and biases counted? A parameter may have any name": lambda: 45,
        "is a weight that two layers have in common counted for each of them?": lambda: 83,
        "are only the layers' parameters counted? A module may have some of its own beside them": lambda: 80,
    }
    check_count(submission, probes, "tied", 48, likely)


def parameters_with(width):
    """Of MultiResNet((16, 32, width))."""
    return 160 + 4_640 + (9 * 32 + 1) * width + 10 * width + 10


def accepts(function, *arguments):
    """Whether the function returns."""
    try:
        function(*arguments)
    except RemoteError:
        return False
    return True


@points(3, part=PART, of="match_parameters")
def test_match_parameters(submission, rng):
    """The width that comes nearest to the target, from 1 on: 29,066 → 81"""
    widths = [int(width) for width in rng.integers(30, 400, 4)]
    asides = [int(aside) for aside in rng.integers(20, 130, 4)]
    targets = [parameters_with(640) + 20, 29_066, parameters_with(64)]
    targets += [parameters_with(width) + aside for width, aside in zip(widths, asides, strict=True)]
    targets += [parameters_with(width) - aside for width, aside in zip(widths, asides, strict=True)]
    targets += [parameters_with(1)]
    for target in targets:
        width = round((target - 4_810) / 299)
        likely = {
            "is it always the width of 64?": lambda: 64,
            "is it rounded down? The nearest width is asked for": lambda target=target: (target - 4_810) // 299,
            "is it rounded up? The nearest width is asked for": lambda target=target: -(-(target - 4_810) // 299),
            "is it the first width that comes within 1 %? The nearest is asked for": lambda target=target: next(
                w for w in range(1, 10_000) if abs(parameters_with(w) - target) <= 0.01 * target
            ),
            "are the biases of the layers left out?": lambda target=target: round((target - 4_752) / 298),
            "is the linear layer left out?": lambda target=target: round((target - 4_800) / 289),
            "are the first two convolutions left out?": lambda target=target: round((target - 10) / 299),
        }
        try:
            found = submission.match_parameters(target)
        except RemoteError as error:
            if target == targets[0] and accepts(submission.match_parameters, parameters_with(40)):
                hint = "is a width of some hundreds too large for it? There is no largest one"
            elif target == parameters_with(1):
                hint = "is a width of 1 too small for it? It may be any whole number from 1 on"
            else:
                raise
            raise CheckFailure(f"match_parameters({target:,}) raises {error}", hint=hint, cause="width") from error
        check_close(found, width, name=f"match_parameters({target:,})", rtol=0, atol=1e-6, likely=likely)
        check_integers(found, name=f"match_parameters({target:,})", low=1, high=width)
    for aside, other in ((149, 101), (-149, 99)):  # of 299 from one width to the next
        target = parameters_with(100) + aside
        hint = f"has it a parameter too many or too few? Width {other} is one number further away"
        name = f"match_parameters({target:,})"
        found = submission.match_parameters(target)
        check_close(found, 100, name=name, rtol=0, atol=1e-6, likely={hint: lambda other=other: other})


@points(1, part=PART, of="match_parameters")
def test_match_parameters_refuses(submission):
    """An exception where the nearest width does not come within 1 %, and only there"""
    submission.match_parameters(parameters_with(40))
    hints = {
        300: "is the nearest width given, however far it is?",
        4_000: "is the nearest width given, however far it is?",
        5_260: "is more than 1 % allowed?",  # and those that are further away are refused
        5_250: "is a difference below 0 taken for a small one? A network may have too few parameters as well",
        4_810: "is it the width 0? It is an integer from 1 on",
    }
    near = "width 30, the nearest, has 13,780 parameters: is it 1 % of target that is allowed?"
    hints |= {13_780 - 137: near, 13_780 + 140: near}
    for target, hint in hints.items():
        try:
            check_raises(submission.match_parameters, target, name=f"match_parameters({target:,})")
        except CheckFailure as failure:
            if submission.match_parameters(target) is None:
                hint = "is None returned? An exception is asked for"
            raise CheckFailure(failure.message, hint=hint, cause="not refused") from failure
    for aside in (-136, 139):
        target = 13_780 + aside
        # where a small difference is too much as well, it is not the nearest width that is looked at: another matter
        if not accepts(submission.match_parameters, target) and accepts(
            submission.match_parameters, 13_780 + (20 if aside > 0 else -20)
        ):
            raise CheckFailure(f"match_parameters({target:,}) raises an exception", hint=near, cause="refused")


@points(2, part=PART, of="MultiResNet")
def test_multiresnet_has_its_parameters(submission, probes):
    """23,946 parameters with 16, 32 and 64 channels, and accordingly with others"""
    for channels, due in COUNTS.items():
        for pooling in POOLINGS:
            net = net_of(submission, pooling, channels)
            values = list(probes.parameters(net).values())
            counts = [value.numel() for value in values]
            if sum(counts) != due:
                hint = "is a layer too many, a kernel too large, or the last layer flattened to several places?"
                if sum(value.numel() for value in probes.state(net).values()) == due:
                    hint = "is a parameter frozen? Every one of them asks for a gradient"
                elif sum(counts) == COUNTS[DEFAULT]:
                    hint = "are the channels used that it is given?"
                elif {*channels, 10} - set(counts):
                    hint = "is a convolution or the linear layer without its bias?"
                elif any(value.dim() == 4 and value.shape[2:] != (3, 3) for value in values):
                    hint = "is a kernel too large or too small? They are 3 × 3"
                elif len(values) > 8:
                    hint = "is a layer too many? There are three convolutions and a linear layer, and no normalisation"
                elif 10 * channels[-1] not in counts:
                    hint = "is the last layer flattened to several places, instead of one number for each channel?"
                said = f'MultiResNet({channels}, "{pooling}") has {sum(counts):,} parameters, expected {due:,}'
                raise CheckFailure(said, hint=hint, cause="parameters")
    remote.seed(submission, 0)
    counts = [value.numel() for value in probes.parameters(submission.MultiResNet()).values()]
    if sum(counts) != COUNTS[DEFAULT]:
        hint = "are 16, 32 and 64 channels its default?"
        raise CheckFailure(
            f"MultiResNet() has {sum(counts):,} parameters, expected 23,946", hint=hint, cause="parameters"
        )


def refused(net, rng, count, height, width):
    """What the sizes have in common for which the network raises; "" where nothing tells."""

    def answers(*shape):
        return accepts(net, normal(rng, 2, 1, *shape))

    if count == 1 and answers(height, width):
        return "is a batch of a single image taken for something else?"
    sides = (16, 28, 32, 48, 64, 96)
    taken = [side for side in sides if answers(side, side)]
    if len(taken) == len(sides):
        if height != width and not answers(40, 96):
            return "are images held to be square?"
        return "is there a pool too many? Images of 8 × 8 are enough for three" if min(height, width) < 16 else ""
    return "is one size taken for granted?" if len(taken) == 1 else ""


@points(3, part=PART, of="MultiResNet")
def test_multiresnet_takes_any_size(submission, rng):
    """Ten logits an image: 8 × 8, 32 × 32, 64 × 64, not square, odd, a single image"""
    for pooling in POOLINGS:
        net = net_of(submission, pooling)
        for count, height, width in SHAPES:
            name = f'MultiResNet("{pooling}") of {count} images of {height} × {width}'
            x = normal(rng, count, 1, height, width)
            try:
                logits, again = net(x), net(x)
            except RemoteError as error:
                hint = refused(net, rng, count, height, width)
                raise CheckFailure(f"{name} raises {error.student_type}", hint=hint, cause="size") from error
            check_shape(logits, (count, 10), name=name)
            check_finite(logits, name=name)
            found = np.asarray(logits)
            if not np.ptp(found):
                raise CheckFailure(f"{name} gives the same logit for every class", cause="constant")
            if not np.allclose(found, np.asarray(again), **SAME):
                hint = "is there dropout, or anything else that is random? It is not among the layers"
                raise CheckFailure(f"{name} gives other logits the second time", hint=hint, cause="random")
            if np.allclose(found.sum(axis=1), 1, atol=1e-4) and found.min() >= 0:
                hint = "cross_entropy takes logits: the softmax is part of it"
                raise CheckFailure(f"{name} gives probabilities, expected logits", hint=hint, cause="softmax")


LAYOUTS = {  # of a convolution's weight (o, i, 3, 3), or of what a product with patches takes for it
    "channels before places": lambda value, shape: value.reshape(shape),
    "places before channels": lambda value, shape: value.reshape(shape[0], 3, 3, shape[1]).permute(0, 3, 1, 2),
    "turned": lambda value, shape: value.reshape(*shape[1:], shape[0]).permute(3, 0, 1, 2),
    "turned, places before channels": lambda value, shape: value.reshape(3, 3, shape[1], shape[0]).permute(3, 2, 0, 1),
}


def loaded(net, parameters, layout):
    """The model answer's network with these parameters, one of the same count of numbers for each of its own."""
    by_count = {value.numel(): value for value in parameters.values()}
    with torch.no_grad():
        for own in net.parameters():
            value = by_count.get(own.numel())
            if value is None or len(by_count) != len(parameters):
                counts = ", ".join(f"{value.numel():,}" for value in parameters.values())
                raise CheckFailure(
                    f"MultiResNet has parameters of {counts} numbers, not those described", cause="parameters"
                )
            if own.dim() == 4:
                own.copy_(LAYOUTS[layout](value, own.shape))
            else:
                turned = value.dim() == 2 and value.shape == own.shape[::-1]
                own.copy_((value.T if turned else value).reshape(own.shape))
    return net


def described(reference, parameters, channels, pooling, net):
    """The layers described, with these parameters in the order of numbers in which they give the network's logits on a
    small image, or in that of a convolution, where none does."""
    x = torch.linspace(-1, 2, 72).reshape(1, 1, 8, 9)
    found = log_softmax(net(x))
    for layout in (*LAYOUTS, next(iter(LAYOUTS))):
        candidate = loaded(reference.MultiResNet(channels, pooling), parameters, layout)
        with torch.no_grad():
            right = torch.log_softmax(candidate(x), dim=1)
        if found.shape == right.shape and torch.allclose(found, right, **SAME):
            break
    return candidate


def log_softmax(logits):
    """A constant is free."""
    return torch.log_softmax(torch.as_tensor(np.asarray(logits)).float(), dim=-1)


@points(4, part=PART, of="MultiResNet")
def test_multiresnet_computes_what_is_described(submission, reference, probes, rng):
    """The logits are those of the layers described, with the network's own parameters, at every size"""
    nets = {(pooling, channels): net_of(submission, pooling, channels) for pooling in POOLINGS for channels in CHANNELS}
    for (pooling, channels), net in nets.items():
        net.eval()
        due = described(reference, probes.parameters(net), channels, pooling, net)
        for count, height, width in ((3, 32, 32), (2, 40, 56), (1, 57, 33), (2, 8, 11)):
            x = 5 * normal(rng, count, 1, height, width) + 1
            name = f'MultiResNet({channels}, "{pooling}") of images of {height} × {width}'
            check_logits(net(x), due, x, pooling, name=name)
        net.train()
        hint = "is there a batch normalisation, or dropout? It is not among the layers, even without parameters"
        check_logits(net(x), due, x, pooling, name=f"{name}, in training mode,", hint=hint)
    remote.seed(submission, 0)
    net = submission.MultiResNet()
    due = described(reference, probes.parameters(net), DEFAULT, "max", net)
    x, hint = normal(rng, 2, 1, 32, 32), 'is "max" the pooling where none is given?'
    check_logits(net(x), due, x, "max", name="MultiResNet()", hint=hint)


def check_logits(logits, due, x, pooling, *, name, hint=""):
    check_shape(logits, (len(x), 10), name=name)
    found = log_softmax(logits)
    with torch.no_grad():
        right = torch.log_softmax(due(x), dim=1)
    if not torch.allclose(found, right, **SAME):
        message = f"{name} gives other logits than the layers described, with the same parameters"
        raise CheckFailure(message, hint=hint or other_networks(due, x, pooling, found), cause="layers")


def other_networks(net, x, pooling, found):
    """The typical mistake that leads to these logits; "" for none."""
    convolutions = [layer for layer in net.features if isinstance(layer, torch.nn.Conv2d)]
    out_of_reach = torch.full_like(found, torch.nan)

    def global_pool(maps, kind=pooling):
        return maps.amax((2, 3)) if kind == "max" else maps.mean((2, 3))

    def dilated(layer, h):
        return F.conv2d(h, layer.weight, layer.bias, padding=2, dilation=2)

    def wrapped(layer, h):
        return F.conv2d(F.pad(h, (1, 1, 1, 1), "circular"), layer.weight, layer.bias)

    def mirrored(layer, h):
        return F.conv2d(F.pad(h, (1, 1, 1, 1), "reflect"), layer.weight, layer.bias)

    def logits(
        activation=torch.relu,
        pool=F.max_pool2d,
        last=True,
        softmax=False,
        at_the_end=global_pool,
        images=x,
        convolved=lambda layer, h: layer(h),
    ):
        h = images
        for number, layer in enumerate(convolutions):
            if convolved in (mirrored, wrapped) and min(h.shape[2:]) < 2:
                return out_of_reach
            z = convolved(layer, h)
            h = pool(z if number == 2 and not last else activation(z), 2)
        out = net.classifier(at_the_end(h))
        return torch.log_softmax(torch.softmax(out, dim=1) if softmax else out, dim=1)

    def resized(side, mode):
        options: dict[str, Any] = {} if mode in ("nearest", "area") else {"align_corners": False}
        return F.interpolate(x, (side, side), mode=mode, **options)

    others: dict[str, list[dict[str, Any]]] = {
        "is a ReLU forgotten?": [{"activation": lambda z: z}],
        "is the last convolution without ReLU?": [
            {"last": False},
            {"last": False, "at_the_end": lambda maps: torch.relu(global_pool(maps))},
        ],
        "is the pooling after each convolution a mean? It is a maximum": [{"pool": F.avg_pool2d}],
        "is there a softmax at the end? The logits are asked for": [{"softmax": True}],
        "is it a leaky ReLU?": [{"activation": F.leaky_relu}],
        "is it a sigmoid? ReLU is asked for": [{"activation": torch.sigmoid}],
        "is it a tanh? ReLU is asked for": [{"activation": torch.tanh}],
        "is the pooling over the whole image the other of the two?": [
            {"at_the_end": lambda maps: global_pool(maps, "mean" if pooling == "max" else "max")}
        ],
        "is it the sum over the image? The mean divides by the number of places": [
            {"at_the_end": lambda maps: maps.sum((2, 3))}
        ],
        "is only a part of the image pooled, a square at its beginning?": [
            {"at_the_end": lambda maps: global_pool(maps[:, :, : maps.shape[3], : maps.shape[2]])},
            {"at_the_end": lambda maps: global_pool(maps[:, :, :4, :4])},
            {"at_the_end": lambda maps: maps[:, :, 0, 0]},
        ],
        "is it another activation? ReLU is asked for": [
            {"activation": activation} for activation in (F.relu6, F.silu, F.gelu, F.elu)
        ],
        "is a pool larger than 2 × 2, or a row counted that is not whole?": [
            {"pool": lambda maps, _: F.max_pool2d(maps, 3, 2, 1)},
            {"pool": lambda maps, _: F.max_pool2d(maps, 2, ceil_mode=True)},
        ],
        "are edges wrapped around? They are padded with zeros": [{"convolved": wrapped}],
        "are kernels dilated?": [{"convolved": dilated}],
        "are edges mirrored? They are padded with zeros": [{"convolved": mirrored}],
        "is each image standardised first? It is taken as it is": [
            {"images": (x - x.mean(axes, keepdim=True)) / x.std(axes, keepdim=True)}
            for axes in ((1, 2, 3), (0, 1, 2, 3))
        ],
        "is only every second row and column used?": [{"images": x[:, :, ::2, ::2]}],
        "is the image resized first? The network takes every size as it is": [
            {"images": resized(side, mode)} for side in (28, 32, 48, 64) for mode in ("nearest", "bilinear", "area")
        ],
    }
    with torch.no_grad():
        for hint, ways in others.items():
            for options in ways:
                wrong = logits(**options)
                if wrong.shape == found.shape and torch.allclose(found, wrong, **SAME):
                    return hint
    return ""


@points(2, part=PART, of="MultiResNet")
def test_gradients_reach_all_parameters(submission, probes, rng):
    """After a backward pass every parameter has a gradient that is not 0"""
    for pooling in POOLINGS:
        net = net_of(submission, pooling)
        found = probes.gradients(net, normal(rng, 5, 1, 24, 40), normal(rng, 5, 10))
        for name in probes.parameters(net):
            if name not in found or not np.asarray(found[name]).any():
                hint = "is a layer left out, or a graph cut by detach(), .data, NumPy or no_grad?"
                raise CheckFailure(f'MultiResNet("{pooling}"): {name} gets no gradient', hint=hint, cause="no gradient")


def check_drawn(probes, name, make, gradients=None):
    """`gradients`: those of the network of seed 1, where layers are free: a norm begins with ones, and they part."""
    one, same, other = (probes.parameters(make(seed)) for seed in (1, 1, 2))
    for key, value in one.items():
        if not torch.equal(value, same[key]):
            hint = "torch.manual_seed makes weights repeatable: nothing else may draw them"
            raise CheckFailure(f"{name}: {key} differs after the same torch.manual_seed", hint=hint, cause="seed")
        rows = np.asarray(value).reshape(len(value), -1) if value.dim() > 1 else np.zeros((1, 1))
        if len(np.unique(rows, axis=0)) < len(rows) and not (gradients and parts(rows, gradients().get(key))):
            hint = "is it one number all over? Draw it at random" if not np.ptp(np.asarray(value)) else ""
            said = f"{name}: two channels of {key} are alike at the start, and stay so"
            raise CheckFailure(said, hint=hint, cause="constant")
    if all(torch.equal(value, other[key]) for key, value in one.items()):
        hint = "does it seed torch itself?"
        raise CheckFailure(f"{name} has the same weights after another torch.manual_seed", hint=hint, cause="seed")


def parts(rows, gradient):
    """Whether what is one number everywhere has gradients that differ from row to row."""
    if gradient is None or np.ptp(rows):
        return False
    gradient = np.asarray(gradient).reshape(len(rows), -1).astype(np.float64)
    return np.ptp(gradient, axis=0).max() > 1e-3 * np.abs(gradient).max()


@points(1, part=PART, of="MultiResNet")
def test_multiresnet_is_drawn_at_random(submission, probes, rng):
    """The initial weights follow torch's global generator, no two channels are alike, and nothing else is drawn"""
    check_drawn(probes, "MultiResNet", lambda seed: net_of(submission, seed=seed))
    net = net_of(submission)
    net.eval()
    check_draws_nothing(net, normal(rng, 2, 1, 32, 32), name="MultiResNet's forward pass")


@points(1, part=PART, of="MultiResNet")
def test_multiresnet_refuses_another_pooling(submission, probes):
    """MultiResNet raises for a pooling that is none"""
    probes.parameters(submission.MultiResNet(DEFAULT, "mean"))
    for pooling in ("median", "avg", "average", "ma", "MAX", "", None):
        try:
            check_raises(submission.MultiResNet, DEFAULT, pooling, name=f"MultiResNet with pooling {pooling!r}")
        except CheckFailure as failure:
            hint = failure.hint if pooling == "median" else 'are others taken as well? There are "max" and "mean" only'
            raise CheckFailure(failure.message, hint=hint, cause=failure.cause) from failure


@points(2, part=PART, of="FixedResNet")
def test_fixedresnet_takes_64_pixels(submission, probes, rng):
    """Ten logits for images of 64 × 64, one or several; an exception for 32 × 32 and 48 × 48"""
    net = fixed_net(submission)
    net.eval()  # a batch normalisation of features takes no single image in training
    for count in (1, 3):
        name = f"FixedResNet of {count} images"
        logits = net(normal(rng, count, 1, 64, 64))
        check_shape(logits, (count, 10), name=name)
        check_finite(logits, name=name)
    logits = np.asarray(logits)
    if np.allclose(logits.sum(axis=1), 1, atol=1e-4) and logits.min() >= 0:
        hint = "cross_entropy takes logits: the softmax is part of it"
        raise CheckFailure(f"{name} gives probabilities, expected logits", hint=hint, cause="softmax")
    net.train()
    found = probes.gradients(net, normal(rng, 3, 1, 64, 64), normal(rng, 3, 10))
    for name in probes.parameters(net):
        if name not in found or not np.asarray(found[name]).any():
            hint = "is a layer left out, or a graph cut by detach(), .data, NumPy or no_grad?"
            raise CheckFailure(f"FixedResNet: {name} gets no gradient", hint=hint, cause="no gradient")
    for side in (32, 48):
        x = normal(rng, 2, 1, side, side)
        try:
            check_raises(net, x, name=f"FixedResNet on {side} × {side} pixels")
        except CheckFailure as failure:
            hint = "is it pooled to the same number of places whatever the size?"
            found = np.asarray(net(x))
            for options in ({}, {"mode": "bilinear"}, {"mode": "bilinear", "antialias": True}, {"mode": "bicubic"}):
                if np.allclose(found, np.asarray(net(F.interpolate(x, (64, 64), **options))), **SAME):
                    hint = "does it resize images itself? It is for 64 × 64 only"
            raise CheckFailure(failure.message, hint=hint, cause="not refused") from failure


@points(1, part=PART, of="FixedResNet")
def test_fixedresnet_sees_places(submission, rng):
    """The last layer has weights of its own for every place: a pattern that is moved gives other logits"""
    net = fixed_net(submission)
    net.eval()
    x = torch.zeros(4, 1, 64, 64)
    pattern = normal(rng, 8, 8).abs()
    for image, (top, left) in zip(x, ((20, 20), (36, 36), (36, 20), (20, 36)), strict=True):
        image[0, top : top + 8, left : left + 8] = pattern
    logits, again = net(x), net(x)
    check_shape(logits, (4, 10), name="FixedResNet of 4 images")
    here, *others = every = np.asarray(logits).astype(np.float64)
    if not np.allclose(np.asarray(again), every, **SAME):
        raise CheckFailure("FixedResNet gives other logits the second time, in evaluation mode", cause="random")
    across, down, right = (np.abs(here - there).max() > 1e-5 * np.abs(here).max() for there in others)
    if not across:
        hint = "is it pooled over the whole image? The features are to be flattened"
        raise CheckFailure("FixedResNet does not see where in the image something is", hint=hint, cause="pooled")
    if not down or not right:
        said, axis = ("how far down", "height") if not down else ("how far to the right", "width")
        hint = f"is it pooled over the whole {axis}? The last layer has weights of its own for each place"
        raise CheckFailure(f"FixedResNet does not see {said} something is", hint=hint, cause="pooled")


@points(1, part=PART, of="FixedResNet")
def test_fixedresnet_is_drawn_at_random(submission, probes, rng):
    """The initial weights follow torch's global generator, no two channels stay alike, and nothing else is drawn"""
    x, cotangent = normal(rng, 4, 1, 64, 64), normal(rng, 4, 10)

    def gradients():
        return probes.gradients(fixed_net(submission, 1), x, cotangent)

    check_drawn(probes, "FixedResNet", lambda seed: fixed_net(submission, seed), gradients)
    net = fixed_net(submission)
    net.eval()  # dropout draws in training, and its layers are free
    check_draws_nothing(net, x, name="FixedResNet's forward pass")


@points(1, part=PART, of="FixedResNet")
def test_fixedresnet_matches_in_parameters(submission, probes):
    """As many parameters as MultiResNet(), within 1 %"""
    count = sum(value.numel() for value in probes.parameters(fixed_net(submission)).values())
    due = COUNTS[DEFAULT]
    if abs(count - due) > 0.01 * due:
        hint = "change widths, or how many places are left before it is flattened, until the two match"
        said = f"FixedResNet() has {count:,} parameters, MultiResNet() {due:,}: they differ by {count / due - 1:+.1%}"
        raise CheckFailure(said, hint=hint, cause="matching")
