"""A ResNet-18 with a new head, loaded, frozen and trained.

| sentence                                                  | test                                   |
| --------------------------------------------------------- | -------------------------------------- |
| torchvision's ResNet-18 with a last layer of num_classes  | test_resnet_has_a_new_head             |
| weights from a file, of any number of classes; new head   | test_weights_come_from_the_file        |
| an exception when the file holds anything else            | test_files_that_do_not_fit_are_refused |
| weights=None: drawn at random                             | test_without_weights_it_is_drawn       |
| frozen: no gradients but for the head                     | test_frozen_backbone_has_no_gradients  |
| frozen: statistics do not move                            | test_frozen_statistics_do_not_move     |
| fine_tune: model, best accuracy, history, checkpoint;     | test_fine_tuning_trains_the_head       |
| the backbone of the file, frozen                          |                                        |
| fine_tune: seed and rate                                  | test_fine_tuning_uses_seed_and_rate    |

The networks have 11 million numbers: of what is in them a few tensors are compared, that stand at its beginning, in a
shortcut, and at its end. Images are small, as ResNet-18 takes any size.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import torch

from grader import remote
from grader.checks import CheckFailure, check_close, check_finite, check_raises, check_shape
from grader.judge import points

PART = "Transfer"
SHAPES = {
    "conv1.weight": (64, 3, 7, 7),
    "layer1.1.bn2.weight": (64,),
    "layer2.0.downsample.0.weight": (128, 64, 1, 1),
    "layer3.0.bn1.running_mean": (256,),
    "layer4.1.bn2.running_var": (512,),
    "layer4.1.bn2.bias": (512,),
}
STATISTICS = ("bn1.running_mean", "layer2.0.downsample.1.running_var", "layer4.1.bn2.running_mean")
HEAD = {"fc.weight", "fc.bias"}


def images(rng, count, side=32):
    return torch.from_numpy(rng.normal(size=(count, 3, side, side))).float()


def check_answers(probes, model, x):
    """That it is a network at all: the same logits for the same images, and others for others."""
    first, again, other = (probes.output(model, at, False) for at in (x, x, x.flip(0)))
    check_finite(first, name="the logits")
    check_close(again, first, name="the logits, computed again", rtol=1e-4, atol=1e-5)
    if np.allclose(np.asarray(other), np.asarray(first), rtol=1e-4, atol=1e-6):
        raise CheckFailure("the logits are the same for other images", cause="constant")


def tensors(rng):
    """What the file holds at some places: variances are positive."""
    return {name: torch.from_numpy(rng.uniform(0.5, 1.5, shape)).float() / 9 for name, shape in SHAPES.items()}


def resnet(submission, num_classes, *options, seed=0, **keywords):
    remote.seed(submission, seed)
    return submission.resnet18_for(num_classes, *options, **keywords)


def state(probes, model, names):
    """Some of the model's state; a CheckFailure where a name is not torchvision's."""
    found = probes.state(model, list(names))
    absent = [name for name in names if name not in found]
    if absent:
        hint = "is it wrapped in another module?"
        raise CheckFailure(f"the state_dict lacks {absent[0]}, which torchvision's has", hint=hint, cause="names")
    return found


def check_head(probes, model, num_classes, *, name):
    found = probes.state(model, sorted(HEAD))
    if set(found) != HEAD:
        raise CheckFailure(f"{name} has no last layer fc", hint="model.fc = nn.Linear(…)", cause="no fc")
    if found["fc.weight"].shape[0] == 1000:
        hint = "ImageNet's 1,000 classes are still there: model.fc = nn.Linear(512, num_classes)"
        raise CheckFailure(f"{name} gives 1000 logits, expected {num_classes}", hint=hint, cause="head")
    check_shape(found["fc.weight"], (num_classes, 512), name=f"fc.weight of {name}")
    return found


@points(3, part=PART, of="resnet18_for")
def test_resnet_has_a_new_head(submission, probes, rng, reference):
    """ResNet-18 with a last layer for the new classes; it computes what torchvision's network does"""
    model = resnet(submission, 3, None)
    check_head(probes, model, 3, name="resnet18_for(3, None)")
    every = probes.state(model)
    twin = reference.resnet18_for(3, None)
    due = {name: tuple(value.shape) for name, value in twin.state_dict().items()}
    found = {name: tuple(value.shape) for name, value in every.items()}
    if found != due:
        odd = sorted(name for name in {*found, *due} if found.get(name) != due.get(name))
        message = f"the state_dict is not that of torchvision's ResNet-18: {', '.join(odd[:3])}"
        raise CheckFailure(message, hint="is it another depth, or wrapped in another module?", cause="names")
    twin.load_state_dict(every)
    x = images(rng, 2, 40)
    with torch.no_grad():
        expected = twin.eval()(x)
    check_close(probes.output(model, x, False), expected, name="the logits", rtol=1e-3, atol=1e-3)
    check_answers(probes, model, x)


@points(3, part=PART, of="resnet18_for")
def test_weights_come_from_the_file(submission, probes, rng):
    """The backbone of the file, statistics included, whatever its number of classes; the head is new"""
    for classes, num_classes in ((7, 3), (3, 3)):
        held = tensors(rng)
        head = {"fc.weight": torch.full((classes, 512), 0.25), "fc.bias": torch.full((classes,), 4.0)}
        file = probes.weights_file({**held, **head}, classes)
        model = resnet(submission, num_classes, file)
        name = f"resnet18_for({num_classes}, a file of {classes} classes)"
        new = check_head(probes, model, num_classes, name=name)
        found = state(probes, model, SHAPES)
        for tensor, value in held.items():
            if not torch.equal(found[tensor], value):
                hint = "are parameters and buffers loaded, before anything else is done to them?"
                raise CheckFailure(f"{name}: {tensor} is not what the file holds", hint=hint, cause="not loaded")
        if (new["fc.bias"] == 4).any() or (new["fc.weight"] == 0.25).any():
            hint = "the file's last layer tells other classes apart, even where it has as many"
            raise CheckFailure(f"{name} keeps the file's last layer", hint=hint, cause="old head")
        if not new["fc.weight"].any():
            raise CheckFailure(f"{name}: the weights of the new head are 0", cause="head of zeros")


@points(2, part=PART, of="resnet18_for")
def test_files_that_do_not_fit_are_refused(submission, probes):
    """A file with other names or shapes, or with more than weights, is refused"""
    kinds = {
        "prefix": "whose names begin with module.",
        "missing": "that lacks two tensors",
        "extra": "with a tensor too many",
        "shape": "with a first convolution of another shape",
        "object": "that weights_only does not read",
    }
    for change, words in kinds.items():
        file = probes.weights_file({}, 7, change)
        try:
            check_raises(submission.resnet18_for, 3, file, name=f"resnet18_for with a file {words}")
        except CheckFailure as failure:
            hint = "load_state_dict with strict=True, which is the default, tells what does not fit"
            if change == "object":
                hint = "torch.load(…, weights_only=True): what is unpickled otherwise may run code"
            raise CheckFailure(failure.message, hint=hint, cause=f"accepted: {change}") from failure


@points(1, part=PART, of="resnet18_for")
def test_without_weights_it_is_drawn(submission, probes):
    """weights=None: drawn from torch's global generator, and new each time"""
    name = "layer2.0.downsample.0.weight"
    one, two, other = (state(probes, resnet(submission, 2, None, seed=seed), [name])[name] for seed in (1, 1, 2))
    if not one.any() or torch.equal(one, other):
        raise CheckFailure("resnet18_for(2, None) has the same weights after another seed", cause="not random")
    if not torch.equal(one, two):
        raise CheckFailure("resnet18_for(2, None) has other weights after the same seed", cause="not deterministic")


@points(3, part=PART, of="resnet18_for")
def test_frozen_backbone_has_no_gradients(submission, probes, rng):
    """With freeze_backbone only the last layer asks for gradients, without it everything does"""
    for frozen in (True, False):
        model = resnet(submission, 3, None, frozen)
        check_answers(probes, model, images(rng, 2))
        found = probes.parameters(model)
        trained = {name for name, (_, wanted) in found.items() if wanted}
        due = HEAD if frozen else set(found)
        if trained == due:
            continue
        if HEAD - trained:
            hint = "freeze first, then put the new layer in: its parameters ask for gradients"
            message = f"freeze_backbone={frozen}: the head is not trained"
            raise CheckFailure(message, hint=hint, cause="frozen head")
        message = f"freeze_backbone={frozen}: {len(trained)} parameters ask for a gradient, expected {len(due)}"
        hint = "requires_grad_(False) for every parameter but fc's" if frozen else "is freeze_backbone looked at?"
        raise CheckFailure(message, hint=hint, cause="gradients")


@points(3, part=PART, of="resnet18_for")
def test_frozen_statistics_do_not_move(submission, probes, rng):
    """Frozen statistics stay as they are in training mode, others move"""
    x = images(rng, 4) + 1
    for frozen in (True, False):
        model = resnet(submission, 3, None, frozen)
        check_answers(probes, model, x)
        before = state(probes, model, STATISTICS)
        after = probes.after_batches(model, x, list(STATISTICS))
        for name in STATISTICS:
            moved = not torch.equal(before[name], after[name])
            if moved and frozen:
                hint = "requires_grad does not stop buffers: batch normalisation must be in evaluation mode, "
                hint += "also after model.train()"
                raise CheckFailure(f"freeze_backbone=True: {name} moves in training", hint=hint, cause="statistics")
            if not moved and not frozen:
                hint = "without freeze_backbone batch normalisation is as ever"
                raise CheckFailure(f"freeze_backbone=False: {name} does not move", hint=hint, cause="always frozen")


def tuned(submission, probes, parts, **options):
    """fine_tune for three classes: the model, its best accuracy, the history, and what the checkpoint holds."""
    file = probes.path("tuned.pt")
    train, val = (probes.data(*part, 4) for part in parts)
    result = submission.fine_tune(train, val, num_classes=3, checkpoint=file, **options)
    if not isinstance(result, tuple | list) or len(result) != 3:
        raise CheckFailure("fine_tune does not return the triple (model, best accuracy, history)", cause="triple")
    return *result, file


NEEDS = ["resnet18_for", "train_and_validate", "make_optimizer"]


@points(2, part=PART, of="fine_tune", needs=NEEDS)
def test_fine_tuning_trains_the_head(submission, probes, rng):
    """A frozen backbone stays that of the file, the head is trained; best accuracy, history and checkpoint are right"""
    parts = [(images(rng, 8), torch.arange(8) % 3), (images(rng, 5), torch.arange(5) % 3)]
    held = tensors(rng)
    file = probes.weights_file(held, 4)
    options = {"weights": file, "freeze_backbone": True, "epochs": 2, "lr": 0.01, "seed": 3}
    model, best, history, checkpoint = tuned(submission, probes, parts, **options)
    found = state(probes, model, [*SHAPES, *HEAD])
    for name, value in held.items():
        if not torch.equal(found[name], value):
            hint = "are weights and freeze_backbone handed on to resnet18_for?"
            raise CheckFailure(
                f"fine_tune: {name} of the frozen backbone is not the file's", hint=hint, cause="backbone"
            )
    start = state(probes, resnet(submission, 3, file, True, seed=3), HEAD)
    if torch.equal(found["fc.weight"], start["fc.weight"]):
        raise CheckFailure("fine_tune does not train the head", hint="is it among what is trained?", cause="untrained")
    if not isinstance(history, Mapping) or len(history.get("val_accuracy", ())) != 2:
        raise CheckFailure("fine_tune: the history has no two val_accuracy for two epochs", cause="history")
    check_close(best, max(history["val_accuracy"]), name="fine_tune's best accuracy", rtol=1e-6)
    logits = np.asarray(probes.output(model, parts[1][0], False))
    due = (logits.argmax(1) == parts[1][1].numpy()).mean()
    check_close(best, due, name="the best accuracy, of the model that is returned", rtol=1e-5)
    written = probes.saved(checkpoint)
    if not isinstance(written, Mapping) or not torch.equal(
        written.get("fc.weight", torch.zeros(1)), found["fc.weight"]
    ):
        raise CheckFailure("fine_tune: the checkpoint is not the model's state_dict", cause="checkpoint")


@points(1, part=PART, of="fine_tune", needs=NEEDS)
def test_fine_tuning_uses_seed_and_rate(submission, probes, rng):
    """Drawn after torch.manual_seed(seed) and trained with rate lr: at rate 0 the weights stay as they were drawn"""
    parts = [(images(rng, 4), torch.arange(4) % 3), (images(rng, 3), torch.arange(3))]
    names = ["conv1.weight", "fc.weight"]
    tune = partial(tuned, submission, probes, parts)
    drawn = state(probes, resnet(submission, 3, None, seed=5), names)
    still = state(probes, tune(lr=0.0, seed=5)[0], names)
    for name in names:
        if not torch.equal(still[name], drawn[name]):
            hint = "is lr handed on to the optimizer, and the network drawn right after torch.manual_seed(seed)?"
            raise CheckFailure(f"fine_tune with lr=0: {name} is not as drawn", hint=hint, cause="rate or seed")
    moved = state(probes, tune(lr=1e-2, seed=5)[0], names)
    for name in names:
        if torch.equal(moved[name], drawn[name]):
            hint = "without freeze_backbone all of the network is trained"
            raise CheckFailure(f"fine_tune with lr=0.01: {name} stays as drawn", hint=hint, cause="untrained")
    other = state(probes, tune(lr=0.0, seed=6)[0], names)
    if torch.equal(other["fc.weight"], drawn["fc.weight"]):
        raise CheckFailure(
            "fine_tune draws the same weights for another seed", hint="is seed used?", cause="seed ignored"
        )
