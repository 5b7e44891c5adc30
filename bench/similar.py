"""How far apart honest and copied solutions are by `grader similar`, and how long a class takes.

    python bench/similar.py [--course DIR] [--class N] [--copydetect N] [SLUG…]

Variants: those of an assignment against the reference and against each other, in the functions that both have written.
Several were made by editing the reference, so what is shown of them is listed, to be read. Copied: each variant, whole,
against itself with other names, another order of functions, without comments, laid out anew by ast.unparse, and with a
print before every third statement. Mutants are near-copies of the reference.

A class: N submissions of the first SLUG, each function as the reference, a variant or a mutant has it, drawn by a seed,
under names of its own. `--copydetect`: so many of them by copydetect as well, which has to be installed.
"""

from __future__ import annotations

import argparse
import ast
import builtins
import io
import itertools
import random
import resource
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.course import Assignment, assignment_slugs, load_assignment
from grader.release import stub
from grader.similar import Rules, Source, compare, groups
from grader.validate.overlay import read_mutants, read_variants

EVERYTHING = Rules(threshold=0.0, least=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slugs", nargs="*")
    parser.add_argument("--course", type=Path, default=Path())
    parser.add_argument("--class", dest="size", type=int, default=1000)
    parser.add_argument("--copydetect", type=int, default=0)
    options = parser.parse_args()
    course = options.course.resolve()
    assignments = [load_assignment(course, slug) for slug in options.slugs or assignment_slugs(course)]
    calibrate(assignments)
    if options.size:
        first = load_assignment(course, options.slugs[0] if options.slugs else "mlp_numpy")
        time_a_class(first, options.size, options.copydetect)


def calibrate(assignments: Sequence[Assignment]) -> None:
    rules = Rules()
    variants: list[tuple[float, int, str]] = []
    copied: list[float] = []
    mutants: list[float] = []
    for assignment in assignments:
        reference, given = _reference(assignment), stub(assignment)
        for name, left, right in _honest(assignment):
            variants.append((*share_of(left, right, given), f"{assignment.slug} {name}"))
        for variant in read_variants(assignment.tests_folder / "variants", reference):
            copy = disguised(variant.source, assignment.settings.functions, prints=3)
            copied.append(share_of(variant.source, copy, given)[0])
        mutants += [
            share_of(mutant.source, reference, given)[0]
            for mutant in read_mutants(assignment.tests_folder / "mutants", reference)
        ]
    above = [one for one in variants if one[0] >= rules.threshold and one[1] >= rules.least]
    print(f"variants, {len(variants)} pairs: {_spread([one[0] for one in variants])}; {len(above)} shown by default:")
    for share, words, name in sorted(above, reverse=True):
        print(f"    {share:.2f}, {words} words: {name}")
    print(f"copied and disguised, {len(copied)} pairs: {_spread(copied)}; lowest {min(copied):.2f}")
    print(f"mutants and the reference, {len(mutants)} pairs: {_spread(mutants)}; lowest {min(mutants):.2f}")


def share_of(left: str, right: str, given: str) -> tuple[float, int]:
    """The larger share of two sources, and the fewer of the words that they share."""
    found = compare([Source("a", "class", left), Source("b", "class", right)], [given], EVERYTHING)
    return (found.pairs[0].height, min(found.pairs[0].shared)) if found.pairs else (0.0, 0)


def time_a_class(assignment: Assignment, size: int, by_copydetect: int) -> None:
    sources = made_class(assignment, size)
    lines = [source.text.count("\n") for source in sources]
    given = stub(assignment)
    begin = time.process_time()
    for source in sources:
        _ = source.print
    printed = time.process_time() - begin
    found = compare(sources, [given])
    whole = time.process_time() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{assignment.slug}: {size} submissions, {min(lines)} to {max(lines)} lines, one core, CPU time: "
        f"fingerprints {printed:.1f} s, in all {whole:.1f} s, {memory:.0f} MB; "
        f"{len(found.pairs)} pairs in {len(groups(found))} groups"
    )
    if by_copydetect:
        from copydetect import CodeFingerprint, compare_files  # type: ignore[import-not-found]  # not one of ours

        begin = time.process_time()
        prints = [CodeFingerprint("a.py", 25, 6, fp=io.StringIO(source.text)) for source in sources[:by_copydetect]]
        printed = time.process_time() - begin
        pairs = [compare_files(*pair) for pair in itertools.combinations(prints, 2)]
        whole = time.process_time() - begin
        said = f"fingerprints {printed:.1f} s, in all {whole:.1f} s, {len(pairs)} pairs"
        print(f"copydetect, {by_copydetect} of them: {said}")


def made_class(assignment: Assignment, size: int, seed: int = 1) -> list[Source]:
    """Submissions that are put together from what there is of each function."""
    reference, rng = _reference(assignment), random.Random(seed)
    whole = [
        *(one.source for one in read_variants(assignment.tests_folder / "variants", reference)),
        *(one.source for one in read_mutants(assignment.tests_folder / "mutants", reference)),
    ]
    known = [definitions(source) for source in (reference, *whole)]
    tree = ast.parse(reference)
    sources = []
    for number in range(size):
        parts = [rng.choice([one[name] for one in known if name in one]) for name in known[0]]
        head = "\n".join(ast.unparse(node) for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom)))
        text = disguised("\n\n\n".join([head, *parts]), assignment.settings.functions, seed=number)
        sources.append(Source(f"student{number:04}", "class", text + "\n"))
    return sources


def disguised(source: str, kept: Sequence[str], *, seed: int = 0, prints: int = 0) -> str:
    """The source under other names, its functions in another order; with a print before each so-manyth statement."""
    tree = ast.parse(source)
    imported = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in node.names
    }
    by_keyword = {one.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for one in node.keywords if one.arg}
    names: dict[str, str] = {}
    stay = {*kept, *imported, *by_keyword, *dir(builtins)}

    def renamed(name: str) -> str:
        return name if name in stay else names.setdefault(name, f"other_{len(names)}")

    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = renamed(node.id)
        elif isinstance(node, ast.arg):
            node.arg = renamed(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node in tree.body:
            node.name = renamed(node.name)
    functions = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    others = [node for node in tree.body if not isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    random.Random(seed).shuffle(functions)
    tree.body = [*others, *functions]
    if prints:
        _sprinkle(tree, prints)
    return ast.unparse(ast.fix_missing_locations(tree))


def _sprinkle(tree: ast.Module, each: int) -> None:
    count = 0
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        body: list[ast.stmt] = []
        for statement in function.body:
            count += 1
            if count % each == 0:
                body.append(ast.parse(f"print({count})").body[0])
            body.append(statement)
        function.body = body


def definitions(source: str) -> dict[str, str]:
    """The functions and classes of a source, and what it gives a name to, by name."""
    lines = source.split("\n")
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            found[node.name] = "\n".join(lines[first - 1 : node.end_lineno])
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = "\n".join(lines[node.lineno - 1 : node.end_lineno])
    return found


def _honest(assignment: Assignment) -> Iterator[tuple[str, str, str]]:
    """Two names, and the code of both for what both have written; helpers of their own go along."""
    own = definitions(_reference(assignment))
    written = {"reference": own}
    for path in sorted((assignment.tests_folder / "variants").glob("*.py")):
        written[path.stem] = definitions(path.read_text(encoding="utf-8"))
    for one, other in itertools.combinations(written, 2):
        both = [name for name in written[one] if name in written[other] and name in own]
        if both:
            left, right = (
                "\n\n".join(text for name, text in written[which].items() if name in both or name not in own)
                for which in (one, other)
            )
            yield f"{one} {other}", left, right


def _reference(assignment: Assignment) -> str:
    return assignment.reference_file.read_text(encoding="utf-8")


def _spread(shares: Sequence[float]) -> str:
    if len(shares) < 2:
        return ", ".join(f"{share:.2f}" for share in shares)
    cuts = statistics.quantiles(shares, n=20)
    return f"median {statistics.median(shares):.2f}, 95 % below {cuts[-1]:.2f}, highest {max(shares):.2f}"


if __name__ == "__main__":
    main()
