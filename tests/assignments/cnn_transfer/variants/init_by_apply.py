# /// variant
# why = "how layers are visited is free"
# ///
"""nn.Module.apply, and draws scaled afterwards."""

def init_weights(module, scheme, activation, generator):
    if activation not in ("relu", "tanh", "leaky_relu"):
        raise KeyError(activation)
    gain = torch.nn.init.calculate_gain(activation, 0.2)
    if scheme not in ("kaiming", "xavier", "random"):
        raise KeyError(scheme)

    def draw(layer):
        if not isinstance(layer, (nn.Conv2d, nn.Linear)):
            return
        flat = layer.weight.detach().flatten(1)
        n_in = flat.shape[1]
        n_out = layer.weight.shape[0] * n_in / layer.weight.shape[1]
        deviation = {"kaiming": gain / n_in**0.5, "xavier": (2 / (n_in + n_out)) ** 0.5, "random": 0.02}[scheme]
        layer.weight.data = torch.randn(layer.weight.shape, generator=generator) * deviation
        if layer.bias is not None:
            layer.bias.data.fill_(0)

    module.apply(draw)
