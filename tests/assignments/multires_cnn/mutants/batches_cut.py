# /// mutant
# kills = ["test_every_image_is_dealt_once"]
# may_also_fail = [
#     "test_batches_follow_the_generator",
#     "test_batches_leave_the_groups",
#     "test_batches_of_any_size",
#     "test_every_epoch_is_dealt_anew",
#     "test_groups_of_unequal_numbers_are_mixed",
#     "test_images_keep_their_labels",
#     "test_no_group_ends_before_all_have_begun",
# ]
# cause = "cut"
# ///
"""Images of all sizes in one batch, cut to the smallest."""

class ResolutionBatches:
    def __init__(self, groups: Groups, batch_size: int, generator: torch.Generator) -> None:
        side = min(groups)
        self.x = torch.cat([x[:, :, :side, :side] for x, _ in groups.values()])
        self.y = torch.cat([y for _, y in groups.values()])
        self.batch_size, self.generator = batch_size, generator

    def __iter__(self):
        for batch in torch.split(torch.randperm(len(self.y), generator=self.generator), self.batch_size):
            yield self.x[batch], self.y[batch]
