# /// variant
# why = "what a method train of one's own returns is not said"
# ///
"""The network keeps its normalisation fixed by a method train that returns nothing."""

def resnet18_for(num_classes, weights="imagenet", freeze_backbone=False):
    from torchvision.models import ResNet
    from torchvision.models import resnet18
    from torchvision.models.resnet import BasicBlock

    class Fixed(ResNet):
        def train(self, mode=True):
            super().train(mode)
            for part in self.modules():
                if freeze_backbone and isinstance(part, nn.BatchNorm2d):
                    part.eval()

    if weights == "imagenet":
        state = resnet18(weights="IMAGENET1K_V1").state_dict()
    else:
        state = None if weights is None else torch.load(weights, weights_only=True)
    net = Fixed(BasicBlock, [2, 2, 2, 2], num_classes=1000 if state is None else len(state["fc.weight"]))
    if state is not None:
        net.load_state_dict(state)
    for parameter in net.parameters():
        parameter.requires_grad = not freeze_backbone
    net.fc = nn.Linear(512, num_classes)
    net.train()
    return net
