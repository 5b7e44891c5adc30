from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.submission.source_text import Unreadable, as_utf8


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])).filter(str.strip))
def test_utf8_without_a_coding_line_stays_as_it_is(text: str) -> None:
    source = f"x = 1\n{text}".encode()
    assert as_utf8(source) == source


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("first", ["", "#!/usr/bin/env python"])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "iso-8859-15", "gbk", "shift_jis", "koi8-r", "utf-8"])
def test_a_coding_line_is_honoured_and_rewritten(newline: str, first: str, encoding: str) -> None:
    letters = {"gbk": "\u738b", "shift_jis": "\u65e5", "koi8-r": "\u0436"}.get(encoding, "\u00fc")
    lines = [*([first] if first else []), f"# -*- coding: {encoding} -*-", f"# {letters}", "x = 1  # coding: none", ""]
    source = newline.join(lines)
    normal = as_utf8(source.encode(encoding))
    assert normal == source.replace(f"coding: {encoding}", "coding: utf-8").encode()
    compile(normal, "mlp.py", "exec")


@given(st.binary(min_size=1))
@example(codecs.BOM_UTF8)
def test_the_normal_form_is_utf8_or_a_reason_in_one_line(content: bytes) -> None:
    for source in (content, b"# coding: cp1252\n" + content, b"# coding: " + content):
        reason, normal = "", b"x = 1"
        try:
            normal = as_utf8(source)
        except Unreadable as refused:
            reason = str(refused)
        assert reason.isprintable()
        assert as_utf8(normal).decode() == normal.decode()


def test_a_byte_order_mark_goes_and_decides() -> None:
    assert as_utf8(codecs.BOM_UTF8 + "ü = 1".encode()) == "ü = 1".encode()
    assert as_utf8(codecs.BOM_UTF8 + "# coding: latin-1\nü = 1".encode()) == "# coding: utf-8\nü = 1".encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"x = 1\ny = 'caf\xe9'\n", "is not UTF-8: line 2, byte 9 is byte 0xe9; save it as UTF-8"),
        (b"x = 'caf\xe9'\n", "is not UTF-8: line 1, byte 9 is byte 0xe9"),
        (b"#coding:ascii\nx = '\xc3\xbc'\n", "is not ASCII: line 2, byte 6 is byte 0xc3"),
        (b"x\r\n\x89PNG\0\0", "is not Python source: line 2, byte 5 is a null byte"),
        (b"\x7fELF\x02\x01\x01\0", "null byte"),
        ("x = 1\n".encode("utf-16"), "is saved as UTF-16; save it as UTF-8"),
        ("x = 1\n".encode("utf-16-be"), "null byte"),
        (b"# coding: klingon\nx = 1\n", "names an encoding that Python does not know (unknown encoding: klingon)"),
        (b"# coding: utf-7\nx = 1\n", "is saved in the encoding utf-7, which is not accepted here"),
        (b"# coding: punycode\n" + b"a" * 10**6, "encoding punycode, which is not accepted"),
        (b"# coding: zlib\nx", "not accepted here"),
        (b"# coding: " + b"x" * 10**6, "Python does not know"),
    ],
)
def test_why_python_could_not_read_it(content: bytes, says: str) -> None:
    with pytest.raises(Unreadable) as caught:
        as_utf8(content)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 200
