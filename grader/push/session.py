"""Requests that wait when they are told to, try again where that can do no harm, and end in one clear line."""

from __future__ import annotations

import email.utils
import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import requests
from requests import exceptions
from urllib3.exceptions import NameResolutionError, NewConnectionError

from grader.errors import PushError

TRIES = 6
FIRST_WAIT = 1.0  # seconds; each later one is twice as long
LONGEST_WAIT = 300.0  # for more than that nobody sits in front of a terminal
_SECONDS = (15.0, 90.0)  # to connect, and for each piece of an answer
_BROKEN = (
    exceptions.ConnectionError,
    exceptions.ChunkedEncodingError,
    exceptions.ContentDecodingError,
    exceptions.Timeout,
)


class Refused(PushError):
    """The other side has understood, and says no. `status` is HTTP's, where it was said by one."""

    def __init__(self, said: str, status: int = 0) -> None:
        super().__init__(said)
        self.status = status


class Lost(PushError):
    """No answer could be had, however often it was tried."""


class Unsure(Lost):
    """It was sent, and no answer came that says what has become of it."""


class PatientSession(requests.Session):
    """Tries a GET again after whatever may pass, and any request that was certainly not acted upon.

    Another request of which that is not certain is Unsure: only who knows what it does can try it again.
    """

    def __init__(self, *, secret: str, pause: Callable[[float], object]) -> None:
        super().__init__()
        self._secret, self._pause = secret, pause
        self.auth = _as_it_is

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """PushError, and no exception of requests'."""
        # a redirect would be followed as a GET, and a grade that was not posted would look as if it were
        options |= {"allow_redirects": False, "timeout": _SECONDS}
        trouble = ""
        for attempt in range(TRIES):
            asked_to_wait, never_acted_upon = 0.0, False
            try:
                response = super().send(request, **options)
            except exceptions.SSLError as error:
                raise Lost(f"{_host(request)}: no secure connection: {self._plain(str(error))}") from error
            except _BROKEN as error:
                if _has_reason(error, NameResolutionError):
                    raise Lost(f"no machine is called {_host(request)}, or there is no network") from error
                never_acted_upon = _has_reason(error, NewConnectionError) or isinstance(
                    error, exceptions.ConnectTimeout
                )
                trouble = _in_words(error)
            except exceptions.RequestException as error:
                raise Lost(f"{_host(request)}: {self._plain(str(error))}") from error
            else:
                if _is_rate_limit(response):
                    never_acted_upon, asked_to_wait = True, _retry_after(response)
                    trouble = "too many requests"
                elif response.status_code >= 500:
                    trouble = f"it answers with status {response.status_code}"
                    asked_to_wait = _retry_after(response)
                elif response.ok and not response.is_redirect and not _is_json(response):
                    trouble = "its answer is no JSON"
                else:
                    return self._understood(response)
            if request.method != "GET" and not never_acted_upon:
                raise Unsure(f"{_host(request)}: {trouble}")
            if asked_to_wait > LONGEST_WAIT:
                raise Lost(
                    f"{_host(request)}: {trouble}; it asks to wait for {asked_to_wait:.0f} seconds: try again then"
                )
            if attempt + 1 < TRIES:
                self._pause(max(asked_to_wait, backoff(attempt)))
        raise Lost(f"{_host(request)}: {trouble}, {TRIES} times")

    def _understood(self, response: requests.Response) -> requests.Response:
        """The answer itself, or what it refuses."""
        status = response.status_code
        if status == 401 and "WWW-Authenticate" in response.headers:
            raise PushError(f"{_host(response.request)} does not accept the token in CANVAS_API_TOKEN (401)")
        if status >= 400:
            raise Refused(self._plain(f"{_reason(response)} ({status})"), status)
        if not response.ok or not 200 <= status < 300:
            elsewhere = self._plain(response.headers.get("Location", "somewhere else"))
            raise PushError(f"{_host(response.request)} points to {elsewhere}: give the address itself, --url")
        return response

    def _plain(self, text: str) -> str:
        """One short line, and never the token, whatever a server repeats."""
        return " ".join(text.replace(self._secret, "…").split())[:300]


def backoff(attempt: int) -> float:
    return FIRST_WAIT * 2.0**attempt


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without this, what a .netrc has for the host would replace the token."""
    return request


def _host(request: requests.PreparedRequest) -> str:
    return (request.url or "").partition("://")[2].partition("/")[0].rpartition("@")[2]


def _has_reason(error: BaseException, kind: type[BaseException]) -> bool:
    """Whether urllib3's reason is among what an exception of requests' was made from."""
    causes = [error, *error.args, *(getattr(argument, "reason", None) for argument in error.args)]
    return any(isinstance(cause, kind) for cause in causes)


def _in_words(error: BaseException) -> str:
    if isinstance(error, exceptions.Timeout):
        return "no answer in time"
    if isinstance(error, exceptions.ChunkedEncodingError | exceptions.ContentDecodingError):
        return "half an answer"
    return "no connection" if _has_reason(error, NewConnectionError) else "the connection broke"


def _is_rate_limit(response: requests.Response) -> bool:
    """429; Canvas used to say it with a 403."""
    return response.status_code == 429 or (
        response.status_code == 403 and "rate limit exceeded" in response.text.lower()
    )


def _retry_after(response: requests.Response) -> float:
    """Seconds: a number, or until a date; 0 where nothing is said that can be understood."""
    said = response.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", said):
        return float(said)
    try:
        when = email.utils.parsedate_to_datetime(said)
        return max(0.0, (when.astimezone(UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return 0.0


def _is_json(response: requests.Response) -> bool:
    try:
        response.json()
    except ValueError:
        return False
    return True


def _reason(response: requests.Response) -> str:
    """What the answer to a wrong request says: errors come in several forms."""
    try:
        said = response.json()
    except ValueError:
        text = html.unescape(re.sub(r"<[^>]*>", " ", response.text))
        return " ".join(text.split())[:100] or str(response.reason)
    found = said.get("errors", said.get("error", said.get("message"))) if isinstance(said, dict) else said
    if isinstance(found, list) and found:
        found = found[0]
    if isinstance(found, dict):
        found = found.get("message", found)
    return str(found or response.reason)
