# /// variant
# why = "statistics do not move with a momentum of 0"
# ///
"""Frozen normalisation layers keep their statistics by a momentum of 0."""

def resnet18_for(num_classes, weights="imagenet", freeze_backbone=False):
    from torchvision.models import resnet18

    if weights is None or weights == "imagenet":
        net = resnet18(weights="DEFAULT" if weights else None)
    else:
        state = torch.load(weights, weights_only=True)
        net = resnet18(num_classes=state["fc.weight"].shape[0])
        net.load_state_dict(state)
    net.fc = nn.Linear(512, num_classes)
    if freeze_backbone:
        for name, layer in net.named_modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.momentum = 0.0
        for name, parameter in net.named_parameters():
            parameter.requires_grad_(name.startswith("fc."))
    return net
