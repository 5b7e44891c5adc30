# /// variant
# why = "normal or uniform is free"
# ///
"""Uniform draws, with the variances written out; biases stay as they are."""

import math


def init_weights(module, scheme, activation, generator):
    gains = {"relu": 2.0, "leaky_relu": 2 / (1 + 0.2**2), "tanh": 25 / 9}
    for layer in module.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            out, into = layer.weight.shape[:2]
            pixels = math.prod(layer.weight.shape[2:])
            variance = {
                "kaiming": gains[activation] / (into * pixels),
                "xavier": 2 / ((into + out) * pixels),
                "random": 0.0004,
            }[scheme]
            bound = math.sqrt(3 * variance)
            with torch.no_grad():
                layer.weight.uniform_(-bound, bound, generator=generator)
