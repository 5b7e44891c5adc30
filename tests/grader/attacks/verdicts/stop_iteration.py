# /// attack
# does = "raises StopIteration"
# own = { softmax = ["error"] }
# says = "StopIteration"
# ///
"""A test that maps the function over its cases ends at the first, without an error. It arrives as another
exception."""

def softmax(logits):
    raise StopIteration
