"""What a process printed: the beginning and the end of it, whatever came between."""

from __future__ import annotations

HALF = 32 << 10


class HeadTail:
    """Takes any amount of output and keeps the first and the last 32 KiB."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._tail = bytearray()
        self._dropped = 0

    def feed(self, data: bytes) -> None:
        room = HALF - len(self._head)
        if room > 0:
            self._head += data[:room]
            data = data[room:]
        self._tail += data
        surplus = len(self._tail) - HALF
        if surplus > 0:
            del self._tail[:surplus]
            self._dropped += surplus

    @property
    def total(self) -> int:
        """All bytes so far, the dropped ones too."""
        return len(self._head) + len(self._tail) + self._dropped

    def content(self) -> bytes:
        """Both parts, and between them a line that says how much is left out."""
        if not self._dropped:
            return bytes(self._head + self._tail)
        return bytes(self._head) + b"\n[... %d bytes left out ...]\n" % self._dropped + bytes(self._tail)
