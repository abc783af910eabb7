"""Targets, and how the points of a speech share its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.core.document import Document, Paragraph, Style
from drafts.core.errors import LengthError
from drafts.core.length import Balance, Pace, PointLength, Target, balance, checked_target
from drafts.core.outline import SectionKind, recognise_outline, sections

LENGTHS = st.lists(st.integers(0, 5_000), max_size=12)


def test_target_leaves_what_the_rest_does_not_take_to_the_points() -> None:
    assert balance([300, 700], whole=1_200, target=1_200) == Balance(
        200, (PointLength(300, 500), PointLength(700, 500))
    )


def test_without_a_target_the_share_is_the_present_average() -> None:
    assert [point.over for point in balance([300, 700, 500], whole=1_900, target=None).points] == [-200, 200, 0]


def test_odd_characters_go_to_the_earlier_points() -> None:
    assert [point.share for point in balance([0, 0, 0], whole=0, target=11).points] == [4, 4, 3]


def test_rest_longer_than_the_target_leaves_nothing_to_share() -> None:
    points = balance([100, 0], whole=1_100, target=900).points
    assert [(point.share, point.over, point.is_far) for point in points] == [(0, 100, True), (0, 0, False)]


def test_speech_without_points_is_all_rest() -> None:
    assert balance([], whole=800, target=1_000) == Balance(800, ())


@pytest.mark.parametrize(("characters", "is_far"), [(440, False), (441, True), (360, False), (359, True)])
def test_point_is_far_off_beyond_a_tenth_of_its_share(characters: int, is_far: bool) -> None:
    assert PointLength(characters, 400).is_far is is_far


@given(points=LENGTHS, rest=st.integers(0, 5_000), target=st.none() | st.integers(0, 50_000))
def test_parts_add_up_to_the_whole_and_shares_to_what_is_shared(
    points: list[int], rest: int, target: int | None
) -> None:
    whole = rest + sum(points)
    found = balance(points, whole=whole, target=target)

    assert found.rest + sum(point.characters for point in found.points) == whole
    shares = [point.share for point in found.points]
    if points:
        assert sum(shares) == (sum(points) if target is None else max(target - rest, 0))
        assert max(shares) - min(shares) <= 1
        if target is not None and target >= rest:
            assert sum(point.over for point in found.points) == whole - target


WORDS = st.sampled_from(
    [
        "一要学。学好理论。",
        "二要干。",
        "首先，听。",
        "其次，看。",
        "谈两点体会：",
        "以上发言，请批评指正。",
        "各位同志：",
        "题目",
        " ",
        "2026年3月8日",
        "三要稳。" * 9,
    ]
)


@given(texts=st.lists(WORDS, max_size=14), styles=st.lists(st.sampled_from(list(Style)), min_size=14, max_size=14))
def test_sections_of_any_text_are_parts_of_it(texts: list[str], styles: list[Style]) -> None:
    paragraphs = (
        Paragraph.of(f"k{n}", style, text) for n, (text, style) in enumerate(zip(texts, styles, strict=False))
    )
    document = Document(tuple(paragraphs))
    parts = sections(document, recognise_outline(document))
    points = [part.characters for part in parts if part.kind is SectionKind.POINT]
    found = balance(points, whole=document.character_count, target=None)

    assert sum(part.characters for part in parts if part.level == 0) <= document.character_count
    assert found.rest == document.character_count - sum(points) >= 0


def test_target_in_minutes_follows_the_rate_and_one_in_characters_does_not() -> None:
    assert [Pace(rate, Target(minutes=8)).characters for rate in (160, 200)] == [1_280, 1_600]
    assert [Pace(rate, Target(characters=1_500)).characters for rate in (160, 200)] == [1_500, 1_500]
    assert Pace(200).characters is None


@pytest.mark.parametrize(
    ("minutes", "characters", "target"),
    [
        (None, None, None),
        (8, None, Target(minutes=8)),
        (180, None, Target(minutes=180)),
        (None, 50, Target(characters=50)),
    ],
)
def test_given_target_is_read(minutes: object, characters: object, target: Target | None) -> None:
    assert checked_target(minutes, characters) == target


@pytest.mark.parametrize(
    ("minutes", "characters", "words"),
    [
        (8, 1_600, "目标篇幅请用分钟或者字数，选一种。"),
        (0, None, "目标时长请填 1 到 180 分钟之间的整数。"),
        (2.5, None, "目标时长请填 1 到 180 分钟之间的整数。"),
        (True, None, "目标时长请填 1 到 180 分钟之间的整数。"),
        ("8", None, "目标时长请填 1 到 180 分钟之间的整数。"),
        (None, 49, "目标字数请填 50 到 50000 之间的整数。"),
        (None, 50_001, "目标字数请填 50 到 50000 之间的整数。"),
    ],
)
def test_target_that_makes_no_sense_is_refused_in_words(minutes: object, characters: object, words: str) -> None:
    with pytest.raises(LengthError) as refusal:
        checked_target(minutes, characters)
    assert str(refusal.value) == words
