# /// variant
# why = "how statistics are kept still is free"
# ///
"""The train method of every normalisation layer is replaced; the head is drawn by init_weights."""

def resnet18_for(num_classes, weights="imagenet", freeze_backbone=False):
    import torchvision

    if weights == "imagenet":
        net = torchvision.models.resnet18(weights="IMAGENET1K_V1")
    else:
        net = torchvision.models.resnet18()
    if weights not in (None, "imagenet"):
        found = torch.load(str(weights), map_location="cpu", weights_only=True)
        kept = {name: value for name, value in found.items() if not name.startswith("fc.")}
        missing, unexpected = net.load_state_dict(kept, strict=False)
        head = {name: tuple(value.shape) for name, value in found.items() if name.startswith("fc.")}
        classes = len(head.get("fc.bias", ()) and found["fc.bias"])
        if sorted(missing) != ["fc.bias", "fc.weight"] or unexpected or head != {"fc.weight": (classes, 512), "fc.bias": (classes,)}:
            raise ValueError("not a ResNet-18")
    if freeze_backbone:
        for name, parameter in net.named_parameters():
            parameter.requires_grad = False
        for layer in net.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.eval()
                layer.train = lambda mode=True, layer=layer: layer
    net.fc = nn.Linear(net.fc.in_features, num_classes)
    init_weights(net.fc, "kaiming", "relu", None)
    return net
