"""What a student may have written, made safe to show: capped, and with nothing in it that hides or moves.

Escaping markup is the template's work (autoescape); this is about characters that are not markup and yet change
what a reader sees: terminal escapes, bidirectional overrides, invisible characters, piles of accents, sheer length.
"""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 80
LONGEST_TITLE = 200
LONGEST_MESSAGE = 4_000
LONGEST_OUTPUT = 8_000
LONGEST_ANYTHING = 40_000

MARKS_IN_A_ROW = 3
_CONTROLS = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
).split()
_HIDDEN_CATEGORIES = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
# Unicode calls these letters, marks or symbols, but they take up room, or none, without showing anything.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def visible(text: str) -> str:
    """`text` with every control, invisible or direction-changing character replaced by a name for it.

    Line feeds and tabs stay; CR LF becomes LF. ESC becomes [ESC], U+202E becomes [U+202E].
    """
    text = text.replace("\r\n", "\n")
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if character in "\n\t":
            shown.append(character)
        elif category in _HIDDEN_CATEGORIES or character in _BLANK or 0xFE00 <= ord(character) <= 0xFE0F:
            shown.append(_name(ord(character)))
        elif marks <= MARKS_IN_A_ROW:
            shown.append(character)
        elif marks == MARKS_IN_A_ROW + 1:
            shown.append("[more marks]")
    return "".join(shown)


def one_line(text: str, longest: int = LONGEST_NAME) -> str:
    """`text` as one visible line of at most `longest` characters and an ellipsis."""
    start = text[: longest + 1].replace("\r\n", "\n").replace("\n", "[LF]").replace("\t", " ")
    shown = visible(start).strip()
    return shown if len(text) <= longest >= len(shown) else shown[: longest - 1].rstrip() + "…"


def block(text: str, longest: int = LONGEST_MESSAGE) -> str:
    """`text` with its line breaks, visible, its end cut off beyond `longest` characters."""
    rest = len(text) - longest
    shown = visible(text[:longest]).strip("\n")
    return f"{shown}\n[{rest:,} more characters are not shown]" if rest > 0 else shown


def head_and_tail(text: str, longest: int = LONGEST_OUTPUT) -> str:
    """`text` with its middle cut out beyond `longest` characters: how it began and how it ended."""
    rest = len(text) - longest
    if rest <= 0:
        return visible(text).strip("\n")
    head, tail = text[: longest // 2], text[-(longest // 2) :]
    return f"{visible(head)}\n[{rest:,} characters in the middle are not shown]\n{visible(tail)}"


def _name(code: int) -> str:
    if code < len(_CONTROLS):
        return f"[{_CONTROLS[code]}]"
    return "[DEL]" if code == 0x7F else f"[U+{code:04X}]"
