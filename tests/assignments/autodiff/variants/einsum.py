# /// variant
# why = "how a product is computed is free"
# ///
"""Products of matrices and their gradients by einsum."""

import numpy as np


class MatMul(Op):
    @staticmethod
    def forward(ctx, a, b):
        ctx["a"], ctx["b"] = a, b
        if b.ndim == 1:
            return np.einsum("...k,k->...", a, b)
        if a.ndim == 1:
            return np.einsum("k,...km->...m", a, b)
        return np.einsum("...nk,...km->...nm", a, b)

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx["a"], ctx["b"]
        if b.ndim == 1:
            return np.einsum("...,k->...k", grad, b), unbroadcast(np.einsum("...,...k->...k", grad, a), b.shape)
        if a.ndim == 1:
            return unbroadcast(np.einsum("...m,...km->...k", grad, b), a.shape), np.einsum("k,...m->...km", a, grad)
        ga = np.einsum("...nm,...km->...nk", grad, b)
        gb = np.einsum("...nk,...nm->...km", a, grad)
        return unbroadcast(ga, a.shape), unbroadcast(gb, b.shape)
