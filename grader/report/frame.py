"""The frame of every page: one stylesheet, a policy that allows it and nothing else, and texts made safe.

A page may have one script, one of ours, which the policy then allows by its hash. Those that students get have none.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.report.heat import ERROR_RANGES
from grader.report.text import LONGEST_ANYTHING, one_line, visible
from grader.report.wording import number, tier

LONGEST_PROBLEM = 140
_HERE = "grader.report"


def render(template: str, package: str = _HERE, *, script: str = "", **values: Any) -> str:
    """A page by a template of `package`, which may extend and import those of this one.

    `script`: the name of a file beside our templates; the page has to be complete without it.
    """
    values |= _with_script(script) if script else {}
    return _environment(package).get_template(template).render(values)


def _with_script(name: str) -> dict[str, Any]:
    text = _text(name)
    return {"script": Markup(text), "policy": _policy(script=text)}


def _policy(*, script: str = "") -> str:
    """The Content-Security-Policy: our stylesheet, this script if there is one, pictures within the page."""
    allowed = {"style-src": _text("report.css"), "script-src": script}
    sources = [f"{kind} '{_hash(text)}'; " for kind, text in allowed.items() if text]
    return f"default-src 'none'; {''.join(sources)}img-src data:; base-uri 'none'; form-action 'none'"


@cache
def _text(name: str) -> str:
    return (files(_HERE) / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The browser hashes exactly what stands between the tags, so the page must hold this text unchanged."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"


@cache
def _environment(package: str) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in dict.fromkeys((package, _HERE))]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = number
    environment.filters["shortened"] = partial(one_line, longest=LONGEST_PROBLEM)
    environment.filters["tier"] = tier
    environment.globals.update(
        style=Markup(_text("report.css")),
        policy=_policy(),
        script="",
        error_ranges=ERROR_RANGES,
    )
    return environment


def _shown(value: object) -> object:
    """Last gate before escaping: a text that no view has made safe is capped and made visible all the same."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else visible(value[:LONGEST_ANYTHING])
