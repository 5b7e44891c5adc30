"""The frame of every page: one stylesheet, a policy that allows it and nothing else, and texts made safe."""

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
from grader.report.wording import LEGEND, number, tier

LONGEST_PROBLEM = 140
_HERE = "grader.report"


def render(template: str, package: str = _HERE, **values: Any) -> str:
    """A page by a template of `package`, which may extend and import those of this one."""
    return _environment(package).get_template(template).render(values)


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
    # The browser hashes exactly what stands between the tags, so the page must hold this text unchanged.
    style = (files(_HERE) / "templates" / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    environment.filters["number"] = number
    environment.filters["shortened"] = partial(one_line, longest=LONGEST_PROBLEM)
    environment.filters["tier"] = tier
    environment.globals.update(
        style=Markup(style),
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'",
        error_ranges=ERROR_RANGES,
        outcomes=LEGEND,
    )
    return environment


def _shown(value: object) -> object:
    """Last gate before escaping: a text that no view has made safe is capped and made visible all the same."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else visible(value[:LONGEST_ANYTHING])
