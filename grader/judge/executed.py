"""The notebook that was graded, with the outputs that its cells had in the sandbox.

The outputs are the submission's own account of itself: they are shown, and no point rests on them.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from grader.remote.outcomes import ProtocolViolation
from grader.submission.disk import MEBIBYTE

_ROOM = 1 << 20  # bytes of JSON around what is shown


class _Output(msgspec.Struct, tag_field="output_type", forbid_unknown_fields=True):
    """One of nbformat's four."""


class _Stream(_Output, tag="stream"):
    name: Literal["stdout", "stderr"]
    text: str


class _Display(_Output, tag="display_data"):
    data: dict[str, str]
    metadata: dict[str, str]


class _Result(_Output, tag="execute_result"):
    data: dict[str, str]
    metadata: dict[str, str]
    execution_count: int


class _Error(_Output, tag="error"):
    ename: str
    evalue: str
    traceback: list[str]


_Shown = list[tuple[int, list[_Stream | _Display | _Result | _Error]]]


def executed(cells: bytes, shown: bytes, most_mb: float) -> bytes:
    """The notebook `cells` (without outputs, each code cell with its line) with those in `shown`; as nbformat has it.

    ProtocolViolation when what is shown is no list of outputs, or clearly more than `most_mb`.
    """
    if len(shown) > 2 * most_mb * MEBIBYTE + _ROOM:  # what is honest keeps to half of it
        raise ProtocolViolation("the outputs of the cells are too many")
    try:
        told = msgspec.json.decode(shown, type=_Shown)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolViolation("the outputs of the cells are none") from error
    outputs = dict(told)
    notebook: dict[str, Any] = msgspec.json.decode(cells)
    count = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and cell["metadata"]["line"] in outputs:
            count += 1
            cell["outputs"] = outputs[cell["metadata"]["line"]]
            cell["execution_count"] = count
    notebook["metadata"] = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    return msgspec.json.format(msgspec.json.encode(notebook), indent=1) + b"\n"
