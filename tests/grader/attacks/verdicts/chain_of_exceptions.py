# /// attack
# does = "raises an exception with a chain of causes that ends in itself"
# own = { softmax = ["error"] }
# ///
"""Who follows the causes of an exception to the first never ends."""

def softmax(logits):
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__context__ = second, first
    first.__notes__ = ["passed"] * 10_000
    raise first
