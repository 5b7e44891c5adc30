"""Where the server listens, and who may ask it: whoever has its address, which holds a random token."""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
import socket
from dataclasses import dataclass, field

from grader.errors import ServeError

_TOKEN_BYTES = 32


@dataclass(frozen=True)
class Address:
    """`host` and `port` as they are bound. `token` is the first part of every path, `form` a field of every form."""

    host: str
    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(_TOKEN_BYTES))
    form: str = field(default_factory=lambda: secrets.token_urlsafe(_TOKEN_BYTES))

    @property
    def is_loopback(self) -> bool:
        return ipaddress.ip_address(self.host).is_loopback

    @property
    def url(self) -> str:
        return f"http://{self._named()}:{self.port}/{self.token}/"

    def serves(self, host: str) -> bool:
        """Whether a Host header means this server. Else a name that somebody else made point here could be asked for
        (DNS rebinding). Its port is another one where ours is forwarded. Bound to every address, the server goes by
        many names: then only the token tells."""
        if ipaddress.ip_address(self.host).is_unspecified:
            return True
        names = {self._named()} | ({"localhost"} if self.is_loopback else set())
        return re.sub(r":\d+\Z", "", host.lower()) in names

    def has_token(self, path: str) -> bool:
        first = path.lstrip("/").partition("/")[0]
        return hmac.compare_digest(first.encode("utf-8", "replace"), self.token.encode())

    def has_form(self, value: str) -> bool:
        return hmac.compare_digest(value.encode("utf-8", "replace"), self.form.encode())

    def _named(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def bound(host: str, port: int) -> tuple[socket.socket, Address]:
    """A socket that listens there; port 0 is any that is free. ServeError where that cannot be."""
    try:
        *_, (family, _, _, _, where) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(where)
        except BaseException:
            listening.close()
            raise
    except (OSError, OverflowError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ServeError(f"{host}, port {port}: cannot be listened at: {why}") from error
    found, number, *_ = listening.getsockname()
    return listening, Address(found, number)
