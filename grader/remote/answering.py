"""Answer requests about one loaded submission, next to the student's code.

Everything here can be read and changed by the student's code; nothing here would help it, and what it answers is
testimony. The same Worker answers in the sandbox and in-process.
"""

from __future__ import annotations

import operator
import time
import types
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from grader.remote import frames, generators
from grader.remote.constructors import constructor
from grader.remote.decoder import Decoder
from grader.remote.effects import Observed, call_observed, seed_everything
from grader.remote.encoder import Encoder
from grader.remote.failures import failure, harmless, out_of_memory, type_name
from grader.remote.following import Follower, Following, TooLow
from grader.remote.forbidden import CallSeen, watched
from grader.remote.load import Loaded
from grader.remote.messages import NO_KEYWORDS, EffectsForm, Failure, LoadReport, Reply, Request, shortened
from grader.remote.values import TooLarge, Unencodable, Wire

_OBJECTS_AN_ANSWER = 1 << 24  # more than a message can hold

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


class Worker:
    """Answers requests about one loaded submission."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._objects: dict[int, Any] = {}
        self._next_object = 0
        self._generators: dict[int, Any] = {}
        self._probes: dict[str, Any] = {}
        self._forbidden: tuple[str, ...] = ()
        self._follower: Follower | None = None
        self.raised: BaseException | None = None  # in-process, the student's own exception is chained

    def answer_frame(self, request: Request, buffers: Sequence[memoryview]) -> tuple[bytes, list[memoryview]]:
        """The reply to a request as the header of a frame, and the buffers beside it."""
        reply, results = self.answer(request, buffers)
        header = msgspec.msgpack.encode(reply)
        if len(header) > frames.MAX_HEADER:
            said = f"a result with a description of more than {frames.MAX_HEADER // 2**20} MiB"
            return msgspec.msgpack.encode(_too_large(request, said)), []
        return header, results

    def answer(self, request: Request, buffers: Sequence[memoryview]) -> tuple[Reply, list[memoryview]]:
        """Carry out one request; whatever the student's code raises is part of the reply."""
        self.raised = None
        # no two requests number objects alike, also not in forks of this process: a handle of one is none of another
        self._next_object = request.id * _OBJECTS_AN_ANSWER
        for number in request.released:
            self._objects.pop(number, None)
        try:
            return self._answer(request, buffers)
        except TooLarge as error:
            return _too_large(request, str(error)), []
        except TooLow:
            right = self._follower.right if self._follower else []
            return msgspec.structs.replace(_reply(request, "stopped"), result=right), []
        except CallSeen as seen:
            return _reply(request, "forbidden", told=Failure("CallSeen", "", shortened(str(seen), 100), ())), []
        except BaseException as error:  # noqa: BLE001 - SystemExit and the like are the student's too
            self.raised = error if harmless(error) else None
            if out_of_memory(error):
                return _reply(request, "memory", told=failure(error, self._loaded.filename)), []
            return _reply(request, "error", told=failure(error, self._loaded.filename)), []

    def _answer(self, request: Request, buffers: Sequence[memoryview]) -> tuple[Reply, list[memoryview]]:
        bound: dict[int, Any] = {}
        decoder = Decoder(buffers, handle=self._resolve, generator=self._binder(bound))
        arguments: list[Any] = decoder.decode(request.arguments)
        keywords: dict[str, Any] = {} if request.keywords == NO_KEYWORDS else decoder.decode(request.keywords)
        perform = self._performer(request, arguments, keywords)
        if self._forbidden:
            perform = watched(perform, self._forbidden)
        observed: Observed | None = None
        if request.observe:
            result, observed = call_observed(perform)
        else:
            with warnings.catch_warnings(module=warnings):  # its own default asks sys.modules
                warnings.simplefilter("default")
                result = perform()
        passed = arguments[1:] if request.operation == "call" else arguments
        opaque = (-1,) if self._is_instance(request, arguments, result) else request.opaque
        encoder, form, effects = self._encoded(result, opaque, observed, passed, keywords)
        states = tuple((key, encoder.encode(generators.state_of(own))) for key, own in bound.items())
        sizes = tuple(len(buffer) for buffer in encoder.buffers)
        return Reply(request.id, "value", form, None, effects, states, sizes), encoder.buffers

    def _performer(self, request: Request, arguments: list[Any], keywords: dict[str, Any]) -> Callable[[], Any]:
        match request.operation:
            case "report":
                return self._report
            case "shown":
                return lambda: msgspec.json.encode(self._loaded.shown)
            case "call":
                target, *rest = arguments
                function = self._named(target, request.name)
                follower = self._follower
                if follower and target is None and request.name == follower.rule.call:
                    return lambda: follower.call(function, rest, keywords)
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
            case "watch":
                return lambda: self._watch(arguments[0])
            case "follow":
                return lambda: self._follow(arguments[0])
            case "followed":
                return self._followed

    def _is_instance(self, request: Request, arguments: list[Any], result: Any) -> bool:
        """Whether a class of the submission was called, and made an object: one also where it extends list or dict."""
        if request.operation != "call" or arguments[0] is not None:
            return False
        return type(result) is self._loaded.module.__dict__.get(request.name)

    def _report(self) -> list[Any]:
        """A LoadReport, as plain lists."""
        names = {
            name: callable(value)
            for name, value in list(self._loaded.module.__dict__.items())
            if type(name) is str and not name.startswith("__") and not issubclass(type(value), types.ModuleType)
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

    def _watch(self, patterns: list[str]) -> None:
        self._forbidden = tuple(patterns)

    def _follow(self, rule: dict[str, Any]) -> None:
        self._follower = Follower(msgspec.convert(rule, Following))

    def _followed(self) -> list[float]:
        """The shares of the last call, and the end of following."""
        follower, self._follower = self._follower, None
        return follower.right if follower else []

    def _resolve(self, number: int, _name: str, _callable: bool) -> Any:
        return self._objects[number] if number else self._loaded.module

    def _binder(self, bound: dict[int, Any]) -> Callable[[int, str, Any], Any]:
        def bind(key: int, kind: str, state: Any) -> Any:
            own = self._generators.get(key)
            if own is None:
                own = self._generators[key] = generators.new_generator(kind, state)
            else:
                generators.set_state(own, state)
            bound[key] = own
            return own

        return bind

    def _encoded(
        self,
        result: Any,
        opaque: tuple[int, ...],
        observed: Observed | None,
        arguments: list[Any],
        keywords: dict[str, Any],
    ) -> tuple[Encoder, Wire, EffectsForm | None]:
        """The wire form of a result and of the evidence beside it, and the encoder of the message that they begin.

        What is too deep, too many, or holds itself is kept here as a whole: the result, the arguments, or both.
        """
        first = self._next_object
        for keep_result, keep_arguments in ((False, False), (True, False), (False, True), (True, True)):
            encoder = Encoder(self._kept, lenient=True, max_bytes=frames.MAX_PAYLOAD)
            try:
                form = self._result(encoder, result, (-1,) if keep_result else opaque)
                return encoder, form, _effects(observed, arguments, keywords, encoder, keep=keep_arguments)
            except Unencodable:
                for number in range(first, self._next_object):
                    del self._objects[number]
                self._next_object = first
        raise Unencodable("more arguments than a message can hold")

    def _result(self, encoder: Encoder, result: Any, opaque: tuple[int, ...]) -> Wire:
        if -1 in opaque:
            return encoder.opaque(result)
        if not opaque or not issubclass(type(result), (tuple, list)):
            return encoder.encode(result)
        listed = issubclass(type(result), list)
        parts = list.__getitem__(result, slice(None)) if listed else tuple.__getitem__(result, slice(None))
        return encoder.once(
            result,
            lambda: [
                "l" if listed else "t",
                [encoder.opaque(part) if index in opaque else encoder.encode(part) for index, part in enumerate(parts)],
            ],
        )

    def _kept(self, value: Any) -> Wire:
        """The wire form of a handle to `value`, which stays here."""
        if value is self._loaded.module:
            return ["h", 0, "module", False]
        number = self._next_object
        self._next_object += 1
        self._objects[number] = value
        return ["h", number, shortened(type_name(value), 100), callable(value)]


def _effects(
    observed: Observed | None, arguments: list[Any], keywords: dict[str, Any], encoder: Encoder, *, keep: bool
) -> EffectsForm | None:
    if observed is None:
        return None
    encode = encoder.opaque if keep else encoder.encode
    return EffectsForm(
        tuple(encode(argument) for argument in arguments),
        {name: encode(value) for name, value in keywords.items()},
        observed.generators,
        observed.warnings,
        observed.grad_mode,
    )


def _reply(request: Request, status: Any, *, told: Failure | None = None) -> Reply:
    return Reply(request.id, status, None, told, None, (), ())


def _too_large(request: Request, said: str) -> Reply:
    return _reply(request, "too_large", told=Failure("TooLarge", "", said, ()))
