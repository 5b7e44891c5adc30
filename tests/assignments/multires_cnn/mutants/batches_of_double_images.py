# /// mutant
# kills = ["test_images_keep_their_labels"]
# may_also_fail = [
#   "test_compare_has_a_row_each",
#   "test_compare_trains_multiresnet_as_it_says",
#   "test_compare_trains_fixedresnet_on_all",
#   "test_compare_leaves_the_data",
#   "test_train_is_adam_at_a_falling_rate",
#   "test_train_uses_every_image_once",
#   "test_train_mixes_resolutions",
#   "test_train_changes_modes",
#   "test_train_depends_on_the_seed",
#   "test_train_leaves_the_data",
#   "test_history_on_mnist",
#   "test_history_is_what_was_measured",
#   "test_history_without_validation_data",
#   "test_accuracy_on_mnist",
# ]
# cause = "as they are"
# ///
"""Images become float64."""

class ResolutionBatches:

    def __init__(self, groups: Groups, batch_size: int, generator: torch.Generator) -> None:
        self.groups, self.batch_size, self.generator = groups, batch_size, generator

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        turns: list[tuple[float, float, int, Tensor]] = []
        for size, (_, y) in self.groups.items():
            batches = torch.split(torch.randperm(len(y), generator=self.generator), self.batch_size)
            ties = torch.rand(len(batches), generator=self.generator).tolist()
            turns += [((k + 0.5) / len(batches), ties[k], size, batch) for k, batch in enumerate(batches)]
        for _, _, size, batch in sorted(turns, key=lambda turn: turn[:2]):
            x, y = self.groups[size]
            yield x[batch].double(), y[batch]
