"""In front of every answer: the right host, the right token, and for what changes something the right origin."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grader.serve.address import Address

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",  # the page's own policy says the rest
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_SAFE = ("GET", "HEAD")


class Guard:
    """The application behind it sees paths without the token."""

    def __init__(self, app: ASGIApp, address: Address) -> None:
        self._app, self._address = app, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        answer: ASGIApp = self._app
        if refusal is not None:
            answer = refusal
        else:
            token = f"/{self._address.token}"
            scope = {**scope, "root_path": token}
        await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._address.serves(host):
            return PlainTextResponse("another host is served here\n", 421)
        if not self._address.has_token(scope["path"]):
            return PlainTextResponse("not found: the address has to be the whole one that was printed\n", 404)
        if scope["method"] in _SAFE:
            return None
        # A browser says where a form stands. Whoever does not say it is no browser's form.
        origin = urlsplit(headers.get("origin", ""))
        if origin.netloc.lower() != host.lower() or headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return PlainTextResponse("a form of another site is not taken\n", 403)
        return None


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
