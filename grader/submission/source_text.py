"""The bytes of a Python file as UTF-8, or why Python could not read them."""

from __future__ import annotations

import codecs
import io
import re
import tokenize

from grader.submission.form import printable

# Those in which editors save. The others that PEP 263 lets a file name are slow to decode, or mean other
# characters by the ASCII bytes, or are no encodings of text at all.
ENCODINGS = re.compile(
    r"utf-8(-sig)?|ascii|iso8859-\d+|cp\d+|koi8-[rut]|mac-\w+|gbk|gb18030|gb2312|big5\w*|euc_\w+|shift_jis\w*|johab"
)
HEAD = re.compile(rb"(?:[^\r\n]*(?:\r\n|\r|\n)?){2}")
COOKIE = re.compile(rb"((?:^|[\r\n])[ \t\f]*#[^\r\n]*?coding[:=][ \t]*)([-\w.]+)")
WIDE_MARKS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16", codecs.BOM_UTF32_BE: "UTF-32"}


class Unreadable(Exception):
    """The text says what is wrong with the source, to follow the file's name."""


def as_utf8(content: bytes) -> bytes:
    """The same source in UTF-8 without a byte order mark, its coding line (PEP 263) saying so; lines stay as they are.

    Unreadable when it is empty, not text, or not in the encoding that it names (UTF-8 when it names none).
    """
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise Unreadable("is empty")
    for mark, encoding in WIDE_MARKS.items():
        if content.startswith(mark):
            raise Unreadable(f"is saved as {encoding}; save it as UTF-8")
    null = content.find(b"\0")
    if null >= 0:
        raise Unreadable(f"is not Python source: {_place(content, null)} is a null byte, as in a binary file")
    marked = content.startswith(codecs.BOM_UTF8)
    content = content.removeprefix(codecs.BOM_UTF8)
    head = _head(content)
    encoding = "utf-8" if marked else _encoding(head)
    try:
        source = content.decode(encoding).encode()
    except UnicodeDecodeError as error:
        where, byte = _place(content, error.start), content[error.start]
        raise Unreadable(f"is not {_shown(encoding)}: {where} is byte 0x{byte:02x}; save it as UTF-8") from error
    if not marked and encoding == "utf-8":
        return source
    head = _head(source)
    return COOKIE.sub(rb"\1utf-8", head, count=1) + source[len(head) :]


def _head(source: bytes) -> bytes:
    """The first two lines, which alone may name an encoding."""
    match = HEAD.match(source)
    return match[0] if match else b""


def _encoding(head: bytes) -> str:
    """The encoding that the first two lines name, as Python's registry spells it."""
    lines = re.sub(rb"\r\n?", b"\n", head)
    try:
        named, _ = tokenize.detect_encoding(io.BytesIO(lines).readline)
    except SyntaxError as error:
        if "unknown encoding" in str(error):
            raise Unreadable(f"names an encoding that Python does not know ({printable(str(error))})") from error
        return "utf-8"  # the first two lines are not, and decoding all of it says where
    encoding = codecs.lookup(named).name
    if not ENCODINGS.fullmatch(encoding):
        raise Unreadable(f"is saved in the encoding {encoding}, which is not accepted here; save it as UTF-8")
    return encoding


def _place(content: bytes, offset: int) -> str:
    before = re.split(rb"\r\n|\r|\n", content[:offset])
    return f"line {len(before)}, byte {len(before[-1]) + 1}"


def _shown(encoding: str) -> str:
    return {"utf-8": "UTF-8", "ascii": "ASCII"}.get(encoding, encoding)
