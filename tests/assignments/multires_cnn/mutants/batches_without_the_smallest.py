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
# cause = "left out"
# ///
"""The smallest group is left out."""

class ResolutionBatches:

    def __init__(self, groups: Groups, batch_size: int, generator: torch.Generator) -> None:
        self.groups, self.batch_size, self.generator = groups, batch_size, generator

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        turns: list[tuple[float, float, int, Tensor]] = []
        for size, (_, y) in sorted(self.groups.items(), key=lambda item: len(item[1][1]))[len(self.groups) > 1 :]:
            batches = torch.split(torch.randperm(len(y), generator=self.generator), self.batch_size)
            ties = torch.rand(len(batches), generator=self.generator).tolist()
            turns += [((k + 0.5) / len(batches), ties[k], size, batch) for k, batch in enumerate(batches)]
        for _, _, size, batch in sorted(turns, key=lambda turn: turn[:2]):
            x, y = self.groups[size]
            yield x[batch], y[batch]
