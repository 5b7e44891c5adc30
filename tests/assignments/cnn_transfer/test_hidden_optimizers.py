"""Optimizers by name.

| sentence                                                 | test                           |
| -------------------------------------------------------- | ------------------------------ |
| SGD, Adam, RMSprop with that rate; momentum for SGD only | test_optimizers                |
| momentum for SGD: none, or below 1                       | test_momentum                  |
| nothing is drawn                                         | test_momentum                  |
| an exception for any other name                          | test_optimizer_of_another_name |
"""

from __future__ import annotations

import torch

from grader.checks import CheckFailure, check_close, check_raises
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Training"


@points(3, part=PART, of="make_optimizer")
def test_optimizers(submission, probes, rng):
    """A step of SGD, and two of Adam and RMSprop, at the rate that is asked for"""
    start, grads = (torch.from_numpy(rng.normal(size=(2, 5)) + offset) for offset in (4, 0))
    # two more: gradients that are tiny, which shows what is added to the denominator, and those that fall from 1
    start, lr = torch.cat([start[0], torch.ones(2)]), 0.05
    grads = torch.cat([grads, torch.tensor([[1e-6, 1], [1e-6, 1e-6]])], dim=1)
    kinds = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "rmsprop": torch.optim.RMSprop}

    def after(kind, lr=lr, **options):
        parameter = start.clone().requires_grad_()
        optimizer = kind([parameter], lr=lr, **options)
        found = []
        for grad in grads:
            parameter.grad = grad.clone()
            optimizer.step()
            found.append(parameter.detach().clone())
        return found

    for name, kind in kinds.items():
        for as_iterator in (False, True):
            found = stepped(submission, probes, name, lr, start, grads, as_iterator)
            # with momentum, which SGD may have, only the first step is known; two tell Adagrad from Adam
            steps = 1 if name == "sgd" else 2

            def first(*arguments, steps=steps, **options):
                return torch.stack(after(*arguments, **options)[:steps])

            others = {
                f"is it {other.__name__}?": (lambda other=other, first=first: first(other))
                for other in (*kinds.values(), torch.optim.AdamW, torch.optim.Adagrad)
                if other is not kind
            }
            likely = {
                "is lr handed on? The rate is torch's own, 0.001": lambda kind=kind, first=first: first(kind, 1e-3),
                "is lr handed on? The rate is 0.01": lambda kind=kind, first=first: first(kind, 1e-2),
                "is weight decay set?": lambda kind=kind, first=first: first(kind, weight_decay=1e-2),
                "is it Nesterov's momentum, which is not the default?": lambda first=first: first(
                    torch.optim.SGD, momentum=0.9, nesterov=True
                ),
                **others,
                "is eps set?": lambda kind=kind, first=first: first(kind, eps=1e-7),
                "is amsgrad set?": lambda first=first: first(torch.optim.Adam, amsgrad=True),
            }
            if name == "sgd":
                del likely["is eps set?"]  # it has none
            text = f'make_optimizer("{name}"): {"the weights after a step" if steps == 1 else "weights by step"}'
            check_close(torch.stack(found[:steps]), first(kind), name=text, rtol=1e-6, atol=1e-8, likely=likely)


@points(1, part=PART, of="make_optimizer", excuses=False)
def test_momentum(submission, probes, rng):
    """SGD has no momentum or one below 1, all else as torch has it; making an optimizer draws nothing"""
    start, grads = torch.from_numpy(rng.normal(size=5)), torch.from_numpy(rng.normal(size=(2, 5)))
    one, two = stepped(submission, probes, "sgd", 0.05, start, grads, False)
    # the second step is lr (g₂ + momentum · g₁)
    rest = (one - two) / 0.05 - grads[1]
    momentum = float(rest @ grads[0] / (grads[0] @ grads[0]))
    if (rest - momentum * grads[0]).norm() > 1e-5 * (grads.norm() + rest.norm()):
        hint = "is something other than momentum set, dampening say? All else is torch's default"
        raise CheckFailure('make_optimizer("sgd"): the second step is not SGD\'s', hint=hint, cause="second step")
    if not -1e-5 < momentum < 0.9999:
        hint = "each step is to add less of those before, and not more: 0.9, say"
        message = f'make_optimizer("sgd") has momentum {momentum:.3g}, with which steps grow for ever'
        raise CheckFailure(message, hint=hint, cause="momentum")
    for name in ("sgd", "adam", "rmsprop"):
        if probes.drawn_by(submission.make_optimizer, name, probes.recorder(6, 3, 1)):
            hint = "an optimizer draws nothing, nor is torch to be seeded for it"
            raise CheckFailure(f'make_optimizer("{name}") changes torch\'s random state', hint=hint, cause="draws")


def stepped(submission, probes, name, lr, start, grads, as_iterator):
    """The weights after each step; where only an iterator of parameters fails, the message says so."""
    try:
        return probes.stepped(submission.make_optimizer, name, lr, start, grads, as_iterator)
    except RemoteError as error:
        if not as_iterator:
            raise
        hint = "model.parameters() is an iterator: it has no length, and what goes through it leaves the optimizer none"
        message = f'make_optimizer("{name}") raises {error.student_type} where parameters come from an iterator'
        raise CheckFailure(message, hint=hint, cause="iterator") from error


@points(1, part=PART, of="make_optimizer")
def test_optimizer_of_another_name(submission, probes):
    """Another name is refused, also that of another optimizer, or in capitals"""
    weights = probes.recorder(6, 3, 1).parameters()
    for name in ("adagrad!", "Adam", "SGD", "adamw", "adagrad", ""):
        said = f'make_optimizer with the unknown name "{name}"'
        check_raises(submission.make_optimizer, name, weights, 0.1, name=said)
