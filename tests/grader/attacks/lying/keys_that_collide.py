# /// attack
# does = "answers with a dict whose 3,000 keys have one and the same hash"
# own = { init_params = ["failed"] }
# ///
"""A dict of n such keys takes n² steps to make again: with 100,000 of them minutes. Keys of a kind that can be made
to collide are counted."""

KEYS = {number * (2**61 - 1): None for number in range(8, 3_000)}


def init_params(sizes, rng):
    return KEYS
