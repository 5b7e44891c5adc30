"""Draws docs/boundaries.png: what the perceptron and the MLP of the moons assignment learned.

python bench/boundaries.py [--seed N]
"""

from __future__ import annotations

import argparse

import matplotlib as mpl
from experiments.moons import classifier_for, points
from measurements import ROOT, reference_of

mpl.use("agg")
from matplotlib import pyplot as plt

NOISE = 0.2
SHOWN = 1_500  # points
STEPS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, choices=range(1000), metavar="N", default=0)
    seed = parser.parse_args().seed
    reference = reference_of("moons")
    x, y, x_test, y_test = points(seed, NOISE, reference)
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained", sharey=True)
    for axis, model in zip(axes, ("perceptron", "MLP, relu"), strict=True):
        classifier = classifier_for(reference, model, x, y, seed)
        xx, yy, zz = reference.decision_grid(classifier, x_test[:SHOWN], STEPS)
        axis.contourf(xx, yy, zz, levels=20, cmap="RdBu_r", alpha=0.6)
        axis.contour(xx, yy, zz, levels=[0.5], colors="black")
        axis.scatter(*x_test[:SHOWN].T, c=y_test[:SHOWN], cmap="RdBu_r", s=3)
        accuracy = (classifier.predict(x_test) == y_test).mean()
        axis.set(title=f"{model}: {accuracy:.1%}", xlabel="$x_1$, standardised")
    axes[0].set_ylabel("$x_2$, standardised")
    figure.savefig(ROOT / "docs" / "boundaries.png", dpi=110)


if __name__ == "__main__":
    main()
