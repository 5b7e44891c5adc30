"""The frame of every page: one stylesheet, a policy that allows it and nothing else, and texts made safe.

A page may have scripts of ours, which the policy then allows by their hashes. Those that students get have none.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
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


def render(
    template: str, package: str = _HERE, *, scripts: Sequence[str] = (), served: bool = False, **values: Any
) -> str:
    """A page by a template of `package`, which may extend and import those of this one.

    `scripts`: names of files beside the templates of `package`, or beside ours; the page has to be complete without
    them. `served`: by a server, which it may send forms to and hear from, instead of standing by itself.
    """
    texts = [_text(name, package) for name in scripts]
    values |= {"scripts": list(map(Markup, texts)), "policy": policy(texts, served=served), "served": served}
    return _environment(package).get_template(template).render(values)


def policy(scripts: Sequence[str] = (), *, served: bool = False) -> str:
    """The Content-Security-Policy: our stylesheet, these scripts, pictures within the page."""
    kinds = {"style-src": [_text("report.css")], "script-src": scripts}
    sources = [f"{kind} {' '.join(map(_hash, texts))}; " for kind, texts in kinds.items() if texts]
    own = "connect-src 'self'; form-action 'self'" if served else "form-action 'none'"
    return f"default-src 'none'; {''.join(sources)}img-src data:; base-uri 'none'; {own}"


@cache
def _text(name: str, package: str = _HERE) -> str:
    own = files(package) / "templates" / name
    return (own if own.is_file() else files(_HERE) / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The browser hashes exactly what stands between the tags, so the page must hold this text unchanged."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


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
        desk=None,
        error_ranges=ERROR_RANGES,
    )
    return environment


def _shown(value: object) -> object:
    """Last gate before escaping: a text that no view has made safe is capped and made visible all the same."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else visible(value[:LONGEST_ANYTHING])
