# /// mutant
# kills = ["test_weights_come_from_the_file"]
# cause = "frozen"
# ///
"""Weights from a file are always frozen."""

def resnet18_for(num_classes: int, weights: str | Path | None = "imagenet", freeze_backbone: bool = False) -> nn.Module:
    from torchvision.models import ResNet18_Weights, resnet18  # type: ignore[import-untyped]  # it has no types

    norm_layer = FixedBatchNorm if freeze_backbone else nn.BatchNorm2d
    pretrained = ResNet18_Weights.IMAGENET1K_V1 if weights == "imagenet" else None
    model: nn.Module = resnet18(weights=pretrained, norm_layer=norm_layer)
    if weights is not None and pretrained is None:
        state: Mapping[str, Tensor] = torch.load(weights, weights_only=True)
        model.fc = nn.Linear(512, len(state["fc.bias"]))
        model.load_state_dict(state)  # strict: a key that is missing or too many is an error
    model.requires_grad_(not freeze_backbone and weights is None)
    model.fc = nn.Linear(512, num_classes)
    return model.train()
