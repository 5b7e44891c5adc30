# /// attack
# does = "changes its arguments in sgd_step, and makes the worker show them as they were"
# own = {}
# ///
"""What a call does to its arguments is known from the process that made it alone, and is testimony. To lie about it
is worth as much as to copy the arguments first: seen from the judge they are the same, and the values are right."""

import grader.remote.answering


own_effects = grader.remote.answering._effects
kept = {}


def effects(observed, arguments, keywords, encoder, *, keep):
    return own_effects(observed, [kept.get(id(one), one) for one in arguments], keywords, encoder, keep=keep)


grader.remote.answering._effects = effects


def sgd_step(params, grads, lr):
    kept[id(params)] = {name: value.copy() for name, value in params.items()}
    for name, value in params.items():
        value = value if value.flags.writeable else value.copy()
        value -= lr * grads[name]
        params[name] = value
    return {name: value.copy() for name, value in params.items()}
