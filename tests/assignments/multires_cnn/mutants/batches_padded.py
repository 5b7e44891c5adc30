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
# cause = "padded"
# ///
"""Images of all sizes in one batch, padded with zeros."""

class ResolutionBatches:
    def __init__(self, groups: Groups, batch_size: int, generator: torch.Generator) -> None:
        side = max(groups)
        self.x = torch.cat([F.pad(x, (0, side - size, 0, side - size)) for size, (x, _) in groups.items()])
        self.y = torch.cat([y for _, y in groups.values()])
        self.batch_size, self.generator = batch_size, generator

    def __iter__(self):
        for batch in torch.split(torch.randperm(len(self.y), generator=self.generator), self.batch_size):
            yield self.x[batch], self.y[batch]
