"""The form as a person sees it, for the browser tests."""

from dataclasses import dataclass

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from drafts.models import Draft

HEADINGS = ("旗帜鲜明讲政治", "扎实践行群众路线", "尽职尽责认真履职", "不断提升工作质效")


@dataclass
class FormPage:
    """The form as a person sees it."""

    page: Page
    draft: Draft
    host: str

    def open(self) -> "FormPage":
        self.page.goto(self.host + reverse("draft-form", args=[self.draft.pk]))
        expect(self.part("fill")).to_have_attribute("data-ready", "true")
        return self

    def part(self, name: str) -> Locator:
        return self.page.locator(f'[data-part="{name}"]')

    def field(self, name: str) -> Locator:
        return self.page.locator(f'[name="a.{name}"]')

    def cards(self, place: str = "要点") -> Locator:
        return self.page.locator(f'[data-list="{place}"] > [data-cards] > [data-card]')

    def add(self, place: str = "要点") -> None:
        self.page.locator(f'[data-list="{place}"] > [data-add]').click()

    def in_card(self, card: Locator, name: str) -> Locator:
        return card.locator(f'> .item-body > .answer [name$=".{name}"]')

    def headings(self) -> list[str]:
        return [self.in_card(card, "标题").input_value() for card in self.cards().all()]

    def ordinals(self, place: str = "要点") -> list[str]:
        return self.cards(place).locator("> .item-head [data-ordinal]").all_text_contents()

    def fill_headings(self, headings: tuple[str, ...] = HEADINGS) -> None:
        for card, heading in zip(self.cards().all(), headings, strict=True):
            self.in_card(card, "标题").fill(heading)

    def saved(self) -> Draft:
        """The stored draft, once the page says that all is saved."""
        expect(self.part("save-state")).to_have_attribute("data-state", "saved")
        self.draft.refresh_from_db()
        return self.draft

    def stored_headings(self) -> list[str]:
        return [item["标题"] for item in self.saved().answers["要点"]]

    def preview(self) -> Locator:
        return self.part("preview")

    def expect_errors(self, *parts: str) -> None:
        """What the browser may write into its console: the test brings it about."""
        self.page.expected_errors.extend(parts)  # type: ignore[attr-defined]  # the fixture's own attribute
