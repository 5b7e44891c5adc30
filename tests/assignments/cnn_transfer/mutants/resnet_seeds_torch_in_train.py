# /// mutant
# kills = ["test_frozen_statistics_do_not_move"]
# cause = "draws random numbers"
# ///
"""Batch normalisation that seeds torch whenever the mode changes."""

class FixedBatchNorm(nn.BatchNorm2d):

    def train(self, mode: bool = True) -> "FixedBatchNorm":
        torch.manual_seed(0)
        return super().train(False)
