"""A ResNet-18 with a new head, loaded, frozen and trained.

| sentence                                                  | test                                   |
| --------------------------------------------------------- | -------------------------------------- |
| torchvision's ResNet-18 with a last layer of num_classes  | test_resnet_has_a_new_head             |
| weights from a file, of any number of classes; new head   | test_weights_come_from_the_file        |
| "imagenet", by itself: what torchvision has downloaded    | test_imagenets_weights                 |
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
from grader.judge import points, shared_run
from grader.remote.outcomes import RemoteError

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
    first, again, other = probes.outputs(model, [x, x, x.flip(0)], False)
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
        names = list(probes.state(model))
        hint = "model.fc = nn.Linear(…)"
        if any(key.endswith(".fc.weight") for key in names):
            hint = "is the network wrapped in another module? Its names begin with that one's"
        elif sum(key.startswith("fc.") for key in names) > 1:
            hint = f"is fc more than a linear layer, or that on top of another? {hint}"
        raise CheckFailure(f"{name} has no last layer fc", hint=hint, cause="no fc")
    given = len(found["fc.weight"])
    if given != num_classes:
        hint = "is num_classes used?"
        if given == 1000:
            hint = "ImageNet's 1,000 classes are still there: model.fc = nn.Linear(512, num_classes)"
        raise CheckFailure(f"{name} gives {given} logits, expected {num_classes}", hint=hint, cause="head")
    check_shape(found["fc.weight"], (num_classes, 512), name=f"fc.weight of {name}")
    return found


@shared_run
def drawn(submission):
    """Seed → resnet18_for(3, None) after it, for several tests: it takes a tenth of a second to draw one."""
    return {seed: resnet(submission, 3, None, seed=seed) for seed in (0, 5)}


@points(3, part=PART, of="resnet18_for")
def test_resnet_has_a_new_head(probes, rng, reference, drawn):
    """ResNet-18 with a last layer for the new classes; it computes what torchvision's network does"""
    model = drawn[0]
    check_head(probes, model, 3, name="resnet18_for(3, None)")
    every = probes.state(model)
    with torch.device("meta"):  # its weights are those of the submission: to draw them takes its time
        twin = reference.resnet18_for(3, None)
    due = {name: tuple(value.shape) for name, value in twin.state_dict().items()}
    found = {name: tuple(value.shape) for name, value in every.items()}
    if found != due:
        odd = sorted(name for name in {*found, *due} if found.get(name) != due.get(name))
        message = f"the state_dict is not that of torchvision's ResNet-18: {', '.join(odd[:3])}"
        raise CheckFailure(message, hint="is it another depth, or wrapped in another module?", cause="names")
    twin.to_empty(device="cpu").load_state_dict(every)
    x = images(rng, 2, 40)
    with torch.no_grad():
        expected = twin.eval()(x)
    check_close(probes.output(model, x, False), expected, name="the logits", rtol=1e-3, atol=1e-3)
    check_answers(probes, model, x)


@points(2, part=PART, of="resnet18_for")
def test_weights_come_from_the_file(submission, probes, rng):
    """The backbone of the file, statistics included, whatever its number of classes; the head is new"""
    for classes, num_classes in ((7, 5), (3, 3)):
        held = tensors(rng)
        head = {"fc.weight": torch.full((classes, 512), 0.25), "fc.bias": torch.full((classes,), 4.0)}
        file = probes.weights_file({**held, **head}, classes)
        file = probes.as_path(file) if classes == 3 else file
        name = f"resnet18_for({num_classes}, a file of {classes} classes)"
        try:
            model = resnet(submission, num_classes, file)
        except RemoteError as error:
            if "size mismatch for fc." not in str(error):
                raise
            hint = "the file's head is for other classes: load it into one of its own size, then put the new head in"
            raise CheckFailure(f"{name}: the file's fc does not fit", hint=hint, cause="other classes") from error
        new = check_head(probes, model, num_classes, name=name)
        found = state(probes, model, SHAPES)
        wrong = [tensor for tensor, value in held.items() if not torch.equal(found[tensor], value)]
        if wrong:
            hint = "is the file loaded, parameters and buffers?"
            if len(wrong) < len(held):
                buffers = all("running" in tensor for tensor in wrong)
                weights = all(found[tensor].dim() > 1 for tensor in wrong)
                hint = "is something done to them after they were loaded?"
                hint = "are only parameters loaded, and not buffers?" if buffers else hint
                hint = "are convolutions drawn again after they were loaded?" if weights else hint
            said = f"{name}: {wrong[0]} is not what the file holds"
            raise CheckFailure(said, hint=hint, cause="not loaded")
        if (new["fc.bias"] == 4).any() or (new["fc.weight"] == 0.25).any():
            hint = "the file's last layer tells other classes apart, even where it has as many"
            raise CheckFailure(f"{name} keeps the file's last layer, the old head", hint=hint, cause="old head")
        if not new["fc.weight"].any():
            hint = "a layer of zeros gives the backbone no gradient: draw it, as nn.Linear does"
            raise CheckFailure(f"{name}: the new head's weights are zeros", hint=hint, cause="head of zeros")
        if classes != num_classes:  # once is enough
            check_like_drawn(submission, probes, model, num_classes, images(rng, 2) + 1, name=name)


def check_like_drawn(submission, probes, model, num_classes, x, *, name):
    """A network from a file computes what one that is drawn does with such weights, and all of it is trained as well.

    What both do differently from what is asked for is the matter of other tests.
    """
    try:
        other = probes.undrawn(submission.resnet18_for, num_classes, None)
    except RemoteError:
        return
    found, due = probes.with_one_state(model, other, x)  # from here on `other` has weights, too
    if not close(found, due):
        hint = "is something else put in where weights come from a file? Images too are taken as they are"
        message = f"{name} computes something else than resnet18_for({num_classes}, None) with the same weights"
        raise CheckFailure(message, hint=hint, cause="computes something else")
    fixed = still(probes, model, x)
    if fixed and not still(probes, other, x):
        hint = "only freeze_backbone says whether the backbone is frozen, wherever its weights come from"
        raise CheckFailure(f"{name}: {fixed} although nothing is frozen", hint=hint, cause="frozen")


def close(found, due):
    found, due = np.asarray(found), np.asarray(due)
    return found.shape == due.shape and np.allclose(found, due, rtol=1e-3, atol=1e-3 * np.abs(due).max())


def still(probes, model, x):
    """Words for what of a network is not trained; none where all of it is."""
    fixed = [name for name, (_, wanted) in probes.asking(model).items() if not wanted]
    if fixed:
        return f"{fixed[0]} asks for no gradient"
    before, after = state(probes, model, STATISTICS), probes.after_batches(model, x, list(STATISTICS), True)
    fixed = [name for name in STATISTICS if torch.equal(before[name], after[name])]
    return f"the statistics {fixed[0]} do not move" if fixed else ""


@points(1, part=PART, of="resnet18_for", excuses=False)
def test_imagenets_weights(submission, probes, rng):
    """Without `weights` it has those that torchvision has downloaded, and a new head for its classes"""
    held = tensors(rng)
    file = probes.weights_file(held, 1000)
    try:
        model = probes.from_imagenet(submission.resnet18_for, 3, file)
    except RemoteError as error:
        hint = 'weights is "imagenet" by itself; resnet18(weights=ResNet18_Weights.IMAGENET1K_V1) finds them'
        message = f"resnet18_for(3) raises {error.student_type}, where torchvision has downloaded ImageNet's weights"
        raise CheckFailure(message, hint=hint, cause="imagenet") from error
    check_head(probes, model, 3, name="resnet18_for(3)")
    found = state(probes, model, SHAPES)
    if any(not torch.equal(found[name], value) for name, value in held.items()):
        hint = 'weights is "imagenet" by itself: are they loaded?'
        raise CheckFailure("resnet18_for(3) does not have ImageNet's weights", hint=hint, cause="not imagenet")


@points(2, part=PART, of="resnet18_for")
def test_files_that_do_not_fit_are_refused(submission, probes):
    """A file with other names or shapes, or with more than weights, is refused"""
    kinds = {
        "prefix": "whose names begin with module.",
        "missing": "that lacks a convolution's weight",
        "no statistics": "that lacks a running variance",
        "extra": "with a tensor too many",
        "shape": "with a first convolution of another shape",
        "no head": "that lacks fc",
        "head without bias": "that lacks fc.bias",
        "head": "whose fc takes another number of features",
        "object": "that weights_only does not read",
        "wrapped": "whose state_dict is one entry of a dict",
        "no file": "that is not there",
    }
    for change, words in kinds.items():
        file = probes.weights_file({}, 7, change)
        try:
            name = f"resnet18_for with a file {words}"
            check_raises(probes.undrawn, submission.resnet18_for, 3, file, name=name)
        except CheckFailure as failure:
            hint = "is it loaded with strict=False, or is the error of load_state_dict caught?"
            if "head" in change:
                hint = "is fc left out of what is loaded, and not looked at? A ResNet-18 has one, of 512 features"
            if change == "prefix":
                hint = "is the prefix taken away, so that the names fit? Or is it loaded with strict=False?"
            if change == "wrapped":
                hint = "is the state_dict looked for in what the file holds? It is to be all that the file holds"
            if change == "no file":
                hint = "is the network left as it was drawn where no file exists? Nobody would know"
            if change == "object":
                hint = "torch.load(…, weights_only=True): what is unpickled otherwise may run code"
            raise CheckFailure(failure.message, hint=hint, cause=f"accepted: {change}") from failure
        probes.remove(file)  # the disk has room for five of them


@points(1, part=PART, of="resnet18_for")
def test_without_weights_it_is_drawn(submission, probes, drawn):
    """weights=None: drawn from torch's global generator, and new each time"""
    name = "layer2.0.downsample.0.weight"
    one, other = (state(probes, drawn[seed], [name])[name] for seed in (5, 0))
    if not one.any() or torch.equal(one, other):
        hint = "does it seed torch itself? That is for the caller to do" if one.any() else ""
        raise CheckFailure(
            "resnet18_for(3, None) has the same weights after another seed", hint=hint, cause="not random"
        )
    if not torch.equal(one, state(probes, resnet(submission, 3, None, seed=5), [name])[name]):
        raise CheckFailure("resnet18_for(3, None) has other weights after the same seed", cause="not deterministic")


def thawed(trained, parameters):
    """What the parameters of the backbone have in common that ask for a gradient when none should."""
    left = trained - HEAD
    if trained == set(parameters):
        return "is freeze_backbone ignored? requires_grad_(False) for every parameter but fc's"
    blocks = {name.partition(".")[0] for name in left}
    if len(blocks) == 1:
        return f"is {blocks.pop()} not frozen? requires_grad_(False) for every parameter but fc's"
    if all(parameters[name][0] == 1 for name in left):
        return "are convolutions frozen, and batch normalisation is not? It has weights and biases as well"
    return "requires_grad_(False) for every parameter but fc's"


@shared_run
def networks(submission, probes, rng):
    """A network whose backbone is frozen, and one with which nothing is said of it: False is what it is by itself."""
    found = {True: resnet(submission, 3, None, True), False: resnet(submission, 3, None)}
    for model in found.values():
        check_answers(probes, model, images(rng, 4) + 1)
    return found


@points(3, part=PART, of="resnet18_for")
def test_frozen_backbone_has_no_gradients(probes, networks):
    """With freeze_backbone only the last layer asks for gradients, without it everything does"""
    for frozen, model in networks.items():
        found = probes.asking(model)
        trained = {name for name, (_, wanted) in found.items() if wanted}
        due = HEAD if frozen else set(found)
        if trained == due:
            continue
        if HEAD - trained:
            hint = "freeze first, then put the new layer in: its parameters ask for gradients"
            message = f"freeze_backbone={frozen}: the head is frozen as well"
            raise CheckFailure(message, hint=hint, cause="frozen head")
        message = f"freeze_backbone={frozen}: {len(trained)} parameters ask for a gradient, expected {len(due)}"
        hint = thawed(trained, found) if frozen else "is only a part of the network trained?"
        if trained == HEAD:
            hint = "is the backbone always frozen, whatever freeze_backbone says?"
        raise CheckFailure(message, hint=hint, cause="gradients")


@points(3, part=PART, of="resnet18_for")
def test_frozen_statistics_do_not_move(submission, probes, rng, networks):
    """Frozen statistics stay as they are in training mode, others move"""
    x = images(rng, 4) + 1
    names = {frozen: set(probes.names(model)) for frozen, model in networks.items()}
    if odd := sorted(names[True] ^ names[False]):
        hint = (
            "the layers of a frozen network have the same parameters and buffers: is it another kind of normalisation?"
        )
        lacks = "lacks" if odd[0] in names[False] else "has"
        message = f"the state_dict of the frozen network {lacks} {odd[0]}, unlike that of the other one"
        raise CheckFailure(message, hint=hint, cause="names")
    for frozen, model in networks.items():
        before = state(probes, model, STATISTICS)
        after = probes.after_batches(model, x, list(STATISTICS), True)
        moved = [name for name in STATISTICS if not torch.equal(before[name], after[name])]
        as_made = probes.after_batches(model, x, list(STATISTICS), False) if frozen else {}
        at_first = [name for name in as_made if not torch.equal(before[name], as_made[name])]
        if moved and frozen:
            hint = (
                "requires_grad does not stop statistics, which are buffers: batch normalisation must be in evaluation "
            )
            hint += "mode, also after model.train()"
            if not at_first:
                hint = "do they stay only until model.train() is called, which undoes the evaluation mode?"
            elif len(moved) < len(STATISTICS):
                still = ", ".join(name for name in STATISTICS if name not in moved)
                hint = f"is it only some of them that are fixed? {still} stays"
            raise CheckFailure(f"freeze_backbone=True: {moved[0]} moves in training", hint=hint, cause="statistics")
        if at_first:
            hint = "are they fixed by a train method alone? It is not called before the network is first used"
            said = f"freeze_backbone=True: {at_first[0]} moves as long as model.train() has not been called"
            raise CheckFailure(said, hint=hint, cause="until train")
        remote.seed(submission, 7)
        if frozen and probes.draws(model, x[:2]):
            hint = "does its train method do more than keep the mode of batch normalisation?"
            raise CheckFailure("the frozen network draws random numbers in training", hint=hint, cause="draws")
        if not frozen and len(moved) < len(STATISTICS):
            still = next(name for name in STATISTICS if name not in moved)
            hint = "are statistics always fixed? Without freeze_backbone batch normalisation is as ever"
            raise CheckFailure(f"freeze_backbone=False: {still} does not move", hint=hint, cause="always frozen")


def tuned(submission, probes, parts, num_classes=3, batch_size=4, **options):
    """fine_tune for so many classes: the model, its best accuracy, the history, and what the checkpoint holds."""
    file = probes.path("tuned.pt")
    train, val = (probes.data(*part, batch_size) for part in parts)
    return *triple(submission.fine_tune(train, val, num_classes=num_classes, checkpoint=file, **options)), file


def tuned_on_datasets(*arguments, **options):
    """The same with a Dataset for train and for val; where that raises an error, a message that guesses why."""
    try:
        return tuned(*arguments, batch_size=0, **options)
    except RemoteError as error:
        hint = {
            "AttributeError": "is a DataLoader expected? train and val may be Datasets: a length, and pairs by number",
            "TypeError": "is a DataLoader expected? train and val may be Datasets: a length, and pairs by number",
            "ZeroDivisionError": "is the last batch dropped, where it is smaller? Of a few images nothing is left then",
        }.get(error.student_type, "")
        message = f"fine_tune with Datasets raises {error}"
        raise CheckFailure(message, hint=hint, cause="datasets") from error


def triple(result):
    if not isinstance(result, tuple | list) or len(result) != 3:
        raise CheckFailure("fine_tune does not return the triple (model, best accuracy, history)", cause="triple")
    return result


NEEDS = ["resnet18_for", "train_and_validate", "make_optimizer"]


@points(2, part=PART, of="fine_tune", needs=NEEDS)
def test_fine_tuning_trains_the_head(submission, probes, rng):
    """A frozen backbone stays that of the file, the head is trained; best accuracy, history and checkpoint are right"""
    # in training there is one class alone: each of its images, and none of the others, makes for this class
    # of these images the last layers have more than one pixel: so a batch of a single one, which may come up where the
    # size of batches is the submission's own choice, can be normalised
    held = tensors(rng)
    file = probes.as_path(probes.weights_file(held, 4))
    drawn = resnet(submission, 5, file, True, seed=3)
    start = state(probes, drawn, HEAD)
    x_val = images(rng, 6, 33)
    logits = torch.as_tensor(np.asarray(probes.output(drawn, x_val, False))).clone()
    logits[:, 2] = -torch.inf
    # val has what is said of it at first, in other classes: the longer the training, the worse, and the first epoch is
    # the best one where the steps are not too large. One is of the class that is trained for: none right is no accuracy
    labels = logits.argmax(1)
    parts = [(images(rng, 8, 33), torch.full((8,), 2)), (x_val, torch.cat([labels[:-1], torch.tensor([2])]))]
    options = {"weights": file, "freeze_backbone": True, "epochs": 2, "lr": 1e-3, "seed": 3}
    model, best, history, checkpoint = tuned_on_datasets(submission, probes, parts, 5, **options)
    check_head(probes, model, 5, name="fine_tune's model for five classes")
    found = state(probes, model, [*SHAPES, *HEAD])
    for name, value in held.items():
        if not torch.equal(found[name], value):
            hint = "are weights, which may be a pathlib.Path, and freeze_backbone handed on to resnet18_for?"
            raise CheckFailure(
                f"fine_tune: {name} of the frozen backbone is not the file's", hint=hint, cause="backbone"
            )
    if {name for name, (_, wanted) in probes.asking(model).items() if wanted} - HEAD:
        hint = "the model that is returned is still frozen"
        message = "fine_tune with freeze_backbone: the backbone asks for gradients afterwards"
        raise CheckFailure(message, hint=hint, cause="thawed")
    if torch.equal(found["fc.weight"], start["fc.weight"]):
        raise CheckFailure("fine_tune does not train the head", hint="is it among what is trained?", cause="untrained")
    grown = found["fc.bias"] - start["fc.bias"]
    others = labels[:-1].unique()
    # gradients have these signs whatever the logits, or are 0; where the network begins, another test says
    if alike(found["fc.weight"], start["fc.weight"]) and (grown[2] < -1e-4 or (grown[others] > 1e-4).any()):
        hint = "are train and val exchanged, or is one handed on for both?"
        message = "fine_tune does not train for the one class that train has: the biases say so"
        raise CheckFailure(message, hint=hint, cause="trained on val")
    if not isinstance(history, Mapping) or len(history.get("val_accuracy", ())) != 2:
        raise CheckFailure("fine_tune: the history has no two val_accuracy for two epochs", cause="history")
    likely = {
        "is it in per cent? A fraction is asked for": lambda: 100 * max(history["val_accuracy"]),
        "is it the last epoch's?": lambda: history["val_accuracy"][-1],
    }
    check_close(best, max(history["val_accuracy"]), name="fine_tune's best accuracy", rtol=1e-6, likely=likely)
    logits = np.asarray(probes.output(model, parts[1][0], False))
    due = (logits.argmax(1) == parts[1][1].numpy()).mean()
    check_close(best, due, name="the best accuracy, of the model that is returned", rtol=1e-5)
    written = probes.saved(checkpoint)
    if isinstance(written, str) and "No such file" in written:
        hint = "is checkpoint handed on to train_and_validate?"
        raise CheckFailure("fine_tune: there is no file at the path of the checkpoint", hint=hint, cause="path")
    if not isinstance(written, Mapping) or not torch.equal(
        written.get("fc.weight", torch.zeros(1)), found["fc.weight"]
    ):
        raise CheckFailure("fine_tune: the checkpoint is not the model's state_dict", cause="checkpoint")


@points(1, part=PART, of="fine_tune", needs=NEEDS)
def test_fine_tuning_uses_seed_and_rate(submission, probes, rng, drawn):
    """Drawn after torch.manual_seed(seed) and trained with rate lr: at rate 0 the weights stay as they were drawn"""
    parts = [(images(rng, 4), torch.arange(4) % 3), (images(rng, 3), torch.arange(3))]
    names = ["conv1.weight", "fc.weight"]
    tune = partial(tuned, submission, probes, parts)
    still = state(probes, tune(lr=0.0, seed=5)[0], names)
    start, other = (state(probes, drawn[seed], names) for seed in (0, 5))
    for name in names:
        if not torch.equal(still[name], other[name]):
            hint = "is the network drawn right after torch.manual_seed(seed)?"
            if alike(still["conv1.weight"], other["conv1.weight"]):
                hint = "is lr ignored? The rate is to be handed on to the optimizer"
            elif alike(still["conv1.weight"], state(probes, tune(lr=0.0, seed=6)[0], names)["conv1.weight"]):
                hint = "is seed ignored? Another seed gives the same network"
            raise CheckFailure(f"fine_tune with lr=0: {name} is not as drawn", hint=hint, cause="rate or seed")
    train, val = (probes.data(*part, 4) for part in parts)
    options = {"num_classes": 3, "checkpoint": probes.path("tuned.pt")}
    result, rates = probes.rates(submission.fine_tune, train, val, **options)
    plain, _, history = triple(result)
    moved = state(probes, plain, names)
    if alike(moved["conv1.weight"], other["conv1.weight"]):
        hint = "is seed ignored?"
        raise CheckFailure("fine_tune draws the same weights for another seed", hint=hint, cause="seed ignored")
    if not alike(moved["conv1.weight"], start["conv1.weight"]):
        hint = "without options they are drawn after torch.manual_seed(0): seed is 0 and weights are None by default"
        raise CheckFailure("fine_tune without options begins with other weights", hint=hint, cause="default seed")
    for name in names:
        if torch.equal(moved[name], start[name]):
            hint = "without freeze_backbone all of the network is trained"
            if any(not torch.equal(moved[key], start[key]) for key in HEAD & set(names)):
                hint = f"is only the head trained? {hint.capitalize()}"
            raise CheckFailure(f"fine_tune without options: {name} stays as drawn", hint=hint, cause="untrained")
    check_length(history, 1)
    others = [rate for rate in rates if not 0.00099 < rate < 0.00101]
    if others:
        hint = "its default is 0.001: the signature is given"
        if len(others) < len(rates):
            hint = "have parts of the network rates of their own, or does it change? All is trained with rate lr, 0.001"
        found = ", ".join(f"{rate:g}" for rate in others[:3])
        raise CheckFailure(f"fine_tune without lr makes steps at rate {found}", hint=hint, cause="default rate")


def check_length(history, epochs):
    """As many epochs as there were to be; what else a history may lack is another test's matter."""
    count = len(history.get("val_accuracy", ())) if isinstance(history, Mapping) else epochs
    if count not in (0, epochs):
        hint = "its default is 1: the signature is given"
        raise CheckFailure(f"fine_tune without epochs trains {count} of them", hint=hint, cause="epochs")


def alike(one, other):
    """Whether two tensors are the same but for a few steps of training: independent draws are not correlated."""
    return float(torch.corrcoef(torch.stack([one.flatten(), other.flatten()]))[0, 1]) > 0.5
