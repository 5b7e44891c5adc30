"""What the model answers reach: measures bench/experiments, and writes docs/results.md.

    python bench/results.py [SLUG…] [--table WORD] [--slots N] [--again] [--minutes N] [--device cuda]
    python bench/results.py --check      # is docs/results.md what docs/results.json says?
    python bench/results.py --render     # write it anew, and measure nothing

One measurement is one row of a table with one seed, in a process of its own on one thread. It is kept in
docs/results.json as soon as it is done, so a run that is stopped goes on where it was; what a later change of the
model answer or of the experiment makes old is measured again, and is marked until then. With an accelerator named by
`--device` the networks whose experiment places them are trained there, and the page says so.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from importlib import metadata
from multiprocessing import get_context
from typing import Any

from experiments import load, placed, weights
from measurements import ROOT, Measurement, measurements, present, reference_file, reference_of, tables
from results_page import page, shown

from grader.data.backbone import check_device
from grader.data.cache import cache_root
from grader.data.entry import read_record
from grader.errors import DataError
from grader.writing import write_whole

KEPT = ROOT / "docs" / "results.json"
PAGE = ROOT / "docs" / "results.md"


def main() -> int:
    arguments = _arguments()
    there = present()
    if unknown := [slug for slug in arguments.slugs if slug not in there]:
        print(f"no experiments for {unknown[0]!r}; there are some for {', '.join(there)}", file=sys.stderr)
        return 2
    slugs = arguments.slugs or there
    kept = _kept()
    if arguments.check:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page(kept):
            return 0
        print(f"{PAGE.relative_to(ROOT)} is not what bench/results.py --render writes", file=sys.stderr)
        return 1
    if arguments.render:
        _write_page(kept)
        return 0
    chosen = [one for one in measurements(slugs) if arguments.table.casefold() in one.table.title.casefold()]
    if not chosen:
        print(f"no table has {arguments.table!r} in its title", file=sys.stderr)
        return 2
    try:
        check_device(arguments.device)
    except DataError as error:
        print(f"--device: {error}", file=sys.stderr)
        return 2
    wanted = [one for one in chosen if arguments.again or kept.get(one.key, {}).get("digest") != one.digest]
    good = _measure(wanted, slots=arguments.slots, minutes=arguments.minutes, device=arguments.device)
    return 0 if good else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slugs", nargs="*", metavar="SLUG", help="assignments; all without any")
    parser.add_argument("--table", default="", metavar="WORD", help="only tables with WORD in their title")
    parser.add_argument("--slots", type=_positive, default=min(2, os.cpu_count() or 1), help="processes at once")
    parser.add_argument("--minutes", type=_positive, default=10**9, help="begin nothing after so long")
    parser.add_argument("--device", default="cpu", metavar="NAME", help="torch's name of an accelerator to train on")
    parser.add_argument("--again", action="store_true", help="measure what is kept, too")
    parser.add_argument("--check", action="store_true", help="measure nothing; exit 1 when the page is not up to date")
    parser.add_argument("--render", action="store_true", help="measure nothing; write the page")
    return parser.parse_args()


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def _measure(wanted: Sequence[Measurement], *, slots: int, minutes: int, device: str = "cpu") -> bool:
    """Whether all went well; what fails is said, and the rest goes on."""
    # read when NumPy and torch are loaded, which the children do
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    begin = time.monotonic()
    pool = ProcessPoolExecutor(slots, mp_context=get_context("spawn"), max_tasks_per_child=1)
    waiting = list(reversed(wanted))
    running: dict[Future[dict[str, Any]], Measurement] = {}
    good = True
    try:
        while waiting or running:
            while waiting and len(running) < slots and time.monotonic() - begin < 60 * minutes:
                one = waiting.pop()
                running[pool.submit(_one, one.slug, one.table.title, dict(one.settings), one.seed, device)] = one
            if not running:
                print(f"{len(waiting)} of {len(wanted)} measurements are left for another run")
                return good
            done = next(as_completed(running))
            one = running.pop(done)
            try:
                found = done.result()
            except Exception as error:  # noqa: BLE001  whatever an experiment raises is its own affair
                print(f"{one.key}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
                good = False
                continue
            _write({**_kept(), one.key: found})  # read anew: another run may have added to it
            numbers = ", ".join(f"{name} {shown(name, value)}" for name, value in found["numbers"].items())
            print(f"{one.key}: {numbers} ({found['cpu_seconds']:.0f} CPU s)", flush=True)
        return good
    finally:
        pool.shutdown(cancel_futures=True)


def _one(slug: str, title: str, settings: dict[str, Any], seed: int, device: str) -> dict[str, Any]:
    """In a process of its own."""
    placed.device = device
    if "torch" in (names := _uses(slug)):
        importlib.import_module("torch").set_num_threads(1)
    (table,) = (table for table in tables(slug) if table.title == title)
    digest = Measurement(slug, table, settings, seed).digest  # of what is imported here, whatever is edited meanwhile
    numbers = table.measure(reference_of(slug), settings, seed, models=cache_root() / "models" / slug)
    return {
        "digest": digest,
        "numbers": {name: round(float(value), 6) for name, value in numbers.items()},
        "cpu_seconds": round(time.process_time(), 1),
        "cores": os.cpu_count(),
        **({"device": _device_name(device)} if placed.used and device != "cpu" else {}),
        **({"data": made} if (made := {name: _made(name) for name in sorted(load.names | weights.names)}) else {}),
        "versions": {"python": platform.python_version(), **{name: metadata.version(name) for name in names}},
    }


def _device_name(device: str) -> str:
    module = importlib.import_module("torch").get_device_module(device)
    return str(module.get_device_name() if hasattr(module, "get_device_name") else device)


def _made(name: str) -> dict[str, Any]:
    """What a dataset or weights were made of on this machine, which files that gave, and how good a backbone is."""
    record = read_record(cache_root() / name)
    assert record is not None  # they were read
    digests = "".join(raw.sha256 for _, raw in sorted(record.files.items()))
    facts = {key: value for key, value in record.facts.items() if key == "test_accuracy"}
    return {"made_of": record.made_of, "files": hashlib.sha256(digests.encode()).hexdigest()[:16], **facts}


def _uses(slug: str) -> list[str]:
    source = reference_file(slug).read_text(encoding="utf-8")
    return ["numpy", *(name for name in ("torch", "torchvision") if f"import {name}" in source)]


def _write(kept: Mapping[str, Any]) -> None:
    text = json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_whole(KEPT, text.encode("utf-8"))
    _write_page(kept)


def _write_page(kept: Mapping[str, Any]) -> None:
    write_whole(PAGE, page(kept).encode("utf-8"))


def _kept() -> dict[str, Any]:
    try:
        found = json.loads(KEPT.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise SystemExit(f"{KEPT.relative_to(ROOT)}: {error}; get it back from the repository") from error
    if not isinstance(found, dict):
        raise SystemExit(f"{KEPT.relative_to(ROOT)} is no JSON object; get it back from the repository")
    return found


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ModuleNotFoundError as error:
        sys.exit(f"{error}: the environment that `make results` sets up has what the experiments import")
