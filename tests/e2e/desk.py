"""The editor as a person sees it, for the browser tests."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from playwright.sync_api import Dialog, Locator, Page, expect

from drafts.core.document import Document, Paragraph, Style
from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting

LogIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]
NewPage = Callable[..., Page]

LONG = "要把功夫下在平时，多到困难多、群众意见集中的地方去，听真话、察实情，把情况摸清、把问题找准、把对策提实。" * 8
SPEECH = Document(
    (
        Paragraph.of("title", Style.TITLE, "在学习会上的发言材料"),
        Paragraph.of("call", Style.SALUTATION, "各位同志："),
        Paragraph.of("open", Style.BODY, f"调查研究是谋事之基。{LONG}我认为，要从以下两个方面入手："),
        Paragraph.of("one", Style.BODY, f"一要选准题目。{LONG}首先，听真话。{LONG}其次，察实情。{LONG}"),
        Paragraph.of("two", Style.BODY, "二要用好结果。落到（待填：措施）上。"),
        Paragraph.of("end", Style.BODY, "以上发言，请批评指正。"),
    )
)


@dataclass
class Desk:
    """The editor as a person sees it."""

    page: Page
    draft: Draft
    host: str

    def open(self) -> "Desk":
        self.page.goto(self.host + reverse("draft-edit", args=[self.draft.pk]))
        expect(self.part("room")).to_have_attribute("data-ready", "true")
        return self

    def part(self, name: str) -> Locator:
        return self.page.locator(f'[data-part="{name}"]')

    def paragraph(self, key: str) -> Locator:
        return self.page.locator(f'[data-key="{key}"]')

    def end_of(self, key: str) -> None:
        """Set the caret behind the paragraph's last character."""
        self.paragraph(key).click(position={"x": 60, "y": 8})
        self.press("End")

    def press(self, *keys: str) -> None:
        """Press one key after the other, each as late as a person would: the caret has arrived where it was sent."""
        for key in keys:
            self.settle()
            self.page.keyboard.press(key)
        self.settle()

    def settle(self) -> None:
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)))")

    def type_at_end(self, text: str) -> None:
        self.end_of("end")
        self.page.keyboard.insert_text(text)

    def expect_errors(self, *parts: str) -> None:
        """What the browser may write into its console: the test brings it about."""
        self.page.expected_errors.extend(parts)  # type: ignore[attr-defined]  # the fixture's own attribute

    def questions(self) -> list[str]:
        """The kinds of the browser's own dialogs from now on; each is accepted."""
        asked: list[str] = []

        def accept(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        self.page.on("dialog", accept)
        return asked

    def state(self) -> str:
        return self.part("save-state").get_attribute("data-state") or ""

    def saved(self) -> Document:
        """The stored text, once the page says that it is saved."""
        expect(self.part("save-state")).to_have_attribute("data-state", "saved", timeout=15_000)
        return drafting.read_document(self.draft)

    def paste(self, html: str, text: str = "") -> None:
        self.page.evaluate(
            """([html, text]) => {
                const data = new DataTransfer()
                if (html) data.setData("text/html", html)
                data.setData("text/plain", text)
                const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
                document.querySelector(".ProseMirror").dispatchEvent(event)
            }""",
            [html, text],
        )

    def selected(self) -> str:
        return str(self.page.evaluate("getSelection().toString()"))


def make_draft(owner: User, template: SpeechTemplate) -> Draft:
    """A draft of ``owner`` whose version 2 holds SPEECH."""
    draft = drafting.start_draft(owner=owner, template_version=template.latest)
    draft = drafting.assemble_draft(draft=draft, author=owner)
    drafting.save_document(draft=draft, author=owner, base=1, save_id=uuid.uuid4(), document=SPEECH)
    return draft
