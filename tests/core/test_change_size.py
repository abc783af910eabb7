"""The size of a change, as the list of versions shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.core.change_size import ChangeSize, change_size

TEXT = st.text("甲乙丙丁 \n", max_size=40)


@pytest.mark.parametrize(
    ("old", "new", "size"),
    [
        ("", "", (0, 0)),
        ("", "甲乙", (2, 0)),
        ("甲乙", "", (0, 2)),
        ("一要学习。", "一要深入学习。", (2, 0)),
        ("一要深入学习。", "一要学习。", (0, 2)),
        ("讲政治顾大局", "讲规矩顾全大局", (3, 2)),
        ("甲\n乙", "甲 乙\n", (0, 0)),
    ],
)
def test_change_size_counts_characters_without_white_space(old: str, new: str, size: tuple[int, int]) -> None:
    assert change_size(old, new) == ChangeSize(*size)


@given(TEXT, TEXT)
def test_change_size_is_the_difference_of_the_lengths_and_turns_around(old: str, new: str) -> None:
    there, back = change_size(old, new), change_size(new, old)

    lengths = [len("".join(text.split())) for text in (old, new)]
    assert there.added - there.removed == lengths[1] - lengths[0]
    assert there == (back.removed, back.added)
