# /// attack
# does = "answers with a str and an int of classes of their own, keys and values of a dict, whose methods lie and raise"
# own = { init_params = ["failed"] }
# ///
"""The keys of a dict are compared and hashed by the judge: as plain texts and numbers, made from what the objects
hold."""

class Text(str):
    def __eq__(self, other):
        return True

    def __hash__(self):
        raise SystemExit(0)

    def __len__(self):
        return -1

    def encode(self, *_):
        raise SystemExit(0)

    __str__ = __repr__ = __iter__ = __getitem__ = lambda self, *_: "W1"


class Number(int):
    __index__ = __int__ = __float__ = lambda self: 1 << 70
    __eq__ = lambda self, other: True
    __hash__ = lambda self: 7


class Keys(dict):
    def items(self):
        return [("W1", np.zeros((7, 4)))]

    def __iter__(self):
        return iter(["W1", "b1", "W2", "b2"])

    keys = __iter__


class Quiet(Text):
    __hash__ = str.__hash__


def init_params(sizes, rng):
    return Keys({Quiet("passed"): Text("W1"), Number(3): Number(4), 5: [Text("x")] * 3})
