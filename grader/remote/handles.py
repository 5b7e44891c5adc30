"""What a test holds of a submission: its module, its functions, and handles of objects that stay on its side.

A handle asks the worker for everything and never turns into a value by itself: `==`, `<`, bool, float, hash, `in`
and numpy's and torch's protocols raise, since they would ask the student's object for the verdict. `remote.fetch`
brings its value over first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from grader.remote import frames
from grader.remote.outcomes import LimitReached, MissingName, NotAValue, RemoteError

if TYPE_CHECKING:
    from grader.remote.session import Session

_LONGEST_ITERATION = 1_000_000
_LARGEST_ITERATION = frames.MAX_PAYLOAD


def _refuse(what: str) -> Any:
    def refuse(self: Handle, *_: object, **__: object) -> NoReturn:
        raise NotAValue(f"{self!r} {what}")

    return refuse


def _forward(operation: str) -> Any:
    def forward(self: Handle, *operands: Any) -> Any:
        return session_of(self).operate(operation, self, *operands)

    return forward


def _reflected(operation: str) -> Any:
    def forward(self: Handle, other: Any) -> Any:
        return session_of(self).operate(operation, other, self)

    return forward


class Handle:
    """An object in the submission's process."""

    __slots__ = ("_Handle__name", "_Handle__number", "_Handle__session", "__weakref__")

    __array_ufunc__ = None  # numpy then leaves arithmetic with a handle to the handle
    __hash__ = _refuse("cannot be hashed here")

    def __init__(self, session: Session, number: int, name: str) -> None:
        _set(self, "_Handle__session", session)
        _set(self, "_Handle__number", number)
        _set(self, "_Handle__name", name)

    def __repr__(self) -> str:
        return f"<a {_get(self, '_Handle__name')} of the submission>"

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return session_of(self).call(self, "", arguments, keywords)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # numpy and torch ask for their protocols by such names
        return session_of(self).get(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        session_of(self).set(self, name, value)

    def __iter__(self) -> Iterator[Any]:
        session = session_of(self)
        iterator = session.operate("iter", self)
        most = session.received + _LARGEST_ITERATION
        for _ in range(_LONGEST_ITERATION):
            try:
                item = session.operate("next", iterator)
            except RemoteError as error:
                if error.student_type == "StopIteration":
                    return
                raise
            if session.received > most:
                break
            yield item
        raise LimitReached("an iteration over more than can be handed over")

    def __len__(self) -> int:
        length = session_of(self).operate("len", self)
        if type(length) is not int or not 0 <= length < 2**62:
            raise TypeError(f"{self!r} has no plain length")
        return length

    def __del__(self) -> None:
        try:
            session_of(self).released(_get(self, "_Handle__number"))
        except AttributeError:
            return  # never finished its constructor

    def __mro_entries__(self, bases: object) -> NoReturn:
        raise TypeError(f"{self!r} cannot be subclassed here: define the class in a probe, next to the student's code")

    def __array__(self, *_: object, **__: object) -> NoReturn:
        raise NotAValue(f"{self!r} is no array here")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("Handle cannot be subclassed")

    @classmethod
    def __torch_function__(cls, *_: object, **__: object) -> NoReturn:
        raise NotAValue("an object of the submission is no tensor here")


for _name in "add sub mul truediv floordiv mod pow matmul lshift rshift and or xor".split():
    _operation = f"{_name}_" if _name in ("and", "or") else _name
    setattr(Handle, f"__{_name}__", _forward(_operation))
    setattr(Handle, f"__r{_name}__", _reflected(_operation))
for _name in "neg pos abs invert getitem setitem delitem".split():
    setattr(Handle, f"__{_name}__", _forward(_name))
for _name, _what in {
    "eq": "cannot be compared here",
    "ne": "cannot be compared here",
    "lt": "cannot be compared here",
    "le": "cannot be compared here",
    "gt": "cannot be compared here",
    "ge": "cannot be compared here",
    "bool": "has no truth value here",
    "float": "is no number here",
    "int": "is no number here",
    "index": "is no number here",
    "complex": "is no number here",
    "contains": "cannot be searched here",
    "dlpack": "is no tensor here",
    "dlpack_device": "is no tensor here",
    "copy": "cannot be copied here",
    "deepcopy": "cannot be copied here",
    "reduce_ex": "cannot be copied here",
}.items():
    setattr(Handle, f"__{_name}__", _refuse(_what))

_set = object.__setattr__
_get = object.__getattribute__


class RemoteFunction:
    """A function or class of the submission's file, by its name."""

    def __init__(self, session: Session, name: str) -> None:
        self._session = session
        self._name = name

    def __repr__(self) -> str:
        return f"<{self._name} of the submission>"

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return self._session.call(None, self._name, arguments, keywords)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return getattr(self._session.get(None, self._name), name)

    def __mro_entries__(self, bases: object) -> NoReturn:
        raise TypeError(f"{self!r} cannot be subclassed here: define the class in a probe, next to the student's code")


class RemoteModule:
    """The submission: `submission.softmax(x)` calls the student's function."""

    def __init__(self, session: Session) -> None:
        _set(self, "_session", session)

    def __repr__(self) -> str:
        return "<the submission>"

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise TypeError(f"{name} cannot be replaced from here: do so in a probe, next to the student's code")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        session: Session = self._session
        report = session.report
        for broken in report.broken:
            if name in broken.names and name not in report.names:
                where = session.lines.place(broken.line)
                raise MissingName(f"{name} is not there: {where}: {broken.message}", name=name)
        if name not in report.names:
            raise MissingName(f"{name} is not defined in {session.lines.file}", name=name)
        return RemoteFunction(session, name) if report.names[name] else session.get(None, name)


def session_of(target: Any) -> Session:
    """The session that a handle, a function or a module of a submission belongs to."""
    session: Session
    if type(target) is Handle:
        session = _get(target, "_Handle__session")
    elif isinstance(target, (RemoteFunction, RemoteModule)):
        session = target._session
    else:
        raise TypeError(f"not of a submission: {type(target).__name__}")
    return session


def number_of(handle: Handle) -> int:
    number: int = _get(handle, "_Handle__number")
    return number


def name_of(function: RemoteFunction) -> str:
    return function._name
