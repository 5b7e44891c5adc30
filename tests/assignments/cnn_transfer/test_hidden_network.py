"""The network that is put together from its parts.

| sentence                                                 | test                                 |
| -------------------------------------------------------- | ------------------------------------ |
| images → logits (b, num_classes); a single image, too    | test_cnn_gives_logits                |
| one nn.Conv2d for each of channels, kernels as asked     | test_cnn_has_its_convolutions        |
| the options that it has by itself                        | test_cnn_has_its_defaults            |
| activation is `activation`, everywhere                   | test_cnn_uses_the_activation         |
| a normalisation layer after every convolution, or none   | test_cnn_normalises                  |
| dropout before the last layer, with the probability that | test_cnn_drops                       |
| is asked for; with 0 nothing is drawn                    |                                      |
| weights by init and activation, from the global generator | test_cnn_draws_its_weights           |
| all of it is trained; images stay as they are            | test_cnn_can_be_trained              |

How the network pools and what its head is, is free, so nothing here knows more of it than its convolutions and linear
layers: what a network computes is told by how its output changes with their weights. Without biases ReLU and leaky ReLU
pass a factor on, tanh does not and never exceeds 1; normalisation takes a factor away.
"""

from __future__ import annotations

import numpy as np
import torch

from grader import remote
from grader.checks import CheckFailure, check_close, check_finite, check_raises, check_shape
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Network"
NEEDS = ["make_activation", "init_weights"]


def images(rng, count):
    return torch.from_numpy(rng.normal(size=(count, 3, 32, 32))).float()


def check_answers(probes, model, x):
    """That it is a network at all: the same logits for the same images, and others for others."""
    first, again, other = probes.outputs(model, [x, x, x.flip(0)], False)
    check_finite(first, name="the logits")
    check_close(again, first, name="the logits, computed again", rtol=1e-4, atol=1e-5)
    if np.allclose(np.asarray(other), np.asarray(first), rtol=1e-4, atol=1e-6):
        raise CheckFailure("the logits are the same for other images", cause="constant")


def cnn(submission, seed=0, num_classes=4, **options):
    remote.seed(submission, seed)
    return submission.CNN(num_classes, **options)


def centred(logits):
    """Without what is the same for all classes: a log-softmax takes nothing else away."""
    return logits - logits.mean(dim=1, keepdim=True)


def text(options):
    return f"CNN({', '.join(f'{name}={value}' for name, value in options.items())})"


def check_convolutions(probes, net, channels, name):
    """That the probes find the convolutions of the blocks: they look for nn.Conv2d."""
    count = probes.kinds(net).count("nn.Conv2d")
    if count < len(channels):
        hint = "is it a layer of your own, or F.conv2d? The statement asks for one nn.Conv2d for each of channels"
        message = f"{name} has {count} layers nn.Conv2d, expected {len(channels)}"
        raise CheckFailure(message, hint=hint, cause="no nn.Conv2d")


# what torch says → what is likely wrong
CRASHES = {
    "more than 1 value per channel": "a batch of one has no variance without pixels: normalise convolutions only",
    "cannot be multiplied": "is the size of the last layer hard-coded? It follows from channels",
    "Output size is too small": "does pooling leave no pixels? Four blocks halve 32 to 2",
}


def check_precision(probes, net, x, *, name):
    """Images that differ by a hundred thousandth: in float32 nearly all logits do, in half precision hardly any."""
    one, other = (np.asarray(logits, float) for logits in probes.outputs(net, [x, x + 1e-5 * x.flip(0)], False))
    if (one == other).mean() > 0.5 and not np.allclose(one, one[::-1], rtol=1e-2):
        hint = "is something computed in half precision? Images are float32"
        raise CheckFailure(f"{name} loses small differences between images", hint=hint, cause="half precision")


@points(3, part=PART, of="CNN", needs=NEEDS)
def test_cnn_gives_logits(submission, probes, rng):
    """Logits for one image and for several, in either mode, with one to four convolutions"""
    for options in (
        {"num_classes": 20},
        {"num_classes": 2, "channels": (5,)},
        {"num_classes": 3, "channels": (4, 7), "kernel_sizes": 5, "batch_norm": False},
        {"num_classes": 4, "channels": [4, 5, 6, 7], "kernel_sizes": [5, 3, 3, 1], "activation": "tanh"},
    ):
        net = cnn(submission, **options)
        for count, training in ((1, True), (1, False), (3, True)):
            name = f"{text(options)} of {count} images in {'training' if training else 'evaluation'} mode"
            try:
                logits = probes.output(net, images(rng, count), training)
            except RemoteError as error:
                hint = next((hint for words, hint in CRASHES.items() if words in str(error)), "")
                if not hint:
                    raise
                raise CheckFailure(f"{name} raises {error}", hint=hint, cause="crash") from error
            if count == 1 and len(getattr(logits, "shape", ())) == 1:
                hint = "does a squeeze take the axis of a batch of one away?"
                raise CheckFailure(f"{name} gives one axis, expected two", hint=hint, cause="squeeze")
            check_shape(logits, (count, options["num_classes"]), name=name)
            check_finite(logits, name=name)
            values = np.asarray(logits)
            if values.min() >= 0 and np.allclose(values.sum(axis=1), 1, atol=1e-4):
                hint = "cross_entropy takes logits: the softmax is part of it"
                raise CheckFailure(f"{name} gives probabilities, expected logits", hint=hint, cause="softmax")
            if values.size >= 20 and values.min() >= 0:
                hint = "is there an activation after the last layer?"
                raise CheckFailure(f"{name} gives no negative logit", hint=hint, cause="activated logits")
        if options["num_classes"] == 20:
            check_precision(probes, net, images(rng, 2), name=text(options))


@points(2, part=PART, of="CNN", needs=NEEDS)
def test_cnn_has_its_convolutions(submission, probes, rng):
    """A convolution for each of the channels, the first from three, with kernels of the sizes that are asked for"""
    for channels, sizes in (((32, 64, 128), None), ((6, 5), (5, 3)), ((4, 7, 5, 3), 5), ((6, 6, 6, 6), 7), ((9,), [3])):
        options = {"channels": channels, **({} if sizes is None else {"kernel_sizes": sizes})}
        try:
            net = cnn(submission, **options)
        except RemoteError as error:
            if error.student_type != "TypeError" or not isinstance(sizes, list | tuple):
                raise
            hint = "is a sequence of kernel sizes taken, one for each convolution? It may be a single number, too"
            raise CheckFailure(f"{text(options)} raises {error}", hint=hint, cause="a sequence") from error
        found = [tuple(value.shape) for value in probes.weights(net).values() if value.dim() == 4]
        kernels = [3 if sizes is None else sizes] * len(channels) if not isinstance(sizes, list | tuple) else sizes
        due = [
            (after, before, size, size) for before, after, size in zip((3, *channels), channels, kernels, strict=False)
        ]
        # what comes after them belongs to the head
        if found[: len(due)] != due:
            hint = ""
            if [shape[:2] for shape in found] == [shape[:2] for shape in due]:
                hint = "is kernel_sizes used, one for all or one for each?"
                if all(shape[2:] == (3, 3) for shape in found):
                    hint = "is kernel_sizes ignored? All kernels are 3 × 3"
                elif len({shape[2:] for shape in found}) == 1 and found[0] == due[0]:
                    hint = "is the first of kernel_sizes taken for all?"
            elif found == due[: len(found)] and len(set(channels)) == 1 and len(channels) > 1:
                hint = "is one convolution shared by several blocks? Each has weights of its own"
            elif found == due[: len(found)]:
                hint = "is a block missing, and the last of channels left out? There is one for each of them"
            elif len(found) != len(due):
                hint = "is there a block for each of channels?"
            raise CheckFailure(
                f"{text(options)} has convolutions with weights {found}, expected {due}",
                hint=hint,
                cause="convolutions",
            )
        check_convolutions(probes, net, channels, text(options))
        try:
            probes.output(net, images(rng, 1), False)
        except RemoteError as error:
            hint = "do maps get smaller with every convolution? Padding of half the kernel keeps their size"
            message = f"{text(options)} raises {error} for an image of 32 × 32"
            raise CheckFailure(message, hint=hint, cause="padding") from error
    check_answers(probes, cnn(submission), images(rng, 3))


DEFAULTS = {
    "channels": (32, 64, 128),
    "kernel_sizes": 3,
    "activation": "relu",
    "init": "kaiming",
    "dropout": 0.3,
    "batch_norm": True,
}


@points(1, part=PART, of="CNN", needs=NEEDS, excuses=False)
def test_cnn_has_its_defaults(submission, probes, rng):
    """Without options the network is what it is with those of the statement's signature"""
    x = images(rng, 2)

    def behaviour(**options):
        net = cnn(submission, 1, **options)
        weights = [value.flatten() for value, _ in probes.parameters(net).values()]
        return torch.cat([*weights, probes.output(net, x, True, 2).flatten()])

    def differ(one, other):
        return one.shape != other.shape or not torch.allclose(one, other, rtol=1e-4, atol=1e-5)

    check_answers(probes, cnn(submission), x)
    plain = behaviour()
    if not differ(plain, behaviour(**DEFAULTS)):
        return
    if differ(plain, behaviour()):
        return  # what test_cnn_draws_its_weights is about
    other = next((name for name, value in DEFAULTS.items() if differ(plain, behaviour(**{name: value}))), "")
    hint = "its signature is given: keep the defaults as they are"
    message = f"CNN(4) is not CNN(4, {other}={DEFAULTS.get(other)!r}), whose default that is"
    raise CheckFailure(message, hint=hint, cause=f"default of {other}")


def check_each_activation(probes, nets, depth):
    """Each layer but the last is followed by the activation that is asked for; in the head there may be none.

    All signals are positive (see probes.uniform), where ReLU and leaky ReLU change nothing, but for what layer i gives
    with a factor below 0. So that what comes next sees positive signals again, the layer after it gets that sign, too:
    a layer without an activation takes no notice.
    """
    kinds = probes.kinds(nets["relu"])
    for index in range(len(kinds) - 1):
        if index < depth:
            place, hint = (
                f"after convolution {index + 1}",
                "is activation used in every block, or only in some of them?",
            )
        else:
            hint = "is there an activation hard-coded in the head? It is to be the one that is asked for"
            place = "in the head"

        def logits(name, factor, later, index=index, other=None):
            found = probes.uniform(nets[name], nets.get(other), {index: factor, index + 1: later})
            return centred(found)

        upright, inverted = logits("relu", 1.0, 1.0), logits("relu", -1.0, -1.0)
        if torch.equal(upright, logits("relu", 1.0, 2.0)):
            continue  # the layer after it takes no part: what test_cnn_can_be_trained is about
        leaky = logits("relu", -1.0, -1.0, other="leaky_relu")
        activated = (upright - inverted).norm() > 1e-3 * upright.norm()
        # slope 0.2 lets a fifth through, or a fifth of that where the head's layers are made in another order
        if (leaky - inverted).norm() <= 0.02 * upright.norm() and (activated or index < depth):
            message = f'CNN computes the same with "leaky_relu" as with "relu" {place}, or has another slope there'
            raise CheckFailure(message, hint=hint, cause="not in every block")
        # the next layer's factor keeps later activations where tanh, too, is all but linear
        large, larger = (logits("tanh", factor, 1e-5) for factor in (1e2, 1e3))
        turned = logits("tanh", -1e2, -1e-5)
        activated = (large - turned).norm() > 1e-2 * large.norm()
        if larger.norm() > 2 * large.norm() and (activated or index < depth):
            message = f'CNN with "tanh" grows without bound with the weights before the activation {place}'
            raise CheckFailure(message, hint=hint, cause="not in every block")


@points(3, part=PART, of="CNN", needs=NEEDS)
def test_cnn_uses_the_activation(submission, probes, rng):
    """The activation that is asked for, after every convolution and in the head, with and without normalisation"""
    x = images(rng, 3)
    for batch_norm in (False, True):
        plain = {"channels": (6, 5, 7), "batch_norm": batch_norm, "dropout": 0.0}
        nets = {name: cnn(submission, activation=name, **plain) for name in ("relu", "leaky_relu", "tanh")}
        check_convolutions(probes, nets["relu"], plain["channels"], text(plain))
        check_activations(probes, nets, x, len(plain["channels"]), normalised=batch_norm)
    check_raises(submission.CNN, 4, activation="softplus!", name="CNN with an unknown activation")


def check_activations(probes, nets, x, depth, *, normalised):
    """Networks with each of the activations, all else alike."""
    with_norm = ", with batch_norm," if normalised else ""
    for other in ("leaky_relu", "tanh"):
        one, two = probes.lent(nets["relu"], nets[other], x)
        if torch.allclose(one, two, rtol=1e-4, atol=1e-5):
            message = f'CNN{with_norm} computes the same with "{other}" as with "relu"'
            hint = "is activation ignored? It is to be handed on to make_activation"
            raise CheckFailure(message, hint=hint, cause="activation ignored")
    if normalised and probes.batch_norms(nets["relu"]) != depth:
        return  # what normalises in evaluation mode takes a factor away, and a sign
    for name in ("relu", "leaky_relu"):
        once, of_weights, of_images = (
            centred(probes.scaled(nets[name], factor * x, {0: weight}, False, no_bias=True))
            for factor, weight in ((1, 1.0), (1, 2.0), (2, 1.0))
        )
        # a way around the first convolution takes no notice of its weights; images may be normalised before it
        if not any(torch.allclose(2 * once, twice, rtol=1e-3, atol=1e-4) for twice in (of_weights, of_images)):
            message = (
                f'without biases CNN{with_norm} with "{name}" does not double with the first convolution\'s weights'
            )
            hint = "is there another activation somewhere, or one after the last layer?"
            raise CheckFailure(message, hint=hint, cause="another activation")
    outputs = (probes.scaled(nets["tanh"], x, {2: factor}, False, no_bias=True) for factor in (1e5, 1e6))
    large, larger = (centred(output).norm() for output in outputs)
    if larger > 2 * large:
        message = f'CNN{with_norm} with "tanh" grows without bound with the last convolution\'s weights'
        hint = "is activation used in every block, or only in some of them?"
        raise CheckFailure(message, hint=hint, cause="not in every block")
    check_each_activation(probes, nets, depth)


@points(2, part=PART, of="CNN", needs=NEEDS)
def test_cnn_normalises(submission, probes, rng):
    """Normalisation after every convolution, or nowhere"""
    x = images(rng, 4)
    for depth in (1, 3):
        options = {"channels": (6, 5, 7)[:depth], "dropout": 0.0}
        net = cnn(submission, batch_norm=True, **options)
        check_convolutions(probes, net, options["channels"], text(options))
        once = probes.scaled(net, x, {}, True)
        for index in range(depth):
            more = probes.scaled(net, x, {index: 5.0}, True)
            if not torch.allclose(once, more, rtol=2e-2, atol=2e-2):
                hint = "With batch_norm: nn.BatchNorm2d between each convolution and its activation"
                if index:
                    hint = f"is there one in the first {'block' if index == 1 else f'{index} blocks'} only? {hint}"
                elif torch.allclose(once, probes.scaled(net, 5 * x, {}, True), rtol=2e-2, atol=2e-2):
                    hint = f"does it come before the convolution, and normalises the images? {hint}"
                message = f"CNN of {depth} blocks: convolution {index + 1} is not followed by a normalisation layer"
                raise CheckFailure(message, hint=hint, cause="not normalised")
        net = cnn(submission, batch_norm=False, **options)
        for training in (True, False):
            once, more = (probes.scaled(net, x, {0: factor}, training) for factor in (1.0, 5.0))
            if torch.allclose(once, more, rtol=2e-2, atol=2e-2):
                hint = "is batch_norm ignored? Without it there is no normalisation layer in the network"
                raise CheckFailure(
                    "CNN without batch_norm normalises all the same", hint=hint, cause="always normalised"
                )
        alone, among = probes.output(net, x[:1], True), probes.output(net, x, True)[:1]
        check_close(alone, among, name="without batch_norm, an image alone and among others", rtol=1e-3, atol=1e-4)


@points(2, part=PART, of="CNN", needs=NEEDS)
def test_cnn_drops(submission, probes, rng):
    """Dropout in training mode only, before the last layer, as often as asked for"""
    x = images(rng, 12)
    plain = {"num_classes": 7, "channels": (6, 9), "batch_norm": False}
    spread = {}
    for dropout in (0.0, 0.1, 0.8):
        net = cnn(submission, dropout=dropout, **plain)
        one, two = (np.asarray(probes.output(net, x, False, seed)) for seed in (1, 2))
        if not np.array_equal(one, two):
            hint = "F.dropout takes training=self.training; nn.Dropout knows it by itself"
            raise CheckFailure("CNN drops in evaluation mode as well", hint=hint, cause="drops in evaluation")
        trained = np.asarray(probes.output(net, x, True, 1))
        if not dropout and not np.allclose(one, trained, rtol=1e-3, atol=1e-4):
            hint = "is dropout not handed on? With 0 nothing is to be dropped"
            if np.allclose(trained, trained[:1], rtol=1e-3, atol=1e-4):  # all images alike: nothing is left of them
                hint = "is it taken as the probability of keeping? With 0 everything is dropped"
            raise CheckFailure("CNN drops something with dropout=0", hint=hint, cause="always drops")
        if not dropout and probes.draws(net, x):
            hint = "is a mask drawn where all is kept? nn.Dropout(0.0) draws none"
            raise CheckFailure("CNN draws random numbers with dropout=0", hint=hint, cause="draws")
        rates = probes.dropouts(net, x) if dropout else []
        if rates and all(abs(rate - dropout) > 1e-6 for rate in rates):
            hint = "it is handed on to nn.Dropout as it is"
            if any(abs(rate + dropout - 1) < 1e-6 for rate in rates):
                hint = "is it taken as the probability of keeping? nn.Dropout takes that of dropping"
            message = f"{text(plain | {'dropout': dropout})} drops with probability {rates[0]:g}"
            raise CheckFailure(message, hint=hint, cause="another probability")
        runs = np.stack([np.asarray(probes.output(net, x, True, seed)) for seed in (1, 2, 3, 4)])
        if not np.allclose(runs[0], trained, rtol=1e-3, atol=1e-4):
            hint = "does it draw from another generator? That of torch is seeded where training is to be repeated"
            raise CheckFailure("CNN drops others after the same torch.manual_seed", hint=hint, cause="generator")
        # with more dropout all of a few features may be gone at once, and what is left is a bias of 0
        if dropout < 0.5 and (runs == 0).mean() > 0.05:
            hint = "is dropout put after the last layer? It comes before it, so that no logit is dropped itself"
            raise CheckFailure("CNN drops logits", hint=hint, cause="drops logits")
        spread[dropout] = float(runs.std(axis=0).mean())
    if spread[0.1] < 1e-5 or spread[0.8] < 1e-5:
        raise CheckFailure(
            "CNN draws nothing in training mode with dropout", hint="is there a layer?", cause="no dropout"
        )
    if spread[0.8] < 1.5 * spread[0.1]:
        hint = "is it the same probability whatever is asked for, or that of keeping?"
        raise CheckFailure("CNN drops no more with dropout=0.8 than with 0.1", hint=hint, cause="probability")
    for other in ({"channels": (6, 9), "batch_norm": True}, {"channels": (6,), "batch_norm": False}):
        check_dropout(submission, probes, x, {"num_classes": 7, **other})


def check_dropout(submission, probes, x, options):
    """That a network of these options has dropout: in training mode, and only where it is asked for."""
    net = cnn(submission, dropout=0.8, **options)
    for training in (True, False):
        one, two = (probes.output(net, x, training, seed) for seed in (1, 2))
        if training == torch.allclose(one, two, rtol=1e-5, atol=1e-6):
            if training:
                hint = "is it there for other options only?"
                raise CheckFailure(f"{text(options)} has no dropout with 0.8", hint=hint, cause="no dropout")
            hint = "F.dropout takes training=self.training; nn.Dropout knows it by itself"
            raise CheckFailure(f"{text(options)} drops in evaluation mode", hint=hint, cause="drops in evaluation")
    if probes.draws(cnn(submission, dropout=0.0, **options), x):
        raise CheckFailure(f"{text(options)} draws random numbers with dropout=0", cause="draws")


# how far the mean square of so many normal draws may be from their variance; uniform draws keep closer to it
def tolerance(count, deviations=4.5):
    return deviations * (2 / count) ** 0.5


# scheme and activation → what the variance is, of n_in and n_out
SCHEMES = {
    ("kaiming", "relu"): lambda n_in, _: 2 / n_in,
    ("kaiming", "tanh"): lambda n_in, _: 25 / 9 / n_in,
    ("xavier", "relu"): lambda n_in, n_out: 2 / (n_in + n_out),
    ("random", "relu"): lambda *_: 4e-4,
}


def check_leaky_gain(probes, net):
    """Leaky ReLU's variance is 4 % below ReLU's: only all layers together, 150,000 weights, tell them apart.

    Five of their deviations, 1.8 %, are exceeded once in two million; ReLU's is more than ten away.
    """
    total = count = 0
    for value in probes.weights(net).values():
        total += (value.double() ** 2).sum().item() * value[0].numel() / (2 / 1.04)
        count += value.numel()
    name = 'CNN with "kaiming" for "leaky_relu": variance over what is asked for, of all weights'
    hint = "is it that for ReLU, without the slope 0.2? activation is to be handed on to init_weights"
    check_close(total / count, 1.0, name=name, rtol=tolerance(count, 5), likely={hint: lambda: 1.04})


@points(3, part=PART, of="CNN", needs=NEEDS)
def test_cnn_draws_its_weights(submission, probes, rng):
    """Weights by the scheme and for the activation, drawn from torch's global generator"""
    seed = int(rng.integers(2**31))
    for (scheme, activation), variance in SCHEMES.items():
        # so many classes that a head of one linear layer has weights enough, also where it sees forty means
        net = cnn(submission, seed, num_classes=150, channels=(50, 40), init=scheme, activation=activation)
        for value in probes.weights(net).values():
            if value.numel() < 1000:
                continue
            pixels = value[0, 0].numel()
            due = variance(value.shape[1] * pixels, value.shape[0] * pixels)
            name = f'CNN with "{scheme}" for "{activation}": variance over what is asked for, of {tuple(value.shape)}'
            others = {
                f'is it that of "{other}" for "{activity}"? init and activation are to be handed on to init_weights': (
                    lambda other=of, due=due, shape=value.shape, pixels=pixels: (
                        other(shape[1] * pixels, shape[0] * pixels) / due
                    )
                )
                for (other, activity), of in SCHEMES.items()
            }
            likely = {
                **others,
                "are the weights still torch's own? Apply init_weights to all layers": lambda due=due, value=value: (
                    1 / 3 / value[0].numel() / due
                ),
            }
            ratio = (value.double() ** 2).mean().item() / due
            check_close(ratio, 1.0, name=name, rtol=tolerance(value.numel()), likely=likely)
    check_leaky_gain(probes, cnn(submission, seed, channels=(128, 128), activation="leaky_relu"))
    first, again, other = (cnn(submission, drawn, channels=(50, 40), init="random") for drawn in (seed, seed, seed + 1))
    repeated = probes.parameters(again)
    for name, (value, _) in probes.parameters(first).items():
        if not torch.equal(value, repeated[name][0]):
            raise CheckFailure("CNN has other weights after the same torch.manual_seed", cause="not deterministic")
    drawn_anew = probes.weights(other)
    for name, value in probes.weights(first).items():
        if torch.equal(value, drawn_anew[name]):
            hint = "does it seed torch itself, or draw from a generator of its own? The caller seeds torch's global one"
            raise CheckFailure(
                "CNN has the same weights after another torch.manual_seed", hint=hint, cause="seeded itself"
            )


@points(2, part=PART, of="CNN", needs=NEEDS)
def test_cnn_can_be_trained(submission, probes, rng):
    """A gradient for every parameter, and images stay as they are"""
    net = cnn(submission, channels=(6, 5), activation="leaky_relu")
    x = images(rng, 5)
    found = probes.gradients(net, x, torch.from_numpy(rng.normal(size=(5, 4))).float())
    for name, (_, wanted) in probes.parameters(net).items():
        if not wanted or name not in found or not found[name].any():
            hint = "is there a detach, or a layer that is not used?"
            raise CheckFailure(f"CNN: no gradient reaches {name}", hint=hint, cause="no gradient")
    observed = remote.observe(net, x)
    if not torch.equal(observed.effects.arguments[0], x):
        raise CheckFailure("CNN changes its images", hint="is an activation in place?", cause="mutation")
