"""The student's side of the wire: runs next to the student's code and answers requests.

Everything here can be read and changed by the student's code; nothing here would help it, and what it answers is
testimony. The same Worker serves in the sandbox and in-process.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import importlib.util
import operator
import select
import socket
import sys
import time
import traceback
import types
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec

from grader.remote import frames, generators
from grader.remote.constructors import constructor
from grader.remote.effects import Observed, call_observed, seed_everything
from grader.remote.load import Loaded
from grader.remote.load import load as load_source
from grader.remote.messages import (
    EffectsForm,
    Failure,
    LoadReport,
    Reply,
    Request,
    Setup,
    shortened,
)
from grader.remote.values import Decoder, Encoder, TooLarge, Unencodable, Wire

MODULE = "submission"
MAX_FRAMES = 8

_OPERATORS = (
    "add sub mul truediv floordiv mod pow matmul neg pos abs invert and_ or_ xor lshift rshift "
    "getitem setitem delitem eq ne lt le gt ge contains"
).split()
OPERATIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(operator, name) for name in _OPERATORS},
    "len": len,
    "iter": iter,
    "next": next,
    "call": lambda function, *arguments, **keywords: function(*arguments, **keywords),
}


class Stem(Protocol):
    """Where a fork of this process can be asked for while it waits."""

    def fileno(self) -> int: ...

    def fork(self) -> socket.socket | None: ...


class Worker:
    """Answers requests about one loaded submission."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._objects: dict[int, Any] = {}
        self._next_object = 1
        self._generators: dict[int, Any] = {}
        self._probes: dict[str, Any] = {}
        self.raised: BaseException | None = None  # in-process, the student's own exception is chained

    def answer(self, request: Request, buffers: Sequence[memoryview]) -> tuple[Reply, list[memoryview]]:
        """Carry out one request; whatever the student's code raises is part of the reply."""
        self.raised = None
        for number in request.released:
            self._objects.pop(number, None)
        try:
            return self._answer(request, buffers)
        except MemoryError as error:
            self.raised = error
            return _reply(request, "memory"), []
        except BaseException as error:  # noqa: BLE001 - SystemExit and the like are the student's too
            self.raised = error
            return _reply(request, "error", failure=_failure(error, self._loaded.module.__file__ or "")), []

    def _answer(self, request: Request, buffers: Sequence[memoryview]) -> tuple[Reply, list[memoryview]]:
        bound: dict[int, Any] = {}
        decoder = Decoder(buffers, handle=self._resolve, generator=self._binder(bound))
        arguments: list[Any] = decoder.decode(request.arguments)
        keywords: dict[str, Any] = decoder.decode(request.keywords)
        perform = self._performer(request, arguments, keywords)
        observed: Observed | None = None
        if request.observe:
            result, observed = call_observed(perform)
        else:
            with warnings.catch_warnings():
                warnings.simplefilter("default")
                result = perform()
        try:
            encoder, form = self._encoded(result, request.opaque)
            effects = None
            if observed is not None:
                first = 1 if request.operation == "call" else 0
                effects = EffectsForm(
                    encoder.encode(arguments[first:]),
                    encoder.encode(keywords),
                    observed.generators,
                    observed.warnings,
                    observed.grad_mode,
                )
        except TooLarge as error:
            return _reply(request, "too_large", failure=Failure("TooLarge", "", str(error), ())), []
        states = tuple((key, encoder.encode(generators.state_of(own))) for key, own in bound.items())
        sizes = tuple(len(buffer) for buffer in encoder.buffers)
        return Reply(request.id, "value", form, None, effects, states, sizes), encoder.buffers

    def _performer(self, request: Request, arguments: list[Any], keywords: dict[str, Any]) -> Callable[[], Any]:
        match request.operation:
            case "report":
                return self._report
            case "call":
                target, *rest = arguments
                function = self._named(target, request.name)
                return lambda: function(*rest, **keywords)
            case "get":
                return lambda: self._named(arguments[0], request.name)
            case "set":
                target, value = arguments
                return lambda: setattr(target, request.name, value)
            case "operate":
                operation = OPERATIONS[request.name]
                return lambda: operation(*arguments)
            case "fetch":
                return lambda: arguments[0]
            case "make":
                return lambda: constructor(request.name)(*arguments, **keywords)
            case "seed":
                return lambda: seed_everything(arguments[0])
            case "clock":
                return time.process_time
            case "teach":
                return lambda: self._teach(arguments[0], arguments[1])
            case "probe":
                return lambda: self._probes[request.name](*arguments, **keywords)
            case "vjp":
                from grader.remote.torch_values import vjp

                return lambda: vjp(*arguments)

    def _report(self) -> list[Any]:
        """A LoadReport, as plain lists."""
        names = {
            name: callable(value)
            for name, value in list(self._loaded.module.__dict__.items())
            if type(name) is str and not name.startswith("__") and not isinstance(value, types.ModuleType)
        }
        report: list[Any] = msgspec.to_builtins(LoadReport(names, tuple(self._loaded.broken)))
        return report

    def _named(self, target: Any, name: str) -> Any:
        if target is None:
            target = self._loaded.module
        return getattr(target, name) if name else target

    def _teach(self, source: str, filename: str) -> None:
        namespace: dict[str, Any] = {"__name__": "probes"}
        exec(compile(source, filename, "exec"), namespace)  # noqa: S102 - the course's own probes
        self._probes = {name: value for name, value in namespace.items() if hasattr(value, "_grader_probe")}

    def _resolve(self, number: int, _name: str, _callable: bool) -> Any:
        return self._objects[number] if number else self._loaded.module

    def _binder(self, bound: dict[int, Any]) -> Callable[[int, str, Any], Any]:
        def bind(key: int, kind: str, state: Any) -> Any:
            own = self._generators.get(key)
            if own is None:
                own = self._generators[key] = generators.new_generator(kind)
            generators.set_state(own, state)
            bound[key] = own
            return own

        return bind

    def _encoded(self, result: Any, opaque: tuple[int, ...]) -> tuple[Encoder, Wire]:
        """The wire form of a result, and the encoder of the message that it begins."""
        encoder = Encoder(self._kept, lenient=True, max_bytes=frames.MAX_PAYLOAD)
        if -1 in opaque:
            return encoder, self._kept(result)
        try:
            if opaque and type(result) in (tuple, list):
                encoder.seen(result)
                parts = [
                    self._kept(part) if index in opaque else encoder.encode(part) for index, part in enumerate(result)
                ]
                return encoder, ["t" if type(result) is tuple else "l", parts]
            return encoder, encoder.encode(result)
        except Unencodable:  # too deep, too many, or a container that holds itself
            return Encoder(self._kept, lenient=True, max_bytes=frames.MAX_PAYLOAD), self._kept(result)

    def _kept(self, value: Any) -> Wire:
        """The wire form of a handle to `value`, which stays here."""
        if value is self._loaded.module:
            return ["h", 0, "module", False]
        number = self._next_object
        self._next_object += 1
        self._objects[number] = value
        return ["h", number, shortened(type(value).__name__, 100), callable(value)]


def _reply(request: Request, status: Any, *, failure: Failure | None = None) -> Reply:
    return Reply(request.id, status, None, failure, None, (), ())


def _failure(error: BaseException, filename: str) -> Failure:
    """What a student is told of an exception: its type and text, and the lines of the student's own file."""
    builtin = ""
    for base in type(error).__mro__:
        if getattr(builtins, base.__name__, None) is base:
            builtin = base.__name__
            break
    try:
        text = str(error)
    except BaseException:  # noqa: BLE001 - a student's __str__ may raise anything
        text = "(its message cannot be shown)"
    lines = [
        (frame.lineno or 0, shortened(frame.name, 100), shortened(frame.line or "", 200))
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == filename
    ]
    return Failure(shortened(type(error).__name__, 100), builtin, shortened(text), tuple(lines[-MAX_FRAMES:]))


_loaded: Loaded | None = None


def warm(config: bytes) -> None:
    """In the fork server, before any student code: import what the assignment allows, and run first operations."""
    names: list[str] = msgspec.msgpack.decode(config, type=list[str]) if config else ["numpy"]
    if "torchvision" in names:
        from grader.remote.vision import prepare_torchvision

        prepare_torchvision()
    for name in names:
        importlib.import_module(name)
    if "torch" in sys.modules:
        from grader.remote import torch_values

        torch_values.warm()
    numpy = sys.modules["numpy"]
    square = numpy.ones((8, 8))
    numpy.linalg.norm(square @ square)
    numpy.random.default_rng(0).permutation(8)


def load(setup: bytes) -> None:
    """In the base process: run the student's file, which lies in the current folder."""
    global _loaded
    told = msgspec.msgpack.decode(setup, type=Setup)
    path = Path(told.file).absolute()
    sys.path.insert(0, str(path.parent))
    source = importlib.util.decode_source(path.read_bytes())
    _loaded = load_source(source, str(path), MODULE, told.forbidden)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


def serve(sock: socket.socket, stem: Stem) -> None:
    """Answer requests on `sock` until it ends; a fork that is asked for on `stem` goes on with a socket of its own."""
    assert _loaded is not None
    worker = Worker(_loaded)
    decoder = msgspec.msgpack.Decoder(Request)
    encoder = msgspec.msgpack.Encoder()
    while True:
        poll = select.poll()  # anew each time: a fork has a stem of its own
        poll.register(stem.fileno(), select.POLLIN)
        poll.register(sock, select.POLLIN)
        if stem.fileno() in dict(poll.poll()):
            forked = stem.fork()
            if forked is not None:
                sock.close()
                sock = forked
            continue
        frame = frames.read_frame(sock)
        if frame is None:
            return
        request = decoder.decode(frame[0])
        buffers = frames.split_payload(frame[1], request.sizes)
        reply, results = worker.answer(request, buffers)
        del frame, buffers
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):  # the student may have closed or replaced it
                stream.flush()
        header = encoder.encode(reply)
        if len(header) > frames.MAX_HEADER:
            header, results = encoder.encode(_too_many(request)), []
        frames.write_frame(sock, header, results)


def _too_many(request: Request) -> Reply:
    said = f"a result with a description of more than {frames.MAX_HEADER // 2**20} MiB"
    return _reply(request, "too_large", failure=Failure("TooLarge", "", said, ()))
