"""The jobs that ``make bench`` measures, on the four-point template's sample speech."""

import gzip
import json
import os
import subprocess
from functools import partial
from io import BytesIO
from itertools import cycle
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from drafts.core.assembly import assemble
from drafts.core.document import Document, Paragraph
from drafts.core.explaining import explain_outline
from drafts.core.outline import recognise_outline
from drafts.core.template import load_template, sample_answers
from drafts.formats.fonts import FontLibrary, font_library
from drafts.formats.pdf import write_pdf
from drafts.formats.word import write_word
from drafts.models import Draft, SpeechTemplate, User
from drafts.services.templates import builtin_source, load_builtin_templates
from tests.benchmarks.bench import in_new_process_ms, libreoffice, median_ms, once_ms
from tests.formats.texts import long_speech

_COLD = """
import os, time, django
django.setup()
from tests.benchmarks import jobs
speech, fonts_root = jobs.speech(), jobs.settings.SIDIAN_FONTS_DIR
began = time.perf_counter()
jobs.write_pdf(speech, fonts=jobs.font_library(fonts_root))
print((time.perf_counter() - began) * 1000)
"""


def run(folder: Path) -> None:
    """Print every figure; ``folder`` holds the database and what LibreOffice writes."""
    document = speech()
    print(f"A speech of {document.character_count} characters; medians, milliseconds\n")
    _files(document, folder)
    _lists()
    _previews(document)


def speech() -> Document:
    """The four-point template's own sample, assembled."""
    definition = load_template(builtin_source("four-point") or "")
    return assemble(definition, sample_answers(definition))


def _print(name: str, value: float, note: str = "") -> None:
    print(f"{name:<44}{value:>10.2f}  {note}".rstrip())


def _print_ratio(name: str, value: float, note: str) -> None:
    print(f"{name:<44}{value:>10.1f}× {note}")


def _files(document: Document, folder: Path) -> None:
    definition = load_template(builtin_source("four-point") or "")
    answers = sample_answers(definition)
    fonts = font_library(settings.SIDIAN_FONTS_DIR)
    _print("assembly", median_ms(lambda: assemble(definition, answers), runs=200), "(below 5)")
    _print("outline", median_ms(lambda: recognise_outline(document), runs=200), "(below 10)")
    _print("outline with reasons", median_ms(lambda: explain_outline(document), runs=200), "(below 10)")
    for times in (10, 90):
        long = _repeated(document, times)
        spent = median_ms(partial(recognise_outline, long), runs=5)
        _print(f"outline of {long.character_count} characters", spent, "(grows with the text)")
    _print("Word", median_ms(lambda: write_word(document), runs=50), "(below 40)")
    same = median_ms(lambda: write_pdf(document, fonts=fonts), runs=50)
    _print("PDF, the same text again", same, "(below 30)")
    edited = _edited_ms(document, fonts)
    _print("PDF, after a one-paragraph edit", edited, "(below 30)")
    known = cycle([_repeating(document, n) for n in range(60)])
    _print("the same, no character new to the speech", median_ms(lambda: write_pdf(next(known), fonts=fonts), runs=50))
    _lengths(fonts)
    _print("PDF, cold: first one of a process", in_new_process_ms(_COLD))
    if program := libreoffice():
        source = folder / "speech.docx"
        source.write_bytes(write_word(document))
        convert = partial(_convert, program, source, folder)
        convert()
        theirs = sorted(once_ms(convert) for _ in range(3))[1]
        _print("LibreOffice: the Word file to PDF", theirs)
        _print_ratio("LibreOffice to our PDF of the same text", theirs / same, "(at least 50)")
        _print_ratio("LibreOffice to our PDF after an edit", theirs / edited, "(at least 50)")
    else:
        print("LibreOffice is not installed: no comparison with its conversion")


def _lengths(fonts: FontLibrary) -> None:
    """A text of ten times as many pages, each after an edit."""
    short, long = long_speech(11), long_speech(118)
    pages = [len(PdfReader(BytesIO(write_pdf(text, fonts=fonts))).pages) for text in (short, long)]
    spent = [_edited_ms(text, fonts, runs=20) for text in (short, long)]
    for count, value in zip(pages, spent, strict=True):
        _print(f"PDF of {count} pages, after a one-paragraph edit", value)
    _print_ratio(f"{pages[1]} pages to {pages[0]} pages", spent[1] / spent[0], "(below 8)")


def _edited_ms(document: Document, fonts: FontLibrary, *, runs: int = 50) -> float:
    """The median duration of a PDF of which one paragraph is another than in the one before."""
    edits = cycle([_edited(document, n) for n in range(60)])
    return median_ms(lambda: write_pdf(next(edits), fonts=fonts), runs=runs)


def _repeated(document: Document, times: int) -> Document:
    """The body of ``document`` so many times over, under one title."""
    body = [Paragraph(f"{n}.{p.key}", p.style, p.runs) for n in range(times) for p in document.paragraphs[1:]]
    return Document((document.paragraphs[0], *body))


def _edited(document: Document, number: int) -> Document:
    """``document`` with one word typed into its third paragraph."""
    third = document.paragraphs[2]
    changed = Paragraph.of(third.key, third.style, f"{third.text[:-1]}（第{number}稿）。")
    return Document((*document.paragraphs[:2], changed, *document.paragraphs[3:]))


def _repeating(document: Document, number: int) -> Document:
    """``document`` with a few words of its third paragraph said again: the fonts in the file stay as they are."""
    third = document.paragraphs[2]
    changed = Paragraph.of(third.key, third.style, third.text + third.text[: 5 + number])
    return Document((*document.paragraphs[:2], changed, *document.paragraphs[3:]))


def _convert(program: str, source: Path, folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, capture_output=True, check=True, env={**os.environ, "HOME": str(folder)})


def _lists() -> None:
    call_command("migrate", verbosity=0)
    load_builtin_templates()
    settings.ALLOWED_HOSTS.append("testserver")
    owner = User.objects.create(username="bench", name="测试")
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    made = 0
    for count in (30, 3_000):
        _make_drafts(owner, count - made)
        made = count
        job = partial(client.get, reverse("draft-list"))
        with CaptureQueriesContext(connection) as queries:
            job()
        asked = len(queries)  # read now: the next request empties Django's log
        _print(f"the list's first page with {count} drafts", median_ms(job, runs=20), f"({asked} queries)")
    search = partial(client.get, reverse("draft-list"), {"q": "档案 落实"})
    _print("the list's search in 3000 drafts", median_ms(search, runs=10))


def _previews(document: Document) -> None:
    """The whole request: log-in, draft, typesetting, answer, compressed; the browser has what stood there before."""
    owner = User.objects.get(username="bench")
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("draft-pages", args=[Draft.objects.filter(owner=owner)[0].pk])
    for text, runs in ((document, 30), (_repeated(document, 5), 10)):
        held = _held(client, address, text)
        edits = cycle([_reworded(text, n) for n in range(40)])
        spent = median_ms(lambda: _ask_for_pages(client, address, next(edits), held), runs=runs)  # noqa: B023 - called at once
        sent = len(_ask_for_pages(client, address, next(edits), held).content) / 1024
        count = len(held["pages"])
        _print(
            f"preview after an edit, {count} pages", spent, f"({'below 80; ' if count < 10 else ''}{sent:.0f} KB sent)"
        )


def _held(client: Client, address: str, text: Document) -> dict[str, list[str]]:
    """What a browser has that shows ``text``."""
    answer = json.loads(gzip.decompress(_ask_for_pages(client, address, text, {"pages": [], "glyphs": []}).content))
    glyphs = [piece.split('"')[1] for piece in answer["glyphs"].split("<symbol ")[1:]]
    return {"pages": [page["name"] for page in answer["pages"]], "glyphs": glyphs}


def _ask_for_pages(client: Client, address: str, text: Document, held: dict[str, list[str]]) -> HttpResponse:
    data = {"document": text.to_prosemirror(), **held}
    return client.post(address, data, content_type="application/json", headers={"accept-encoding": "gzip"})


def _reworded(document: Document, number: int) -> Document:
    """``document`` with two characters of its third paragraph changed, so that its lines and the next pages stay."""
    third = document.paragraphs[2]
    words = chr(0x4E00 + number) + chr(0x4E50 + number)
    changed = Paragraph.of(third.key, third.style, third.text[:10] + words + third.text[12:])
    return Document((*document.paragraphs[:2], changed, *document.paragraphs[3:]))


def _make_drafts(owner: User, count: int) -> None:
    document = speech()
    template = SpeechTemplate.objects.get(slug="four-point")
    version = template.latest
    Draft.objects.bulk_create(
        Draft(
            owner=owner,
            speech_template=template,
            template_version=version,
            version=1,
            title=f"{document.title}（{n}）",
            text=document.plain_text,
            character_count=document.character_count,
            updated_at=timezone.now(),
        )
        for n in range(count)
    )
