"""Copies are found, however they are dressed; what the template or the class gives is nobody's own."""

from __future__ import annotations

import pytest
from made_similar import HONEST, dressed, given_of, reference_of, variant_of
from real_parts import REPOSITORY

from grader.course import load_assignment
from grader.similar import Rules, Source, compare, groups
from grader.similar.comparing import SAME
from grader.similar.index import Index
from grader.similar.linked import linked
from grader.similar.marking import PLAIN, marked
from grader.similar.prints import fingerprint
from grader.validate.overlay import read_mutants

SLUGS = ["autodiff", "cnn", "mlp_numpy", "mnist_scratch", "moons"]


def sources(*texts: str) -> list[Source]:
    return [Source(f"s{number}", "class", text) for number, text in enumerate(texts)]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_copy_in_other_clothes_is_found(slug: str) -> None:
    own = reference_of(slug)
    (pair,) = compare(sources(own, dressed(own)), [given_of(slug)]).pairs
    assert min(pair.shares) > 0.8


def test_a_mutant_is_a_copy_of_its_reference() -> None:
    assignment = load_assignment(REPOSITORY, "moons")
    own = reference_of("moons")
    for mutant in read_mutants(assignment.tests_folder / "mutants", own)[:10]:
        assert compare(sources(own, mutant.source), [given_of("moons")]).pairs


@pytest.mark.parametrize(("slug", "one", "other"), HONEST)
def test_solutions_written_anew_are_not_shown(slug: str, one: str, other: str) -> None:
    found = compare(sources(variant_of(slug, one), variant_of(slug, other)), [given_of(slug)])
    assert all(found.own(number).sum() > 200 for number in (0, 1))
    assert found.pairs == ()


def test_what_the_template_gives_is_nobodys_own() -> None:
    text = reference_of("moons")
    assert compare(sources(text, text), []).pairs
    found = compare(sources(text, text), [text])
    assert found.pairs == ()
    assert not found.own(0).any()


def apart(number: int) -> str:
    """A function that is like no other one's."""
    lines = "".join(f"    v = v.own{number}(w) - v.name{number}_{line}[v, w]\n" for line in range(12))
    return f"def own(v, w):\n{lines}    return v\n"


def test_what_many_have_written_is_nobodys_own() -> None:
    usual = reference_of("mnist_scratch")
    texts = [f"{usual}\n\n{apart(number)}" for number in range(20)]
    assert compare(sources(*texts), [], Rules(common=1.0)).pairs
    assert compare(sources(*texts), []).pairs == ()


def test_a_solution_that_half_the_class_has_copied_is_not_taken_for_what_is_usual() -> None:
    copies = [dressed(reference_of("mlp_numpy"), seed) for seed in range(20)]
    found = compare(sources(*copies, *map(apart, range(20))), [given_of("mlp_numpy")])
    (group,) = groups(found)
    assert group.members == tuple(range(20))


def test_a_copy_within_much_more_code_is_found_by_the_share_of_the_other() -> None:
    own = reference_of("moons")
    (pair,) = compare(sources(own, own + "\n\n" + reference_of("autodiff")), []).pairs
    assert pair.shares[0] > 0.9
    assert pair.shares[1] < 0.5


def test_too_little_in_common_is_no_evidence() -> None:
    line = "found = self.values[first:last].sum(axis=0) / (last - first) ** 2\n"
    assert compare(sources(line, line), []).pairs == ()
    assert compare(sources(line, line), [], Rules(least=10)).pairs


def test_earlier_and_known_ones_are_compared_with_the_class_alone() -> None:
    text = reference_of("moons")
    found = compare(
        [
            Source("a", "class", text),
            Source("a", "earlier", text),
            Source("b", "known", text),
            Source("a", "class", text),
        ],
        [],
    )
    assert {(pair.left, pair.right) for pair in found.pairs} == {(0, 1), (0, 2), (1, 3), (2, 3)}


def test_pruning_leaves_out_no_pair_that_would_be_shown() -> None:
    every = [reference_of("mnist_scratch"), *(dressed(reference_of("mnist_scratch"), seed, 2) for seed in range(4))]
    every += [variant_of("mnist_scratch", name) for name in ("bias_as_a_column", "rows_inside", "methods_of_a_class")]
    rules = Rules(threshold=0.3, least=40)
    found = {(pair.left, pair.right) for pair in compare(sources(*every), [given_of("mnist_scratch")], rules).pairs}
    everything = compare(sources(*every), [given_of("mnist_scratch")], Rules(threshold=0.0, least=40)).pairs
    assert found == {(pair.left, pair.right) for pair in everything if pair.height >= rules.threshold}


def test_the_index_finds_what_comparing_each_with_each_finds() -> None:
    sets = [fingerprint(reference_of(slug)).chosen for slug in SLUGS]
    sets += [fingerprint(dressed(reference_of(slug), 1, 4)).chosen for slug in SLUGS]
    by_hand = [
        (one, other)
        for one in range(len(sets))
        for other in range(one + 1, len(sets))
        if 2 * len({*sets[one].tolist()} & {*sets[other].tolist()}) >= SAME * (len(sets[one]) + len(sets[other])) / 2
    ]
    assert list(Index(sets).alike(SAME / 2)) == by_hand
    assert by_hand


def test_groups_are_chains_of_pairs() -> None:
    assert linked(6, [(4, 1), (1, 5), (2, 3)]) == [[0], [1, 4, 5], [2, 3]]


def test_the_marked_words_are_those_that_are_counted() -> None:
    own = reference_of("moons")
    found = compare(sources(own, dressed(own, 0, 3)), [given_of("moons")])
    (pair,) = found.pairs
    for number, lines in zip((0, 1), marked(found, pair), strict=True):
        assert "\n".join("".join(stretch.text for stretch in line) for line in lines) == found.sources[number].text
        inside = [stretch.text for line in lines for stretch in line if stretch.mark > PLAIN]
        assert len("".join(inside)) > pair.shared[number]
    left, right = (
        {stretch.mark for line in side for stretch in line if stretch.mark > 0} for side in marked(found, pair)
    )
    assert left == right == set(range(1, max(left) + 1))
