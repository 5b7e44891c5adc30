# /// mutant
# kills = ["test_frozen_statistics_do_not_move"]
# cause = "state_dict"
# ///
"""torchvision's frozen normalisation, which counts no batches."""

def resnet18_for(num_classes: int, weights: str | Path | None = "imagenet", freeze_backbone: bool = False) -> nn.Module:
    from torchvision.models import ResNet18_Weights, resnet18
    from torchvision.ops import FrozenBatchNorm2d

    norm_layer = FrozenBatchNorm2d if freeze_backbone else nn.BatchNorm2d
    pretrained = ResNet18_Weights.IMAGENET1K_V1 if weights == "imagenet" else None
    model: nn.Module = resnet18(weights=pretrained, norm_layer=norm_layer)
    if weights is not None and pretrained is None:
        state: Mapping[str, Tensor] = torch.load(weights, weights_only=True)
        model.fc = nn.Linear(512, len(state["fc.bias"]))
        counts = {name for name in state if freeze_backbone and "num_batches" in name}
        model.load_state_dict({name: value for name, value in state.items() if name not in counts})
    model.requires_grad_(not freeze_backbone)
    model.fc = nn.Linear(512, num_classes)
    return model.train()
