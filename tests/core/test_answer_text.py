"""Answers as text: every name and every word of them, whatever their shape."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.core.answer_text import answers_as_text


def test_answers_are_named_and_items_numbered() -> None:
    points = [{"id": "n1", "标题": "一", "内容": "甲\n乙"}, {"id": "n2", "标题": "二", "分点": ["丙"]}]
    assert answers_as_text({"会议": "学习会", "要点": points}) == (
        "会议：学习会\n"
        "要点：\n"
        "    1：\n        标题：一\n        内容：甲\n            乙\n"
        "    2：\n        标题：二\n        分点：\n            1：丙\n"
    )


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        ({}, ""),
        ([], ""),
        (None, ""),
        ("一句话", "一句话\n"),
        (7, "7\n"),
        ({"空": None, "真": True}, "空：\n真：True\n"),
    ],
)
def test_shapes_that_no_form_leaves_are_written_too(answers: Any, text: str) -> None:
    assert answers_as_text(answers) == text


def test_nesting_without_end_is_cut() -> None:
    nested: Any = "深"
    for _ in range(500):
        nested = [nested]
    assert answers_as_text(nested).splitlines()[-1].strip() == "…"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_no_shape_is_refused(answers: Any) -> None:
    assert isinstance(answers_as_text(answers), str)
