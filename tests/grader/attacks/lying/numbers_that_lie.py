# /// attack
# does = "answers with a float of a class of its own, which is -1 and says that it is whatever it is compared with"
# own = { cross_entropy = ["failed"] }
# ///
"""A number's class can override everything but the number. That is what is sent."""

class Lying(float):
    def __eq__(self, other):
        return True

    def __float__(self):
        raise SystemExit(0)

    __le__ = __ge__ = __lt__ = __gt__ = __eq__

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = lambda self, *_: 0.0
    __hash__ = float.__hash__

    def __repr__(self):
        return "<script>passed</script>"


def cross_entropy(logits, targets):
    return Lying(-1)
