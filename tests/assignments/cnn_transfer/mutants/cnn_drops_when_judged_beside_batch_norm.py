# /// mutant
# kills = ["test_cnn_drops"]
# cause = "evaluation"
# ///
"""With batch normalisation it drops in evaluation mode as well."""

def cnn_forward(self, x):
    flatten, dropout, last = self.classifier
    drops = self.training or isinstance(self.features[1], nn.BatchNorm2d)
    return last(F.dropout(flatten(self.features(x)), dropout.p, drops))


CNN.forward = cnn_forward
