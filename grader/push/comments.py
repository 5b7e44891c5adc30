"""Whether a comment that is there is ours, whatever was done to its HTML on the way."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)


def is_among(comment: str, there: Iterable[str]) -> bool:
    """As it was written, with its HTML escaped, or with the tags taken out; white space does not count."""
    ours = _readings(comment)
    return any(ours & _readings(other) for other in there)


def _readings(text: str) -> set[str]:
    readings = (text, html.unescape(text), html.unescape(_TAG.sub("", text)), _TAG.sub("", html.unescape(text)))
    return {"".join(reading.split()) for reading in readings} - {""}
