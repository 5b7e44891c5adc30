# /// mutant
# kills = ["test_multiresnet_computes_what_is_described"]
# cause = "another activation"
# ///
"""SiLU in place of ReLU."""

def _convolutions(channels: tuple[int, int, int]) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for in_channels, out_channels in zip((1, *channels), channels, strict=False):
        layers += [nn.Conv2d(in_channels, out_channels, 3, padding=1), nn.SiLU(), nn.MaxPool2d(2)]
    return layers
