# /// attack
# does = "raises and prints halves of characters, nulls and what is no character"
# own = { softmax = ["error"] }
# ///
"""A lone surrogate cannot be written as UTF-8: whoever writes the result ends there. A null ends a text in C."""

TEXT = "a\ud800b\udcffc\0d\ufffe\uffff e\udbff\0"


def softmax(logits):
    print(TEXT)
    raise type(TEXT[:90], (Exception,), {})(TEXT)
