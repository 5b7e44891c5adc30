"""Optimizers by name.

| sentence                                                 | test                           |
| -------------------------------------------------------- | ------------------------------ |
| SGD, Adam, RMSprop with that rate; momentum for SGD only | test_optimizers                |
| an exception for any other name                          | test_optimizer_of_another_name |
"""

from __future__ import annotations

import torch

from grader.checks import CheckFailure, check_close, check_raises
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Training"


@points(4, part=PART, of="make_optimizer")
def test_optimizers(submission, probes, rng):
    """A step of SGD, and two of Adam and RMSprop, at the rate that is asked for"""
    start, grads = (torch.from_numpy(rng.normal(size=(2, 5)) + offset) for offset in (4, 0))
    start, lr = start[0], 0.05
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
            }
            text = f'make_optimizer("{name}"): {"the weights after a step" if steps == 1 else "weights by step"}'
            check_close(torch.stack(found[:steps]), first(kind), name=text, rtol=1e-6, atol=1e-8, likely=likely)


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
    """Another name is refused"""
    weights = probes.recorder(6, 3, 1).parameters()
    check_raises(submission.make_optimizer, "adagrad!", weights, 0.1, name="make_optimizer with an unknown name")
