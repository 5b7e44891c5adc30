"""What a second thread gives a training run: the reference of `cnn`, one epoch on 12,800 digits.

    python bench/threads.py [--rounds N]

Rounds are interleaved, each run is a process of its own. The last column is a digest of the parameters that come out:
where it differs, what a submission earns would depend on how many cores were free for it.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from grader.data import load, secret_split
from grader.errors import DataError

HERE = Path(__file__).resolve()
REFERENCE = HERE.parent.parent / "reference" / "cnn" / "cnn.py"
EXAMPLES = 12_800
VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--train", type=int, metavar="THREADS", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.train:
        print(json.dumps(trained(options.train)))
        return
    try:
        load("mnist")
    except DataError as error:
        sys.exit(str(error))
    counts = sorted({1, 2, len(os.sched_getaffinity(0))})
    found = defaultdict(list)
    for _ in range(options.rounds):
        for count in counts:
            environment = {**os.environ, **dict.fromkeys(VARIABLES, str(count))}
            command = [sys.executable, str(HERE), "--train", str(count)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            found[count].append(json.loads(done.stdout))
    for count, runs in found.items():
        wall, cpu = (statistics.median(run[what] for run in runs) for what in ("wall", "cpu"))
        digests = ", ".join(sorted({run["digest"] for run in runs}))
        print(f"{count} threads: {wall:5.2f} s, {cpu:5.2f} s of CPU, parameters {digests}")


def trained(threads: int) -> dict[str, float | str]:
    import torch  # only here: it takes its time

    torch.set_num_threads(threads)
    spec = importlib.util.spec_from_file_location("cnn", REFERENCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    parts = secret_split(load("mnist"), np.random.default_rng(0), sizes=(EXAMPLES, 1000), permute_labels=True)
    data = [
        one
        for part in parts
        for one in (torch.from_numpy(part.images).reshape(-1, 1, 28, 28), torch.from_numpy(part.labels))
    ]
    torch.manual_seed(0)
    net = module.Net()
    wall, cpu = time.monotonic(), time.process_time()
    module.train(net, *data, epochs=1, batch_size=64, lr=3e-3, seed=0)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    content = b"".join(one.detach().numpy().tobytes() for one in net.parameters())
    return {"wall": wall, "cpu": cpu, "digest": hashlib.sha256(content).hexdigest()[:8]}


if __name__ == "__main__":
    main()
