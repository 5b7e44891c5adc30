"""Which address gives which page, and which form does what.

All of it is done in the main thread, one thing after another: it is one person's, and colouring a student's file is
bounded by a timer, which Python gives to the main thread alone.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from grader.course import Assignment, assignment_slugs, load_assignment
from grader.errors import GradebookError, GraderError
from grader.gradebook import Entry, Gradebook
from grader.gradebook.decisions import Release, TestRule
from grader.gradebook.regrade import changes
from grader.report.file_names import folder_of
from grader.report.of_class import Graded, graded_of
from grader.report.pages import INSTRUCTOR, STUDENTS
from grader.serve.address import Address
from grader.serve.again import Again
from grader.serve.asked import MOST_BYTES, Fields, decide, fields_of, reason_of
from grader.serve.guard import Guard
from grader.serve.pages import ClassPages
from grader.serve.progress import Progress, progress_of
from grader.store import Store

_LOOK_SECONDS = 1.0  # between two looks at the store, while somebody watches
_MOST_WATCHED = 4  # at once: a browser has six connections, in all its tabs, and needs some for pages


class NotFound(Exception):
    """There is no such page."""


@dataclass(frozen=True)
class Desk:
    """All that the pages are made from. `ending` says when the server is about to stop."""

    course: Path
    store: Store
    address: Address
    who: str
    again: Again
    ending: Callable[[], bool]


def application(desk: Desk) -> ASGIApp:
    """What a server serves."""
    served = _Served(desk)
    routes = [
        Route("/", served.page(served.of_course)),
        Route("/{slug}/", _to_index),
        Route("/{slug}/index.html", served.page(served.of_class)),
        Route("/{slug}/events", served.events),
        Route("/{slug}/tests/{test:path}", served.page(served.of_test)),  # a parameter may have a slash in its name
        Route("/{slug}/tests/{test:path}", served.form(served.change_test), methods=["POST"]),
        Route("/{slug}/students/{stem}", served.form(served.change_student), methods=["POST"]),
        Route("/{slug}/release", served.form(served.release), methods=["POST"]),
        Route("/{slug}/again", served.form(served.grade_again), methods=["POST"]),
        Route("/{slug}/{readers}/{file}", served.page(served.of_student)),
    ]
    return Guard(Starlette(routes=routes), desk.address)


def _to_index(request: Request) -> Response:
    return RedirectResponse(f"{request.url.path}index.html")


class _Served:
    """The pages and forms. Each opens the assignment anew: what is changed in it holds at once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pages = ClassPages(desk.address.form, desk.who)
        self._watched: list[object] = []

    # how they are asked for

    def page(self, make: Callable[[Mapping[str, str]], Response]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                return make(request.path_params)
            except NotFound as error:
                return self._problem(str(error), 404, request)
            except GraderError as error:
                return self._problem(str(error), 500, request)

        return answer

    def form(self, take: Callable[[Mapping[str, str], Fields], str]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            fields: Fields = {}
            try:
                fields = fields_of(await _body(request))
                if not self._desk.address.has_form(fields.get("form", "")):
                    raise GradebookError("this form is of another time: open the page again")
                there = take(request.path_params, fields)
            except NotFound as error:
                return self._problem(str(error), 404, request)
            except GraderError as error:
                return self._problem(str(error), 422, request, fields)
            except ClientDisconnect:  # before the form was there
                return Response(status_code=400)
            return RedirectResponse(f"{request.scope['root_path']}/{there}", 303)

        return answer

    def _problem(self, said: str, status: int, request: Request, fields: Fields | None = None) -> Response:
        back = f"{request.scope['root_path']}/"
        slug = request.path_params.get("slug", "")
        if slug in assignment_slugs(self._desk.course):
            stem = request.path_params.get("stem", "")
            back += f"{quote(slug)}/" + (f"{INSTRUCTOR}/{quote(stem)}.html" if stem else "index.html")
        action = request.url.path if fields else ""
        return HTMLResponse(self._pages.of_problem(said, back, action, fields), status)

    async def events(self, request: Request) -> Response:
        try:
            assignment = self._assignment(request.path_params)
        except (NotFound, GraderError) as error:
            return PlainTextResponse(f"{error}\n", 404)
        return StreamingResponse(self._progress(assignment, request), media_type="text/event-stream")

    async def _progress(self, assignment: Assignment, request: Request) -> AsyncIterator[str]:
        """Of more than a few that watch, the first one's ends: a browser asks again after some seconds."""
        before, watched = "", object()
        self._watched = [*self._watched, watched][-_MOST_WATCHED:]
        try:
            while watched in self._watched and not self._desk.ending() and not await request.is_disconnected():
                try:
                    progress = progress_of(assignment, self._desk.store, self._desk.again)
                    told = json.dumps(progress.told())
                except GraderError as error:  # the database is locked, say: the next look may find it open
                    told = json.dumps({"said": str(error)})
                if told != before:
                    before = told
                    yield f"event: progress\ndata: {told}\n\n"
                await anyio.sleep(_LOOK_SECONDS)
        finally:
            self._watched = [one for one in self._watched if one is not watched]

    # what is looked at

    def of_course(self, _: Mapping[str, str]) -> Response:
        found: dict[str, tuple[Assignment, int] | GraderError] = {}
        for slug in assignment_slugs(self._desk.course):
            graded = sum(one.attempt is not None for one in self._desk.store.current(slug))
            try:
                found[slug] = load_assignment(self._desk.course, slug), graded
            except GraderError as error:  # the others are there all the same
                found[slug] = error
        return HTMLResponse(self._pages.of_course(found, self._desk.course.name))

    def of_class(self, where: Mapping[str, str]) -> Response:
        book = self._book(where)
        return HTMLResponse(self._pages.of_class(book, self._progress_of(book)))

    def of_student(self, where: Mapping[str, str]) -> Response:
        """A page of a student's: the instructor's, the student's, one of their notebook, or that itself."""
        book, readers, file = self._book(where), where["readers"], where["file"]
        for ending, show in (
            ("-notebook.ipynb", self._notebook),
            ("-notebook.html", self._notebook_page),
            (".html", self._submission_page),
        ):
            if file.endswith(ending) and (entry := self._entry_of(book, file.removesuffix(ending))) is not None:
                instructor = readers == INSTRUCTOR
                if readers not in (INSTRUCTOR, STUDENTS) or entry.attempt is None:
                    break
                if not instructor and not entry.released:
                    raise NotFound("this grade is held back: the student has no page yet")
                return show(book, entry, graded_of(book, entry.attempt), instructor=instructor)
        raise NotFound("there is no such page")

    def _submission_page(self, book: Gradebook, entry: Entry, graded: Graded, *, instructor: bool) -> Response:
        if not instructor:
            return HTMLResponse(self._pages.for_student(book, entry, graded))
        return HTMLResponse(self._pages.of_student(book, entry, graded, self._progress_of(book)))

    def _notebook_page(self, book: Gradebook, entry: Entry, graded: Graded, *, instructor: bool) -> Response:
        if not graded.notebook:
            raise NotFound("no notebook was handed in")
        return HTMLResponse(self._pages.of_notebook(book, entry, graded, instructor=instructor))

    def _notebook(self, _: Gradebook, entry: Entry, graded: Graded, *, instructor: bool) -> Response:
        """To be saved: a browser must not show what a student has made."""
        del instructor
        if not graded.notebook:
            raise NotFound("no notebook was handed in")
        name = f"{folder_of(entry.student.login)}-notebook.ipynb"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
        return Response(graded.notebook, media_type="application/octet-stream", headers=headers)

    def of_test(self, where: Mapping[str, str]) -> Response:
        book = self._book(where)
        if where["test"] not in book.tests():
            raise NotFound(f"{book.assignment.slug} has no test of this name")
        return HTMLResponse(self._pages.of_test(book, where["test"]))

    # what is decided: each returns the page that shows it

    def change_student(self, where: Mapping[str, str], fields: Fields) -> str:
        book = self._book(where)
        entry = self._entry_of(book, where["stem"])
        if entry is None:
            raise NotFound("there is no such student")
        decide(book, entry, fields, who=self._desk.who)
        anchor = fields.get("anchor", "")
        return f"{quote(where['slug'])}/{INSTRUCTOR}/{quote(where['stem'])}.html#{quote(anchor) or 'account'}"

    def change_test(self, where: Mapping[str, str], fields: Fields) -> str:
        book, how, why = self._book(where), fields.get("kind", ""), reason_of(fields)
        if how not in ("drop", "full", "none"):
            raise GradebookError(f"a form asks for {how!r}, which is nothing that can be decided of a test")
        may_lower = fields.get("may_lower") == "yes"
        rule = TestRule(where["test"], how, may_lower)  # type: ignore[arg-type]  # one of the three
        decision = book.proposed(rule, why=why, who=self._desk.who)
        losing = sum(one.gain < 0 for one in changes(book, [decision]))
        if losing and not may_lower:
            raise GradebookError(f"{losing} would lose by it: nothing is changed, unless grades may be lowered")
        book.keep([decision])
        return f"{quote(where['slug'])}/index.html#tests"

    def release(self, where: Mapping[str, str], fields: Fields) -> str:
        book = self._book(where)
        kind = fields.get("kind", "")
        if kind not in ("release", "hold"):
            raise GradebookError(f"a form asks for {kind!r}, which is nothing that can be decided of grades")
        book.decide(Release(kind == "release"), why=reason_of(fields), who=self._desk.who)
        return f"{quote(where['slug'])}/index.html"

    def grade_again(self, where: Mapping[str, str], fields: Fields) -> str:
        assignment = self._assignment(where)
        stem = fields.get("only", "")
        only: list[str] = []
        if stem:
            entry = self._entry_of(Gradebook(assignment, self._desk.store), stem)
            if entry is None:
                raise NotFound("there is no such student")
            only = [entry.student.login]
        self._desk.again.begin(assignment, only=only, fresh=fields.get("fresh") == "yes")
        there = f"{INSTRUCTOR}/{quote(stem)}.html" if stem else "index.html"
        return f"{quote(where['slug'])}/{there}#batch"

    # below

    def _assignment(self, where: Mapping[str, str]) -> Assignment:
        if where["slug"] not in assignment_slugs(self._desk.course):
            raise NotFound("there is no such assignment")
        return load_assignment(self._desk.course, where["slug"])

    def _book(self, where: Mapping[str, str]) -> Gradebook:
        return Gradebook(self._assignment(where), self._desk.store)

    def _progress_of(self, book: Gradebook) -> Progress:
        return progress_of(book.assignment, self._desk.store, self._desk.again)

    def _entry_of(self, book: Gradebook, stem: str) -> Entry | None:
        """Who has pages of this name."""
        logins = [one.student.login for one in self._desk.store.current(book.assignment.slug)]
        found = next((login for login in logins if folder_of(login) == stem), None)
        return book.entry(found) if found is not None else None


async def _body(request: Request) -> bytes:
    """No more of it than a form has."""
    found = b""
    async for piece in request.stream():
        found += piece
        if len(found) > MOST_BYTES:
            raise GradebookError(f"a form has {MOST_BYTES:,} bytes at most")
    return found
