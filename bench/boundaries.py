"""Draws docs/boundaries.png: what the perceptron and the MLP of the moons assignment learned.

python bench/boundaries.py [--seed N]
"""

from __future__ import annotations

import argparse
import sys

from experiments.moons import classifier_for, points
from measurements import ROOT, reference_of

try:
    import matplotlib as mpl
    from matplotlib import pyplot as plt
except ModuleNotFoundError as error:
    sys.exit(f"{error}: the environment that `make results` sets up has what draws")

NOISES = (0.2, 0.3)
SHOWN = 1_000  # points
STEPS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, choices=range(1000), metavar="N", default=0)
    seed = parser.parse_args().seed
    mpl.use("agg")
    reference = reference_of("moons")
    figure, axes = plt.subplots(len(NOISES), 2, figsize=(9, 6.8), layout="constrained", sharex="row", sharey="row")
    for noise, row in zip(NOISES, axes, strict=True):
        x, y, x_test, y_test = points(seed, noise, reference)
        for axis, model in zip(row, ("perceptron", "MLP, relu"), strict=True):
            classifier = classifier_for(reference, model, x, y, seed)
            xx, yy, zz = reference.decision_grid(classifier, x_test[:SHOWN], STEPS)
            axis.contourf(xx, yy, zz, levels=20, cmap="RdBu_r", alpha=0.6)
            axis.contour(xx, yy, zz, levels=[0.5], colors="black")
            axis.scatter(*x_test[:SHOWN].T, c=y_test[:SHOWN], cmap="RdBu_r", s=3)
            accuracy = (classifier.predict(x_test) == y_test).mean()
            axis.set_title(f"{model}, noise {noise}: {accuracy:.1%}")
        row[0].set_ylabel("$x_2$, standardised")
    for axis in axes[-1]:
        axis.set_xlabel("$x_1$, standardised")
    figure.savefig(ROOT / "docs" / "boundaries.png", dpi=90)


if __name__ == "__main__":
    main()
