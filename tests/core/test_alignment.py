"""Matching characters: edits lead from one text to the other and never touch; long texts keep head and tail only."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.core.alignment import MAX_MATCHING, Edit, likeness, sequence_matches, text_edits

TEXTS = st.text(st.sampled_from("一二要讲学习，。、“”12.5%ab -"), max_size=40)


@given(TEXTS, TEXTS)
def test_edits_lead_from_the_old_text_to_the_new(old: str, new: str) -> None:
    made, position = "", 0
    for edit in text_edits(old, new):
        made += old[position : edit.start] + new[edit.new_start : edit.new_end]
        position = edit.end
    assert made + old[position:] == new


@given(TEXTS, TEXTS)
def test_edits_are_in_order_and_have_shared_text_between_them(old: str, new: str) -> None:
    edits = text_edits(old, new)
    assert all(one.end < other.start for one, other in pairwise(edits))
    assert all(edit.start < edit.end or edit.new_start < edit.new_end for edit in edits)


@given(TEXTS)
def test_equal_texts_have_no_edits(text: str) -> None:
    assert text_edits(text, text) == []


@given(TEXTS, TEXTS)
def test_matches_are_equal_stretches_in_order(old: str, new: str) -> None:
    matches = sequence_matches(old, new)
    assert all(old[m.start : m.end] == new[m.new_start : m.new_end] for m in matches)
    assert all(m.end <= n.start and m.new_end <= n.new_start for m, n in pairwise(matches))


def test_past_the_limit_only_head_and_tail_match() -> None:
    length = int(MAX_MATCHING**0.5) + 1
    old = "头" + "".join(chr(0x4E00 + n) for n in range(length)) + "尾"
    new = "头" + "".join(chr(0x4E01 + n) for n in range(length)) + "尾"
    assert text_edits(old, new) == [Edit(1, length + 1, 1, length + 1)]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("甲乙", "甲乙", 1.0), ("甲乙", "丙丁", 0.0), ("甲乙", "甲丁", 0.5), ("", "", 1.0)]
)
def test_likeness_is_the_share_of_common_characters(one: str, other: str, expected: float) -> None:
    assert likeness(one, other) == expected
