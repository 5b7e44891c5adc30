# /// attack
# does = "answers with an object of 2^60 items, an iterator without end"
# own = { softmax = ["failed"] }
# ///
"""A reader that makes a list of it never ends. It is an object like others, and nobody iterates over it."""

class Endless:
    shape = (5, 3)

    def __len__(self):
        return 1 << 60

    def __iter__(self):
        while True:
            yield 0.5

    def __getitem__(self, index):
        return self

    def __index__(self):
        return 1 << 60


def softmax(logits):
    return Endless()
