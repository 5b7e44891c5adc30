"""A call into a submission: the same in this process and through the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from places import Place

from grader import remote
from grader.remote.handles import Handle
from grader.remote.outcomes import MissingName, ProtocolViolation

ECHO = "def echo(*args, **kwargs):\n    return args, kwargs\n"


def test_arguments_and_results_cross(place: Place) -> None:
    sent = {"W1": np.arange(6.0).reshape(2, 3), "b": (1, None, [2.5, "é"], 2**80, 1 + 2j, slice(1, None), ...)}
    args, kwargs = place.load(ECHO).module.echo(sent, axis=-1)
    np.testing.assert_array_equal(args[0]["W1"], sent["W1"])
    assert (args[0]["b"], kwargs) == (sent["b"], {"axis": -1})


def test_large_arrays_cross_both_ways(place: Place) -> None:
    session = place.load("def double(x):\n    x *= 2\n    return x\n")
    x = np.arange(1 << 18, dtype=np.float64)  # 2 MiB: in memory from the kernel, on both sides
    np.testing.assert_array_equal(session.module.double(x), 2 * np.arange(1 << 18))
    assert x[1] == 1.0


def test_a_call_gets_writable_copies(place: Place) -> None:
    session = place.load("def spoil(x):\n    x[:] = 0\n    return x.flags.writeable, x.flags.aligned\n")
    x = np.ones(3)
    assert session.module.spoil(x) == (True, True)
    assert x.sum() == 3


def test_a_read_only_argument_is_read_only_there(place: Place) -> None:
    x = np.ones(3)
    x.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        place.load("def spoil(x):\n    x[:] = 0\n").module.spoil(x)


def test_the_same_argument_twice_is_one_object_there(place: Place) -> None:
    session = place.load("def identical(a, b):\n    return a is b\n")
    x = np.ones(3)
    assert session.module.identical(x, x)
    assert not session.module.identical(x, x.copy())


def test_a_missing_name_is_said(place: Place) -> None:
    with pytest.raises(MissingName, match=r"softmax is not defined in student\.py"):
        _ = place.load(ECHO).module.softmax


def test_what_a_broken_line_would_have_defined_is_said(place: Place) -> None:
    module = place.load("import nothing_of_the_kind as softmax\ndef f(x:\n    return 1\n" + ECHO).module
    with pytest.raises(MissingName, match="line 1: ModuleNotFoundError"):
        _ = module.softmax
    with pytest.raises(SyntaxError, match="line 2"):
        module.f(1)
    assert module.echo(1) == ((1,), {})


def test_opaque_results_stay_in_every_place(place: Place) -> None:
    source = "def forward(x):\n    return x * 2, {'x': x}\ndef backward(cache):\n    return cache['x']\n"
    module = place.load(source, opaque={"forward": (1,)}).module
    logits, cache = module.forward(np.ones(2))
    assert remote.is_handle(cache)
    np.testing.assert_array_equal(logits, [2, 2])
    np.testing.assert_array_equal(module.backward(cache), [1, 1])
    np.testing.assert_array_equal(remote.fetch(cache)["x"], [1, 1])


def test_opaque_results_of_a_namedtuple_stay_too(place: Place) -> None:
    source = "from collections import namedtuple\nR = namedtuple('R', 'a b')\ndef forward():\n    return R(1, [2])\n"
    first, second = place.load(source, opaque={"forward": (1,)}).module.forward()
    assert (first, remote.is_handle(second)) == (1, True)


@pytest.mark.parametrize("base", ["list", "dict", "tuple", "float", "np.ndarray"])
def test_an_instance_of_the_submissions_class_stays_whatever_it_extends(place: Place, base: str) -> None:
    source = f"""import numpy as np
class Model({base}):
    def depth(self):
        return 3
def make():
    return Model((2,)) if {base!r} == "np.ndarray" else Model()
"""
    module = place.load(source).module
    model = module.Model((2,)) if base == "np.ndarray" else module.Model()
    assert model.depth() == 3
    assert not remote.is_handle(module.make())  # what a function returns is a value


def test_a_probe_runs_beside_the_students_code(place: Place, tmp_path: Any) -> None:
    probes = tmp_path / "probes.py"
    probes.write_text(
        "from grader.remote import probe\n@probe\ndef twice(f, x):\n    return f(f(x))\ndef hidden():\n    return 1\n"
    )
    session = place.load("def inc(x):\n    return x + 1\n")
    session.teach(probes)
    assert session.probe("twice", (session.module.inc, 3), {}) == 5
    with pytest.raises(KeyError):
        session.probe("hidden", (), {})


def test_the_submission_cannot_be_patched_from_here(place: Place) -> None:
    module = place.load(ECHO).module
    with pytest.raises(TypeError, match="in a probe"):
        module.echo = None


@pytest.mark.parametrize(
    "argument", [object(), lambda x: x, np.array([object()]), np.array(["a"])], ids=lambda value: type(value).__name__
)
def test_what_cannot_be_sent_is_said_before_it_is_sent(place: Place, argument: object) -> None:
    module = place.load(ECHO).module
    with pytest.raises(Exception, match="sent to a submission"):
        module.echo(argument)
    assert module.echo() == ((), {})


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_a_generator_advances_as_it_would_here(place: Place, kind: str) -> None:
    make: Callable[[int], Any] = getattr(np.random, kind)
    own, expected = np.random.Generator(make(3)), np.random.Generator(make(3))
    module = place.load("def draw(rng, other):\n    return rng.standard_normal(3), rng is other\n").module
    drawn, identical = module.draw(own, own)
    np.testing.assert_array_equal(drawn, expected.standard_normal(3))
    assert identical
    assert own.integers(2**62) == expected.integers(2**62)


@pytest.mark.parametrize("kind", ["PCG64", "Philox"])
def test_generators_in_equal_states_spawn_equal_children(place: Place, kind: str) -> None:
    session = place.load("def children(rng): return [child.random() for child in rng.spawn(2)]")
    draws = []
    for seed in (5, 5, 6):
        rng = np.random.Generator(getattr(np.random, kind)(seed))
        draws.append(session.module.children(rng))
    assert draws[0] == draws[1]
    assert not set(draws[0]) & set(draws[2])


STUCK = """
def stuck(rng):
    state = rng.bit_generator.state
    state["state"]["inc"] = 0
    state["state"]["state"] = 0
    rng.bit_generator.state = state
def elsewhere(rng):
    state = rng.bit_generator.state
    state["state"]["key"] = state["state"]["key"] * 0
    rng.bit_generator.state = state
"""


@pytest.mark.parametrize(("name", "kind"), [("stuck", "PCG64"), ("elsewhere", "MT19937"), ("elsewhere", "Philox")])
def test_a_state_that_drawing_cannot_lead_to_is_refused(place: Place, name: str, kind: str) -> None:
    rng = np.random.Generator(getattr(np.random, kind)(3))
    with pytest.raises(ProtocolViolation, match="another stream"):
        getattr(place.load(STUCK).module, name)(rng)
    assert 0 <= rng.integers(3) < 3


def test_a_generator_is_one_object_there_for_all_calls(place: Place) -> None:
    source = "kept = []\ndef keep(rng):\n    kept.append(rng)\n    return kept[0] is rng\n"
    module = place.load(source).module
    rng = np.random.default_rng(0)
    assert (module.keep(rng), module.keep(rng), module.keep(np.random.default_rng(0))) == (True, True, False)


def test_effects_are_told(place: Place) -> None:
    source = """
import random
import warnings
import numpy as np
def bad(params, *, scale):
    params["W"] *= scale
    np.random.rand()
    random.random()
    warnings.warn("careful")
    return np.exp(np.float64(1000))
def good(params, *, scale):
    return scale
"""
    session = place.load(source)
    params = {"W": np.ones(2)}
    effects = remote.observe(session.module.bad, params, scale=3).effects
    np.testing.assert_array_equal(effects.arguments[0]["W"], [3, 3])
    assert effects.keywords == {"scale": 3}
    assert effects.global_random == ("numpy.random", "random")
    assert effects.warnings == ("UserWarning: careful", "RuntimeWarning: overflow encountered in exp")
    assert params["W"].sum() == 2
    observed = remote.observe(session.module.good, params, scale=3)
    assert (observed.result, observed.effects.global_random, observed.effects.warnings) == (3, (), ())


def test_effects_on_an_argument_that_can_no_longer_be_sent(place: Place) -> None:
    session = place.load("def spoil(x):\n    x.append(x)\n    return 5\n")
    observed = remote.observe(session.module.spoil, [1])
    assert observed.result == 5
    assert type(observed.effects.arguments[0]) is Handle


def test_what_a_result_shares_with_an_argument_is_seen(place: Place) -> None:
    observed = remote.observe(place.load("def same(x):\n    return x\n").module.same, np.ones(2))
    assert observed.result is observed.effects.arguments[0]


def test_the_global_generators_can_be_seeded(place: Place) -> None:
    session = place.load("import numpy as np\ndef draw():\n    return float(np.random.rand())\n")
    state = np.random.get_state()
    remote.seed(session.module, 5)
    first = session.module.draw()
    remote.seed(session.module, 5)
    assert session.module.draw() == first
    np.random.set_state(state)
