# /// mutant
# kills = ["test_multiresnet_computes_what_is_described"]
# may_also_fail = [
#   "test_fixedresnet_takes_64_pixels",
#   "test_fixedresnet_sees_places",
#   "test_fixedresnet_is_drawn_at_random",
#   "test_fixedresnet_matches_in_parameters",
# ]
# cause = "wrapped around"
# ///
"""Edges are padded with the other side."""

def _convolutions(channels: tuple[int, int, int]) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for in_channels, out_channels in zip((1, *channels), channels, strict=False):
        layers += [nn.Conv2d(in_channels, out_channels, 3, padding=1, padding_mode="circular"), nn.ReLU(), nn.MaxPool2d(2)]
    return layers
