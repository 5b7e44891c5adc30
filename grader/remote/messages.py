"""What is asked of a worker and what it answers; msgpack arrays of fixed form, checked on decoding."""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

Operation = Literal[
    "shown",  # the outputs of a notebook's cells, as JSON
    "report",  # what the file defines, and what of it could not be read or run
    "call",  # target, *arguments; `name`: an attribute of the target ("" is the target itself)
    "get",  # target
    "set",  # target, value
    "operate",  # `name`: one of the operations on objects; its operands
    "fetch",  # target
    "make",  # `name`: an allow-listed constructor; its arguments
    "seed",  # number
    "clock",  # CPU seconds of the worker so far, by its own account
    "teach",  # source of probes.py
    "probe",  # `name`: a probe; its arguments
    "vjp",  # function, inputs, cotangent
    "watch",  # patterns of the calls that are forbidden from now on
    "follow",  # how calls of one function are followed from now on, as a dict
    "followed",  # the shares that the last such call came to; no further one is followed
]


class Request(msgspec.Struct, array_like=True, frozen=True):
    """`arguments` and `keywords` are wire forms of a list and a dict; the module itself is the target None.

    `opaque` says which results become handles: an index into a returned tuple, -1 for the result as a whole.
    """

    id: int
    operation: Operation
    name: str
    arguments: Any
    keywords: Any
    observe: bool
    opaque: tuple[int, ...]
    released: tuple[int, ...]
    sizes: tuple[int, ...]


class Failure(msgspec.Struct, array_like=True, frozen=True):
    """An exception of the student's code: its type, the nearest builtin, its text, (line, function, text) frames."""

    type: str
    builtin: str
    message: str
    frames: tuple[tuple[int, str, str], ...]


GlobalGenerator = Literal["numpy.random", "random", "torch"]


class EffectsForm(msgspec.Struct, array_like=True, frozen=True):
    """Raw evidence around one call: arguments afterwards; (generator, digest before, digest after); warnings."""

    arguments: tuple[Any, ...]
    keywords: dict[str, Any]
    generators: tuple[tuple[GlobalGenerator, bytes, bytes], ...]
    warnings: tuple[str, ...]
    grad_mode: tuple[bool, bool]


class Reply(msgspec.Struct, array_like=True, frozen=True):
    """`generators`: (key, state) of each random generator among the arguments, after the call.

    `result` of a call that was "stopped" are the shares that it came to, a plain list.
    """

    id: int
    status: Literal["value", "error", "memory", "too_large", "forbidden", "stopped"]
    result: Any
    failure: Failure | None
    effects: EffectsForm | None
    generators: tuple[tuple[int, Any], ...]
    sizes: tuple[int, ...]


BrokenKind = Literal["syntax", "exception", "forbidden", "timeout"]


MAX_BROKEN = 200
NO_KEYWORDS: Final = ["d", []]  # the form of most calls' keywords


class Broken(msgspec.Struct, array_like=True, frozen=True):
    """A part of the file that could not be read or run.

    `kind`: "syntax", "exception", "forbidden" (an import that the assignment forbids) or "timeout" (it took too long
    when it was first run, and is left out since); `names` are those it would have defined.
    """

    kind: BrokenKind
    line: int
    message: str
    names: tuple[str, ...]


class LoadReport(msgspec.Struct, array_like=True, frozen=True):
    """What a submission's file defines: name → whether it can be called; and what of it is broken."""

    names: dict[str, bool]
    broken: tuple[Broken, ...]


class Setup(msgspec.Struct, array_like=True, frozen=True):
    """How a base process finds the student's file; `forbidden` are top-level packages, for the message only.

    `notebook`: the file of the cells that are run in place of `file`, which is the same as a script; "" for none.
    `seconds`: CPU time that a statement at the top level may take, up to the number `known`; `later_seconds`: behind
    it. `left_out`: those not to be run, by their numbers from 1, with the reason. `engine`: what runs the cells, and
    `most_shown`: bytes that are kept of what a cell shows, and of all of it.
    """

    file: str
    forbidden: tuple[str, ...]
    seconds: float
    later_seconds: float
    known: int = 0
    left_out: dict[int, str] = {}
    notebook: str = ""
    engine: str = "ipython"
    most_shown: tuple[int, int] = (0, 0)


# made once, before there are forks: looking through a type takes longer than reading a message
REQUESTS: Final = msgspec.msgpack.Decoder(Request)
REPLIES: Final = msgspec.msgpack.Decoder(Reply)
SETUPS: Final = msgspec.msgpack.Decoder(Setup)

MAX_TEXT = 2000


def shortened(text: str, limit: int = MAX_TEXT) -> str:
    """At most `limit` characters, all of which can be written as UTF-8."""
    plain = str.__str__(text)  # a student's own str may have its own idea of its length
    kept = plain if len(plain) <= limit else f"{plain[:limit]}… ({len(plain):,} characters)"
    return kept.encode("utf-8", "backslashreplace").decode("utf-8")


def shortened_already(text: str, limit: int = MAX_TEXT) -> str:
    """A text that its sender should have shortened: left as it is if so."""
    return text if len(text) <= limit + len("… (1,000,000,000 characters)") else shortened(text, limit)
