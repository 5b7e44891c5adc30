# ruff: noqa: E501 - a table of sources reads best with one a line
"""Calls that an assignment forbids to some functions: found in the source, and what comes of it in a grade."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest
from real_parts import needed
from small_course import SETTINGS, Grader, by_id, write_course

from grader.course import ForbiddenCalls, Part, Settings, read_settings
from grader.errors import CourseError
from grader.judge.forbidden import find_forbidden
from grader.judge.forbidden.handed import is_module

CALLS = (
    "torch.*conv[0-9]d*",
    "torch.nn.Conv[0-9]d",
    "torch.nn.functional.unfold",
    "torch.Tensor.unfold*",
    "torch.ops.aten.convolution*",
    "torch.ops.aten.im2col*",
    "torch.ops.aten.unfold*",
)


def settings(*of: str) -> Settings:
    rule = ForbiddenCalls(of or ("f",), CALLS)
    return Settings("by hand", "own.py", (Part("all", 1),), of or ("f",), forbidden_calls=(rule,))


def found(
    source: str, others: Mapping[str, str] = {}, head: str = "import torch\nimport torch.nn.functional as F\n"
) -> str:
    files = {"own.py": (head + dedent(source)).encode()}
    files |= {name: dedent(text).encode() for name, text in others.items()}
    finding = find_forbidden(files, settings()).get("f")
    return "" if finding is None else finding.call


CONV = "torch.nn.functional.conv2d"
TRICKS = {
    "plain": ("def f(x, w):\n    return F.conv2d(x, w)", CONV),
    "whole name": ("def f(x, w):\n    return torch.nn.functional.conv2d(x, w)", CONV),
    "another home": ("def f(x, w):\n    return torch.conv2d(x, w)", "torch.conv2d"),
    "renamed import": ("from torch.nn.functional import conv2d as fine\ndef f(x, w):\n    return fine(x, w)", CONV),
    "import inside": ("def f(x, w):\n    from torch.nn import functional as g\n    return g.conv2d(x, w)", CONV),
    "star": ("from torch.nn.functional import *\ndef f(x, w):\n    return conv2d(x, w)", CONV),
    "alias": ("fine = F.conv2d\ndef f(x, w):\n    return fine(x, w)", CONV),
    "alias of an alias": ("one = F\ntwo = one\ndef f(x, w):\n    three = two\n    return three.conv2d(x, w)", CONV),
    "pair": ("a, b = F.relu, F.conv2d\ndef f(x, w):\n    return b(x, w)", CONV),
    "walrus": ("def f(x, w):\n    return (g := F).conv2d(x, w)", CONV),
    "one or the other": ("def f(x, w, g=None):\n    return (g or F).conv2d(x, w)", CONV),
    "default": ("def f(x, w, g=F.conv2d):\n    return g(x, w)", CONV),
    "table": ("TABLE = {'c': F.conv2d}\ndef f(x, w):\n    return TABLE['c'](x, w)", CONV),
    "partial": ("import functools\nfine = functools.partial(F.conv2d, stride=1)\ndef f(x, w):\n    return fine(x, w)", CONV),
    "lambda": ("fine = lambda x, w: F.conv2d(x, w)\ndef f(x, w):\n    return fine(x, w)", CONV),
    "function behind": ("def g(x, w):\n    return F.conv2d(x, w)\ndef f(x, w):\n    return g(x, w)", CONV),
    "class behind": ("class G:\n    def go(self, x, w):\n        return F.conv2d(x, w)\ndef f(x, w):\n    return G().go(x, w)", CONV),
    "decorator": ("def d(_):\n    return F.conv2d\n@d\ndef f(x, w):\n    return x", CONV),
    "layer": ("def f(x, w):\n    return torch.nn.Conv2d(1, 1, 3)(x)", "torch.nn.Conv2d"),
    "base class": ("class f(torch.nn.Conv2d):\n    pass", "torch.nn.Conv2d"),
    "getattr": ("def f(x, w):\n    return getattr(F, 'conv2d')(x, w)", CONV),
    "getattr of pieces": ("def f(x, w):\n    return getattr(F, 'con' + 'v2d')(x, w)", CONV),
    "getattr of a name": ("NAME = 'conv2d'\ndef f(x, w):\n    return getattr(F, NAME)(x, w)", CONV),
    "backwards": ("def f(x, w):\n    return getattr(F, 'd2vnoc'[::-1])(x, w)", CONV),
    "joined": ("def f(x, w):\n    return getattr(F, ''.join(['con', 'v2', 'd']))(x, w)", CONV),
    "formatted": ("def f(x, w):\n    return getattr(F, 'conv{}d'.format(2))(x, w)", CONV),
    "percent": ("def f(x, w):\n    return getattr(F, 'conv%sd' % 2)(x, w)", CONV),
    "f-string": ("def f(x, w):\n    return getattr(F, f'conv{2}d')(x, w)", CONV),
    "percent of a number": ("def f(x, w):\n    return getattr(F, '%conv%dd' % (99, 2))(x, w)", CONV),
    "format of a number": ("def f(x, w):\n    return getattr(F, '{:c}onv{n!s}d'.format(99, n=2))(x, w)", CONV),
    "f-string of a number": ("UNIT = 'dim'\ndef f(x, w):\n    return getattr(F, f'conv{2:d}{UNIT!s:.1}')(x, w)", CONV),
    "format, the function": ("def f(x, w):\n    return getattr(F, 'conv' + format(2, 'd') + 'd')(x, w)", CONV),
    "added later": ("def f(x, w):\n    name = 'conv'\n    name += '2d'\n    return getattr(F, name)(x, w)", CONV),
    "numbers": ("def f(x, w):\n    return getattr(F, ''.join(chr(c) for c in [99, 111, 110, 118, 50, 100]))(x, w)", CONV),
    "map of numbers": ("def f(x, w):\n    return getattr(F, ''.join(map(chr, [99, 111, 110, 118, 50, 100])))(x, w)", CONV),
    "bytes": ("def f(x, w):\n    return getattr(F, bytes([99, 111, 110, 118, 50, 100]).decode())(x, w)", CONV),
    "base 64": ("import base64\ndef f(x, w):\n    return getattr(F, base64.b64decode('Y29udjJk').decode())(x, w)", CONV),
    "rot 13": ("import codecs\ndef f(x, w):\n    return getattr(F, codecs.decode('pbai2q', 'rot13'))(x, w)", CONV),
    "replaced": ("def f(x, w):\n    return getattr(F, 'corn2d'.replace('rn', 'nv'))(x, w)", CONV),
    "lower": ("def f(x, w):\n    return getattr(F, 'CONV2D'.lower())(x, w)", CONV),
    "dict": ("def f(x, w):\n    return F.__dict__['conv2d'](x, w)", CONV),
    "vars": ("def f(x, w):\n    return vars(F)['conv2d'](x, w)", CONV),
    "dict's get": ("def f(x, w):\n    return vars(F).get('conv2d')(x, w)", CONV),
    "getattribute": ("def f(x, w):\n    return F.__getattribute__('conv2d')(x, w)", CONV),
    "getattribute of object": ("def f(x, w):\n    return object.__getattribute__(F, 'conv2d')(x, w)", CONV),
    "getattribute of its type": ("def f(x, w):\n    return type(F).__getattribute__(F, 'conv2d')(x, w)", CONV),
    "getattr_static": ("import inspect\ndef f(x, w):\n    return inspect.getattr_static(F, 'conv2d')(x, w)", CONV),
    "get of dict": ("def f(x, w):\n    return dict.get(vars(F), 'conv2d')(x, w)", CONV),
    "getitem": ("import operator\ndef f(x, w):\n    return operator.getitem(F.__dict__, 'conv2d')(x, w)", CONV),
    "reduce": ("from functools import reduce\ndef f(x, w):\n    return reduce(getattr, 'nn.functional.conv2d'.split('.'), torch)(x, w)", CONV),
    "resolve_name": ("import pkgutil\ndef f(x, w):\n    return pkgutil.resolve_name('torch.nn.functional:conv2d')(x, w)", CONV),
    "__import__": ("def f(x, w):\n    return __import__('torch').nn.functional.conv2d(x, w)", CONV),
    "importlib": ("import importlib\ndef f(x, w):\n    return importlib.import_module('torch.nn.functional').conv2d(x, w)", CONV),
    "sys.modules": ("import sys\ndef f(x, w):\n    return sys.modules['torch.nn.functional'].conv2d(x, w)", CONV),
    "globals": ("def f(x, w):\n    return globals()['F'].conv2d(x, w)", CONV),
    "globals' get": ("def f(x, w):\n    return globals().get('F').conv2d(x, w)", CONV),
    "eval": ("def f(x, w):\n    return eval('F.conv2d(x, w)')", CONV),
    "exec of pieces": ("def f(x, w):\n    exec('y = F.con' + 'v2d(x, w)')", CONV),
    "set afterwards": ("class f(torch.autograd.Function):\n    pass\nf.forward = staticmethod(lambda ctx, x, w: F.conv2d(x, w))", CONV),
    "setattr": ("class f:\n    pass\nsetattr(f, 'forward', lambda self, x, w: F.conv2d(x, w))", CONV),
    "put into globals": ("def f(x, w):\n    return x\nglobals()['f'] = lambda x, w: F.conv2d(x, w)", CONV),
    "method": ("def f(x):\n    return x.unfold(2, 3, 1)", "torch.Tensor.unfold"),
    "method of a result": ("def f(x):\n    return F.pad(x, (1, 1)).unfold(2, 3, 1)", "torch.Tensor.unfold"),
    "method of a member of a parameter": ("def f(x):\n    return x.data.unfold(2, 3, 1)", "torch.Tensor.unfold"),
    "method of what is matched": ("def f(x):\n    match x:\n        case y:\n            return y.unfold(2, 3, 1)", "torch.Tensor.unfold"),
    "method of a global": ("def f(x):\n    global y\n    y = x\n    return g()\ndef g():\n    return y.unfold(2, 3, 1)", "torch.Tensor.unfold"),
    "method unbound": ("def f(x):\n    return torch.Tensor.unfold(x, 2, 3, 1)", "torch.Tensor.unfold"),
    "method by getattr": ("def f(x):\n    return getattr(x, 'unfold')(2, 3, 1)", "torch.Tensor.unfold"),
    "method by its type": ("def f(x):\n    return type(x).unfold(x, 2, 3, 1)", "torch.Tensor.unfold"),
    "methodcaller": ("import operator\ndef f(x):\n    return operator.methodcaller('unfold', 2, 3, 1)(x)", "torch.Tensor.unfold"),
    "method of a member": ("class f:\n    def g(self):\n        self.w = 1\n    def h(self):\n        return self.w.unfold(2, 3, 1)", "torch.Tensor.unfold"),
    "operator": ("def f(x, w):\n    return torch.ops.aten.convolution(x, w)", "torch.ops.aten.convolution"),
    "in a file that does not parse": ("def f(x, w):\n    return F.conv2d(x, w)\n\ndef broken(:\n    pass\n", CONV),
}  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_a_forbidden_call_is_found_in_the_source(trick: str) -> None:
    source, call = TRICKS[trick]
    assert found(source) == call


# --- modules that are handed around ---

HANDED = {
    "to a helper": ("def g(lib, x, w):\n    return lib.conv2d(x, w)\ndef f(x, w):\n    return g(F, x, w)", CONV),
    "to a helper with getattr": ("def g(lib):\n    return getattr(lib, 'conv' + '2d')\ndef f(x, w):\n    return g(F)(x, w)", CONV),
    "to a helper, the package": ("def g(lib):\n    return lib.functional.conv2d\ndef f(x, w):\n    return g(torch.nn)(x, w)", CONV),
    "to a helper, for a layer": ("def g(lib):\n    return lib.Conv2d(1, 1, 3)\ndef f(x):\n    return g(torch.nn)(x)", "torch.nn.Conv2d"),
    "to a helper, renamed inside": ("def g(lib, x, w):\n    return lib.conv2d(x, w)\ndef f(x, w):\n    from torch.nn import functional as h\n    return g(h, x, w)", CONV),
    "to a helper, by importlib": ("import importlib\ndef g(lib, x, w):\n    return lib.conv2d(x, w)\ndef f(x, w):\n    return g(importlib.import_module('torch.nn.functional'), x, w)", CONV),
    "to a lambda": ("def f(x, w):\n    return (lambda lib: lib.conv2d)(F)(x, w)", CONV),
    "to a context": ("import contextlib\ndef f(x, w):\n    with contextlib.nullcontext(F) as lib:\n        return lib.conv2d(x, w)", CONV),
    "to an attrgetter": ("from operator import attrgetter\ndef f(x, w):\n    return attrgetter('conv2d')(F)(x, w)", CONV),
    "to an attrgetter of several": ("from operator import attrgetter\ndef f(x, w):\n    return attrgetter('relu', 'conv2d')(F)[1](x, w)", CONV),
    "to a methodcaller": ("import operator\ndef f(x, w):\n    return operator.methodcaller('conv2d', x, w)(F)", CONV),
    "from a helper": ("def lib():\n    return F\ndef f(x, w):\n    return lib().conv2d(x, w)", CONV),
    "from a generator": ("def libs():\n    yield F\ndef f(x, w):\n    return next(libs()).conv2d(x, w)", CONV),
    "in a dict": ("LIBS = {'f': F}\ndef f(x, w):\n    return LIBS['f'].conv2d(x, w)", CONV),
    "in a dict, later": ("LIBS = {}\nLIBS['f'] = F\ndef f(x, w):\n    return LIBS['f'].conv2d(x, w)", CONV),
    "in a list": ("LIBS = [F]\ndef f(x, w):\n    return LIBS[0].conv2d(x, w)", CONV),
    "in a tuple": ("def f(x, w):\n    return (F, None)[0].conv2d(x, w)", CONV),
    "in a class": ("class K:\n    lib = F\ndef f(x, w):\n    return K.lib.conv2d(x, w)", CONV),
    "in a class, imported": ("class K:\n    from torch.nn import functional as lib\ndef f(x, w):\n    return K.lib.conv2d(x, w)", CONV),
    "in an object": ("class f:\n    def __init__(self):\n        self.lib = F\n    def g(self, x, w):\n        return self.lib.conv2d(x, w)", CONV),
    "in a namespace": ("from types import SimpleNamespace\nlibs = SimpleNamespace(lib=F)\ndef f(x, w):\n    return libs.lib.conv2d(x, w)", CONV),
    "in a global": ("def g():\n    global lib\n    lib = F\ng()\ndef f(x, w):\n    return lib.conv2d(x, w)", CONV),
    "behind __getattr__": ("class K:\n    def __getattr__(self, name):\n        return getattr(F, name)\ndef f(x, w):\n    return K().conv2d(x, w)", CONV),
    "over a loop": ("def f(x, w):\n    for lib in [F]:\n        return lib.conv2d(x, w)", CONV),
    "over a comprehension": ("def f(x, w):\n    return [lib.conv2d(x, w) for lib in [F]][0]", CONV),
    "over a match": ("def f(x, w):\n    match F:\n        case lib:\n            return lib.conv2d(x, w)", CONV),
}  # fmt: skip


@pytest.mark.parametrize("way", HANDED)
def test_a_call_of_a_module_that_is_handed_around_is_found(way: str) -> None:
    needed("torch")  # what a module is, is told by the files of its package
    source, call = HANDED[way]
    assert found(source) == call


HANDED_AND_SPARED = {
    "for another function": "def g(lib, x):\n    return lib.relu(x)\ndef f(x):\n    return g(F, x)",
    "for nothing": "for lib in (torch, F):\n    print(lib.__name__)\ndef f(x, net):\n    return net.forward(x)",
    "an own method": "print(F)\nclass Net:\n    def conv2d(self, x):\n        return x\ndef f(x, net):\n    return net.conv2d(x)",
    "an own layer": "print(F)\nclass Net:\n    def __init__(self, layer):\n        self.conv2d = layer\ndef f(x, net):\n    return net.conv2d.weight",
    "an own layer by setattr": "print(F)\nclass Net:\n    def __init__(self, layer):\n        self.add_module('conv2d', layer)\ndef f(x, net):\n    return net.conv2d(x)",
    "an own base's method": "print(F)\nclass Base:\n    def conv2d(self, x):\n        return x\nclass f(Base):\n    def g(self, x):\n        return self.conv2d(x)",
    "an own field": "print(F)\nclass Sizes:\n    conv2d: int = 3\ndef f(x, sizes):\n    return x * sizes.conv2d",
    "an own namespace": "from types import SimpleNamespace\nprint(F)\nown = SimpleNamespace(conv2d=abs)\ndef f(x):\n    return own.conv2d(x)",
    "an own file's function": "import beside\nprint(F)\ndef f(x):\n    return beside.conv2d(x)",
    "an own function": "print(F)\ndef conv2d(x):\n    return x\ndef f(x):\n    return conv2d(x)",
    "a function of a module": "LIBS = [F.relu, torch.float32, torch.Tensor]\ndef f(x, sizes):\n    return x * sizes.conv2d",
    "another module": "import math\nLIBS = [math]\ndef f(x, sizes):\n    return x * sizes.conv2d",
}  # fmt: skip


@pytest.mark.parametrize("case", HANDED_AND_SPARED)
def test_what_is_no_call_of_a_module_that_is_handed_around_is_spared(case: str) -> None:
    needed("torch")
    assert found(HANDED_AND_SPARED[case], {"beside.py": "def conv2d(x):\n    return x\n"}) == ""


def test_a_module_is_known_by_its_file_and_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loud" / "data").mkdir(parents=True)
    (tmp_path / "loud" / "__init__.py").write_text("raise RuntimeError")
    (tmp_path / "loud" / "inner.py").write_text("raise RuntimeError")
    monkeypatch.syspath_prepend(tmp_path)
    names = (
        "loud",
        "loud.inner",
        "loud.data",
        "loud.data.x",
        "loud.inner.x",
        "loud.other",
        "quiet",
        "",
        ".loud",
        "a/b",
    )
    assert [name for name in names if is_module(name)] == ["loud", "loud.inner"]


def test_a_forbidden_call_is_found_in_a_file_beside() -> None:
    beside = {"beside.py": "import torch\ndef g(x, w):\n    return torch.conv2d(x, w)\n"}
    for use in ("import beside\ndef f(x, w):\n    return beside.g(x, w)", "from beside import g\nf = g"):
        assert found(use, beside) == "torch.conv2d"
    assert found("from beside import *\ndef f(x, w):\n    return g(x, w)", beside) == "torch.conv2d"


@pytest.mark.parametrize("use", ["beside.G.conv2d", "given.conv2d", "H.conv2d"])
def test_a_module_that_a_file_beside_imports_is_known(use: str) -> None:
    beside = {"beside.py": "from torch.nn import functional as G\nH = G\n"}
    head = "import beside\nfrom beside import G as given\nfrom beside import *\n"
    assert found(f"def f(x, w):\n    return {use}(x, w)", beside, head) == CONV


def test_files_that_import_each_other_are_read_to_an_end() -> None:
    stars = "".join(f"from file{n} import *\n" for n in range(9))
    others = {f"file{n}.py": stars for n in range(9)} | {"beside.py": "import own\nG = own.G\n"}
    source = "import beside\nG = beside.G\ndef f(x):\n    return {}(x)"
    assert found(source.format("G.conv2d"), others) == ""
    assert found(stars + source.format("len"), others) in ("", "what is too deep or too much to be read")


SPARED = {
    "another function": "def f(x):\n    return x\ndef g(x, w):\n    return F.conv2d(x, w)",
    "another class": "class Net:\n    layer = torch.nn.Conv2d(1, 1, 3)\ndef f(x):\n    return x",
    "a comparison beside": "def f(x):\n    return x\nprint(f, F.conv2d)\nif __name__ == '__main__':\n    print(F.conv2d)",
    "the docstring": "def f(x):\n    'What F.conv2d does.'\n    return x  # not F.conv2d",
    "annotations": "def f(x: 'F.conv2d', y: torch.nn.Conv2d = None) -> torch.nn.Conv2d:\n    z: torch.nn.Conv2d = x\n    return z",
    "an own function of the name": "def unfold(x):\n    return x\ndef f(x):\n    return unfold(x)",
    "an own method": "class G:\n    @staticmethod\n    def unfold(x):\n        return x\ndef f(x):\n    return G.unfold(x)",
    "an own method of self": "class f:\n    def unfold(self, x):\n        return x\n    def g(self, x):\n        return self.unfold(x)",
    "an own object": "class G:\n    def unfold(self, x):\n        return x\ng = G()\ndef f(x):\n    h = G()\n    return h.unfold(g.unfold(x))",
    "an own object that is handed over": "class G:\n    def unfold(self, x):\n        return x\ndef f(x, g):\n    return g.unfold(x)",
    "what an own object holds": "class f:\n    def forward(self, ctx, u):\n        ctx.unfold = u\n    def backward(self, ctx, x):\n        return ctx.unfold(x)",
    "a function kept in self": "def u(x):\n    return x\nclass f:\n    def __init__(self):\n        self.unfold = u\n    def g(self, x):\n        return self.unfold(x)",
    "an own file": "import beside\ndef f(x):\n    return beside.unfold(x)",
    "as_strided": "def f(x):\n    return x.as_strided((2, 2), (1, 1))",
    "a parameter of the name": "def f(x, conv2d=3):\n    return x * conv2d",
    "a name of nobody knows what": "def f(x, name):\n    name = name.lower()\n    return getattr(F, name)(x)",
    "an own table": "def f(x, table={'unfold': 1}):\n    return table.get('unfold') + table['unfold']",
    "a text": "def f(x):\n    raise ValueError('F.conv2d would do')",
}  # fmt: skip


@pytest.mark.parametrize("case", SPARED)
def test_what_is_no_forbidden_call_is_spared(case: str) -> None:
    assert found(SPARED[case], {"beside.py": "def unfold(x):\n    return x\n"}) == ""


@pytest.mark.parametrize(
    "source",
    [
        "a0 = 'x' * 900\n" + "".join(f"a{n + 1} = a{n} + a{n}\n" for n in range(60)) + "def f(x):\n    return getattr(x, a60)",
        "".join(f"b{n} = b{n + 1} or b{n + 2}\n" for n in range(60)) + "def f(x):\n    return b0.conv",
        "def f(x):\n    return getattr(F, '{:>999999999}'.format('conv2d'))",
        "def f(x):\n    return getattr(F, '%999999999s' % 'conv2d')",
        "def f(x):\n    return getattr(F, '%.999999999d' % 2)",
        "def f(x):\n    return getattr(F, '%*d' % (999999999, 2))",
        "def f(x):\n    return getattr(F, '{:{}}'.format('conv2d', 999999999))",
        "def f(x):\n    return getattr(F, f'{2:999999999}')",
        "def f(x):\n    return getattr(F, f'{2:{9 ** 9}}')",
        "def f(x):\n    return getattr(F, format(2, '999999999d'))",
        "def f(x):\n    name = 'a'\n    name += name\n    return getattr(F, name)",
        "def f(x):\n    name = 'a'\n" + "    name += 'a'\n" * 3000 + "    return getattr(F, name)",
        "def f(x):\n    return getattr(F, 'a' * 10 ** 9)",
        "f = f\ng = h\nh = g",
        "".join(f"class C{n}:\n    a = C{n + 1}\n" for n in range(3000)) + "def f(x):\n    return C0.a.b.c",
        "".join(f"x{n} = C().a\n" for n in range(20_000)) + "class C:\n    a = 1\ndef f(x):\n    return " + " + ".join(f"x{n}" for n in range(90)),
        "def f(x):\n    return " + ".a".join("x" for _ in range(2)) + ".a" * 3000,
    ],
    ids=lambda source: source[:20],
)  # fmt: skip
def test_no_source_is_read_without_end(source: str) -> None:
    assert found(source) in ("", "what is too deep or too much to be read")


# --- in a grade ---

RULE = '\n[[forbidden_calls]]\nof = ["total"]\ncalls = ["numpy.sum", "numpy.ndarray.sum"]\n'
WITH_RULE = SETTINGS.replace("\n[limits]", RULE + "\n[limits]")
BUILTIN_SUM = """
import numpy as np


def double(x):
    return 2 * np.asarray(x, float)


def total(x):
    return float({})


def history(x, epochs):
    return [total(np.asarray(x) * (epoch + 1)) for epoch in range(epochs)]
"""


def test_tests_of_a_function_with_a_forbidden_call_are_forbidden(graded: Grader, tmp_path: Path) -> None:
    assignment = write_course(tmp_path, settings=WITH_RULE)
    tests = by_id(graded(assignment, BUILTIN_SUM.format("np.sum(double(x))")))
    assert tests["test_total"].status == "forbidden"
    assert tests["test_total"].points == 0
    assert tests["test_total"].message == "total calls numpy.sum (small.py, line 10), and is to be written without it"
    assert tests["test_double"].status == "passed"
    assert tests["test_history"].status == "passed"  # nothing is forbidden to it


def test_without_the_call_all_is_as_ever(graded: Grader, tmp_path: Path) -> None:
    assignment = write_course(tmp_path, settings=WITH_RULE)
    assert graded(assignment, BUILTIN_SUM.format("sum(double(x))")).score == 10


def test_a_rule_for_an_unknown_function_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "assignment.toml"
    path.write_text(WITH_RULE.replace('of = ["total"]', 'of = ["totals"]'))
    with pytest.raises(CourseError, match=r"forbidden_calls: 'totals' is none of the functions"):
        read_settings(path)
    path.write_text(WITH_RULE.replace('"numpy.sum"', '"sum"'))
    with pytest.raises(CourseError, match="forbidden_calls"):
        read_settings(path)
