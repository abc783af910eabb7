"""Layout profiles: loaded, versioned by content, chosen, never changed behind anybody's back."""

from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from drafts.core.errors import LayoutError
from drafts.formats.layout import NATIONAL_STANDARD
from drafts.formats.profiles import BUILT_IN_PROFILES, PROFILE_FIELDS, FieldKind, profile_from_values, profile_problems
from drafts.models import Draft, Layout, LayoutVersion, SpeechTemplate, User
from drafts.services import drafting, layouts

pytestmark = pytest.mark.django_db

OFFICE = NATIONAL_STANDARD.to_values() | {"characters": 26, "lines": 21, "line_pitch_pt": 30}


@pytest.fixture
def office(owner: User) -> Layout:
    layouts.load_builtin_layouts()
    return layouts.create_layout(name="本机关", remark="", values=OFFICE, author=owner)


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return drafting.start_draft(owner=owner, template_version=four_point.latest)


def versions(layout: Layout) -> list[tuple[int, Any]]:
    return list(layout.versions.order_by("number").values_list("number", "values__characters"))


def test_built_in_layouts_are_loaded_once_and_the_national_standard_is_the_default() -> None:
    assert (layouts.load_builtin_layouts(), layouts.load_builtin_layouts()) == (2, 0)

    stored = list(Layout.objects.offered())
    assert [(one.slug, one.is_default, one.version) for one in stored] == [("national", True, 1), ("reading", False, 1)]
    assert [layouts.stored_profile(one) for one in stored] == list(BUILT_IN_PROFILES.values())


def test_a_newer_programs_layout_is_a_new_version(db: None) -> None:
    layouts.load_builtin_layouts()
    Layout.objects.filter(slug="reading").update(values=OFFICE)

    assert layouts.load_builtin_layouts() == 1
    reading = Layout.objects.get(slug="reading")
    assert (reading.version, layouts.stored_profile(reading)) == (2, BUILT_IN_PROFILES["reading"])


def test_the_choice_of_a_default_outlives_the_next_start(office: Layout) -> None:
    layouts.make_default(layout=office)
    layouts.load_builtin_layouts()

    assert [one.slug for one in Layout.objects.filter(is_default=True)] == [office.slug]


def test_publishing_the_same_values_makes_no_version_and_other_ones_do(office: Layout, owner: User) -> None:
    layouts.publish_layout(layout=office, name="本机关用", remark="发言", values=OFFICE, author=owner)
    assert (versions(office), office.name, office.remark) == ([(1, 26)], "本机关用", "发言")

    layouts.publish_layout(layout=office, name="本机关用", remark="", values=OFFICE | {"characters": 27}, author=owner)
    assert versions(office) == [(1, 26), (2, 27)]
    stored = Layout.objects.get(pk=office.pk)
    assert (stored.version, stored.values["characters"]) == (2, 27)


def test_values_that_the_page_does_not_bear_change_nothing(office: Layout, owner: User) -> None:
    for wrong in ({"characters": 90}, {"lines": 40}, {"top_mm": 1}, {"unknown": 1}):
        with pytest.raises(LayoutError):
            layouts.publish_layout(layout=office, name="坏", remark="", values=OFFICE | wrong, author=owner)
        with pytest.raises(LayoutError):
            layouts.create_layout(name="坏", remark="", values=OFFICE | wrong, author=owner)
    assert (versions(office), Layout.objects.get(pk=office.pk).name, Layout.objects.count()) == ([(1, 26)], "本机关", 3)


def test_a_built_in_layout_is_not_changed(office: Layout, owner: User) -> None:
    national = Layout.objects.get(slug="national")
    with pytest.raises(layouts.BuiltInLayout):
        layouts.publish_layout(layout=national, name="我的", remark="", values=OFFICE, author=owner)
    assert versions(national) == [(1, 28)]


def test_the_default_cannot_be_archived_and_there_is_only_one(office: Layout) -> None:
    with pytest.raises(layouts.DefaultLayout):
        layouts.archive_layout(layout=Layout.objects.get(slug="national"), archived=True)
    layouts.archive_layout(layout=office, archived=True)
    assert "本机关" not in [one.name for one in Layout.objects.offered()]

    layouts.make_default(layout=office)
    assert next(one.name for one in Layout.objects.offered()) == "本机关"
    with pytest.raises(IntegrityError):
        Layout.objects.filter(slug="national").update(is_default=True)


def test_a_layout_that_was_made_the_default_meanwhile_is_not_archived(office: Layout) -> None:
    loaded = Layout.objects.get(pk=office.pk)
    layouts.make_default(layout=office)
    with pytest.raises(layouts.DefaultLayout):
        layouts.archive_layout(layout=loaded, archived=True)
    assert not Layout.objects.get(pk=office.pk).archived


def test_a_draft_keeps_its_choice_and_hands_it_on(office: Layout, draft: Draft, owner: User) -> None:
    layouts.choose_layout(draft=draft, layout=office)
    layouts.archive_layout(layout=office, archived=True)

    stored = Draft.objects.get(pk=draft.pk)
    copies = (drafting.copy_draft(draft=stored, owner=owner), drafting.start_from_answers(draft=stored, owner=owner))
    assert [one.layout for one in (stored, *copies)] == [office, office, office]
    layouts.choose_layout(draft=stored, layout=None)
    assert Draft.objects.get(pk=draft.pk).layout is None


def test_every_version_keeps_what_it_says(office: Layout, owner: User) -> None:
    layouts.publish_layout(layout=office, name="本机关", remark="", values=OFFICE | {"characters": 27}, author=owner)
    first = LayoutVersion.objects.get(layout=office, number=1)
    assert profile_from_values(first.values) == profile_from_values(OFFICE)


def _value(field: Any) -> st.SearchStrategy[object]:
    match field.kind:
        case FieldKind.NUMBER | FieldKind.WHOLE:
            steps = round((field.high - field.low) / field.step)
            return st.integers(0, steps).map(lambda n: round(field.low + n * field.step, 2))
        case FieldKind.CHOICE:
            return st.sampled_from([value for value, _ in field.choices])
        case FieldKind.FLAG:
            return st.booleans()
    return st.sampled_from(["仿宋_GB2312", "方正小标宋简体"])


@given(changes=st.fixed_dictionaries({}, optional={field.name: _value(field) for field in PROFILE_FIELDS}))
def test_values_that_are_taken_come_back_from_the_profile(changes: dict[str, object]) -> None:
    values = NATIONAL_STANDARD.to_values() | changes
    if not profile_problems(values):
        profile = profile_from_values(values)
        assert profile_from_values(profile.to_values()) == profile
