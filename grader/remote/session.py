"""The judge's side of a conversation with one submission: calls become requests, replies become exact values."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

import msgspec
import numpy as np
from msgspec import Meta

from grader.remote import frames, generators
from grader.remote.decoder import Decoder
from grader.remote.encoder import Encoder
from grader.remote.following import Following
from grader.remote.handles import Handle, RemoteFunction, RemoteModule, number_of, session_of
from grader.remote.lines import Lines
from grader.remote.messages import (
    MAX_BROKEN,
    NO_KEYWORDS,
    EffectsForm,
    Failure,
    LoadReport,
    Operation,
    Reply,
    Request,
    shortened_already,
)
from grader.remote.outcomes import (
    ForbiddenCall,
    Frame,
    HarnessOutcome,
    LimitReached,
    MemoryLimit,
    ProtocolViolation,
    RemoteError,
    Stopped,
    WireError,
    remote_error,
)
from grader.remote.replies import without_collector
from grader.remote.values import Unencodable, Wire

MAX_FRAMES = 8  # of a traceback
MAX_WARNINGS = 20
_MEMORY_TEXT = 200  # characters of what a library says when it gets no memory: how much it was to be


class Transport(Protocol):
    """Carries one request to a worker and its reply back; raises a HarnessOutcome when there is none.

    `survives`: whether there is still a worker after a HarnessOutcome.
    """

    @property
    def survives(self) -> bool: ...

    def exchange(self, request: Request, buffers: list[memoryview]) -> tuple[Reply, list[memoryview]]: ...

    def memory_limit(self, told: str) -> MemoryLimit:
        """The outcome of a request that the worker was out of memory for; `told`: by which words."""

    def cause(self) -> BaseException | None:
        """The exception behind the last error reply, where the worker shares this process."""


@dataclass(frozen=True)
class Effects:
    """What a call did beside returning: evidence from the student's process, compared by whoever judges.

    `arguments` and `keywords` are as the call left them; `global_random` names the global generators whose state
    changed; `warnings` are texts such as "RuntimeWarning: overflow encountered in exp".
    """

    arguments: tuple[Any, ...]
    keywords: dict[str, Any]
    global_random: tuple[str, ...]
    warnings: tuple[str, ...]
    grad_mode_changed: bool


@dataclass(frozen=True)
class Observation:
    """The result of a call, and what else the call did."""

    result: Any
    effects: Effects


class Session:
    """One worker. When it is gone after a HarnessOutcome, every later call ends in the same outcome."""

    def __init__(
        self, transport: Transport, *, lines: Lines, opaque: Mapping[str, tuple[int, ...]] | None = None
    ) -> None:
        if "torch" in sys.modules:
            from grader.remote import torch_values

            torch_values.register()
        self.transport = transport
        self.lines = lines
        self.module = RemoteModule(self)
        self.seconds = 0.0  # wall time spent waiting for the submission
        self._opaque = dict(opaque or {})
        self._numbers = itertools.count(1)
        self.received = 0  # bytes that the values received so far took
        self._released: list[int] = []
        self._generators: dict[int, tuple[int, Any]] = {}  # id → key and the generator, which keeps the id taken
        self._ended: HarnessOutcome | None = None
        self._report: LoadReport | None = None
        self._follows = False

    @property
    def report(self) -> LoadReport:
        """What the file defines, and what of it could not be read or run."""
        if self._report is None:
            try:
                told = msgspec.convert(self._ask("report", "", [], {}), LoadReport)
            except (msgspec.ValidationError, RemoteError) as error:
                raise self._end(ProtocolViolation("the file's report is not one")) from error
            broken = [msgspec.structs.replace(part, message=shortened_already(part.message)) for part in told.broken]
            self._report = LoadReport(told.names, tuple(broken[:MAX_BROKEN]))
        return self._report

    def shown(self) -> bytes:
        """The outputs of a notebook's cells as JSON: what the submission's process says they were."""
        told = self._ask("shown", "", [], {})
        if not isinstance(told, bytes):
            raise self._end(ProtocolViolation("the outputs of the cells are none"))
        return told

    def know(self, report: LoadReport) -> None:
        """The report of the same file, from another process of it: not asked for again."""
        self._report = report

    def call(self, target: Any, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        return self._ask("call", name, [target, *arguments], keywords, opaque=self._opaque_of(target, name))

    def observe(self, target: Any, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Observation:
        result = self._ask(
            "call", name, [target, *arguments], keywords, observe=True, opaque=self._opaque_of(target, name)
        )
        assert isinstance(result, Observation)
        return result

    def get(self, target: Any, name: str) -> Any:
        return self._ask("get", name, [target], {})

    def set(self, target: Any, name: str, value: Any) -> None:
        self._ask("set", name, [target, value], {})

    def operate(self, operation: str, *operands: Any) -> Any:
        return self._ask("operate", operation, list(operands), {})

    def fetch(self, handle: Handle) -> Any:
        return self._ask("fetch", "", [handle], {})

    def make(self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        return self._ask("make", name, list(arguments), keywords, opaque=(-1,))

    def seed(self, number: int) -> None:
        self._ask("seed", "", [number], {})

    def clock(self) -> float:
        """CPU seconds of the worker's process so far, by its own account: for measuring the reference."""
        return float(self._ask("clock", "", [], {}))

    def teach(self, probes: Path) -> None:
        self._ask("teach", "", [probes.read_text(encoding="utf-8"), probes.name], {})

    def probe(self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        return self._ask("probe", name, list(arguments), keywords)

    def vjp(self, function: Any, inputs: list[Any], cotangent: Any) -> Any:
        return self._ask("vjp", "", [function, inputs, cotangent], {})

    def watch(self, patterns: Sequence[str]) -> None:
        """From now on a call of what one of these patterns names ends in ForbiddenCall; none does with no patterns."""
        self._ask("watch", "", [list(patterns)], {})

    def follow(self, rule: Following) -> None:
        """From now on calls of a function are followed, and end in Stopped where they are too low."""
        self._ask("follow", "", [msgspec.to_builtins(rule)], {})
        self._follows = True

    def followed(self) -> tuple[float, ...]:
        """The shares of training examples that the last such call was right on, by its own account; follows no more."""
        self._follows = False
        try:
            return _shares(self._ask("followed", "", [], {}))
        except WireError as error:
            raise self._end(ProtocolViolation(f"{error}")) from error

    def resume(self, transport: Transport) -> None:
        """Go on with a fork of the worker: what was kept there is there too."""
        self.transport = transport
        self._ended = None
        self._released.clear()
        self.seconds = 0.0

    def released(self, number: int) -> None:
        """The judge holds that object no longer; said with the next request."""
        self._released.append(number)

    def _opaque_of(self, target: Any, name: str) -> tuple[int, ...]:
        return self._opaque.get(name, ()) if target is None else ()

    def _end(self, outcome: HarnessOutcome) -> HarnessOutcome:
        if not self.transport.survives:
            self._ended = outcome
        return outcome

    def _ask(
        self,
        operation: Operation,
        name: str,
        arguments: list[Any],
        keywords: dict[str, Any],
        *,
        observe: bool = False,
        opaque: tuple[int, ...] = (),
    ) -> Any:
        if self._ended is not None:
            raise self._ended
        bound: dict[int, Any] = {}
        alive: list[Handle] = []  # of functions among the arguments, until they are sent
        encoder = Encoder(lambda value: self._form_of(value, encoder, bound, alive), lenient=False)
        wire_arguments = encoder.encode(arguments)
        wire_keywords = encoder.encode(keywords) if keywords else NO_KEYWORDS
        released, self._released = tuple(self._released), []
        sizes = tuple(len(buffer) for buffer in encoder.buffers)
        request = Request(
            next(self._numbers), operation, name, wire_arguments, wire_keywords, observe, opaque, released, sizes
        )
        started = time.monotonic()
        try:
            reply, buffers = self.transport.exchange(request, encoder.buffers)
            if reply.id != request.id:
                raise ProtocolViolation("an answer to another question")
            with without_collector():
                return self._received(reply, buffers, bound, observed=observe)
        except WireError as error:
            raise self._end(ProtocolViolation(f"the answer cannot be read: {error}")) from error
        except HarnessOutcome as outcome:
            raise self._end(outcome) from outcome.__cause__
        finally:
            self.seconds += time.monotonic() - started

    def _received(self, reply: Reply, buffers: list[memoryview], bound: dict[int, Any], *, observed: bool) -> Any:
        if reply.status == "error":
            raise _error(reply.failure) from self.transport.cause()
        if reply.status == "memory":
            told = shortened_already(reply.failure.message, _MEMORY_TEXT) if reply.failure else ""
            raise self.transport.memory_limit(told) from self.transport.cause()
        if reply.status == "forbidden":
            call = shortened_already(reply.failure.message, 100) if reply.failure else "what is forbidden"
            raise ForbiddenCall(f"calls {call}, and is to be written without it")
        if reply.status == "stopped":
            if not self._follows:
                raise WireError("a run was given up that nobody follows")
            raise Stopped(_shares(reply.result))
        if reply.status == "too_large":
            raise LimitReached(
                shortened_already(reply.failure.message) if reply.failure else "a result that is too large"
            )
        decoder = Decoder(
            buffers, handle=lambda number, name, _: Handle(self, number, name), max_bytes=frames.MAX_PAYLOAD
        )
        result = decoder.decode(reply.result)
        if observed != (reply.effects is not None):
            raise WireError("effects where none were asked for, or none where they were")
        if reply.effects is not None:
            result = Observation(result, _effects(reply.effects, decoder))
        states = {key: decoder.decode(form) for key, form in reply.generators}
        self.received += decoder.weight
        if states.keys() != bound.keys():
            raise WireError("the states of other generators")
        for key, state in states.items():
            generators.advance(bound[key], state)
        return result

    def _form_of(self, value: Any, encoder: Encoder, bound: dict[int, Any], alive: list[Handle]) -> Wire:
        if type(value) is RemoteFunction and session_of(value) is self:
            value = self.get(None, value._name)
            alive.append(value)
        if type(value) is RemoteModule and session_of(value) is self:
            return ["h", 0, "", False]
        if type(value) is Handle:
            if session_of(value) is not self:
                raise Unencodable("a handle of another submission")
            return ["h", number_of(value), "", False]
        if generators.is_generator(value):
            key, _ = self._generators.setdefault(id(value), (len(self._generators) + 1, value))
            bound[key] = value
            return ["G", key, generators.kind_of(value), encoder.encode(generators.state_of(value))]
        raise Unencodable(_advice(value))


def _error(failure: Failure | None) -> RemoteError:
    """What the student's code raised; its texts are kept short, whatever their length."""
    if failure is None:
        raise WireError("an error without a description")
    traced = tuple(
        Frame(line, shortened_already(function, 100), shortened_already(text, 200))
        for line, function, text in failure.frames[-MAX_FRAMES:]
    )
    return remote_error(
        shortened_already(failure.type, 100), failure.builtin, shortened_already(failure.message), traced
    )


def _shares(told: Any) -> tuple[float, ...]:
    try:
        return msgspec.convert(told, tuple[Annotated[float, Meta(ge=0, le=1)], ...])
    except msgspec.ValidationError as error:
        raise WireError("how far a run has come is told in shares") from error


def _effects(form: EffectsForm, decoder: Decoder) -> Effects:
    arguments = tuple(decoder.decode(argument) for argument in form.arguments)
    keywords = {name: decoder.decode(value) for name, value in form.keywords.items()}
    changed = tuple(name for name, before, after in form.generators if before != after)
    warnings = tuple(shortened_already(text, 300) for text in form.warnings[:MAX_WARNINGS])
    before, after = form.grad_mode
    return Effects(arguments, keywords, changed, warnings, before != after)


def _advice(value: Any) -> str:
    what = type(value).__name__
    if isinstance(value, np.ndarray):
        return f"an array of dtype {value.dtype} cannot be sent to a submission"
    if callable(value):
        return f"{what}: functions and classes are never sent to a submission; define them in probes.py"
    return f"a {what} cannot be sent to a submission; send plain values, or make it there: remote.make(…)"
