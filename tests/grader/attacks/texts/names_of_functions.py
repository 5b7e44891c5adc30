# /// attack
# does = "raises in functions and classes whose names are markup and escapes"
# own = { softmax = ["error"] }
# ///
"""The lines of a traceback name functions and show source: both are the student's."""

NAME = "<img src=x onerror=alert(1)>\x1b[2J\u202e[red]"


def inner():
    raise type(NAME, (ValueError,), {"__module__": NAME, "__qualname__": NAME})(NAME)  # <script>alert(1)</script>


inner.__code__ = inner.__code__.replace(co_name=NAME, co_qualname=NAME)


def softmax(logits):
    inner()
