"""The English interface is whole: every marked text has one, and the compiled files say what the readable ones say.

The sources are read here without gettext's programs, so that `make test` needs none; `make messages` does.
"""

import ast
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
MESSAGES = ROOT / "drafts" / "locale" / "en" / "LC_MESSAGES"
DOMAINS = ("django", "djangojs")

CHINESE = re.compile(r"[㐀-鿿]")

# What English sentences quote from speeches and templates, which are Chinese in any case.
QUOTED = ("（待填：…）", "点.标题", "点.分点", "join('、', '标题')", "{{ 甲 if 条件 else 乙 }}")

# What pages show in Chinese to everyone: the drawing of a speech, and the button to the Chinese interface.
SHOWN_TO_ALL = {
    "registration/entrance.html": ("一要", "二要", "三要", "四要"),
    "shell/language.html": ("中文",),
}

# mark → how many of its first arguments are texts, and whether the first of them is a context
_MARKS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (1, False)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (2, False)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (2, True)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (3, True)),
}
_STRING = r"""u?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_STRINGS = rf"{_STRING}(?:\s*\+\s*{_STRING})*"
_CALL = re.compile(rf"(?<![\w$.])({'|'.join(_MARKS)})\(\s*({_STRINGS}(?:\s*,\s*{_STRINGS})*)")
_PARAMETER = re.compile(r"%(?:%|\((\w+)\)(\w))")
_MO_MAGIC = 0x950412DE

Text = tuple[str, str, str]
"""Context, Chinese text, Chinese plural; "" for what a text does not have."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a .po file; ``english`` has one form, or two where there is a plural."""

    text: Text
    english: tuple[str, ...]
    is_fuzzy: bool

    @property
    def compiled(self) -> tuple[str, str]:
        """Name and English as a .mo file holds them."""
        context, chinese, plural = self.text
        name = f"{context}\4{chinese}" if context else chinese
        return f"{name}\0{plural}" if plural else name, "\0".join(self.english)


def _read_po(domain: str) -> list[Entry]:
    """The entries of a .po file; the first is the header, whose text is empty."""
    blocks = (MESSAGES / f"{domain}.po").read_text(encoding="utf-8").split("\n\n")
    return [_entry(block.splitlines()) for block in blocks if "\nmsgid " in f"\n{block}"]


def _entry(lines: list[str]) -> Entry:
    fields: dict[str, str] = {}
    keyword = ""
    for line in lines:
        if line.startswith("#"):
            continue
        if not line.startswith('"'):
            keyword, _, line = line.partition(" ")
        fields[keyword] = fields.get(keyword, "") + ast.literal_eval(line)
    text = (fields.get("msgctxt", ""), fields["msgid"], fields.get("msgid_plural", ""))
    english = tuple(words for name, words in fields.items() if name.startswith("msgstr"))
    return Entry(text, english, any(line.startswith("#,") and "fuzzy" in line for line in lines))


def _read_mo(domain: str) -> dict[str, str]:
    """What a .mo file holds, by name; the layout is in gettext's manual, "The Format of GNU MO Files"."""
    data = (MESSAGES / f"{domain}.mo").read_bytes()
    magic, _revision, count, names, texts = struct.unpack_from("<5I", data)
    assert magic == _MO_MAGIC
    return {_mo_string(data, names + 8 * place): _mo_string(data, texts + 8 * place) for place in range(count)}


def _mo_string(data: bytes, at: int) -> str:
    length, start = struct.unpack_from("<2I", data, at)
    return data[start : start + length].decode()


# --- the sources ---


def _text(mark: str, literals: list[str]) -> Text:
    count, has_context = _MARKS[mark]
    context, *forms = literals[:count] if has_context else ["", *literals[:count]]
    return context, forms[0], forms[1] if len(forms) > 1 else ""


def _texts_of_calls(source: str) -> Iterator[Text]:
    """The marked texts of JavaScript, or of a template after ``templatize``."""
    for call in _CALL.finditer(source):
        arguments = re.findall(_STRINGS, call[2])
        literals = ["".join(map(ast.literal_eval, re.findall(_STRING, argument))) for argument in arguments]
        yield _text(call[1], literals)


def _texts_of_python(path: Path) -> Iterator[Text]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        mark = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        literals = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
        if mark in _MARKS and literals:
            yield _text(mark, literals)


def _templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def _marked_texts(domain: str) -> set[Text]:
    """What the .po file should hold: a text that is marked with and without a plural is one, with a plural."""
    texts = _texts_of_sources(domain)
    with_plural = {text[:2] for text in texts if text[2]}
    return {text for text in texts if text[2] or text[:2] not in with_plural}


def _texts_of_sources(domain: str) -> set[Text]:
    if domain == "djangojs":
        scripts = sorted((ROOT / "static" / "js").rglob("*.js"))
        return {text for path in scripts for text in _texts_of_calls(path.read_text(encoding="utf-8"))}
    modules = [path for room in ("config", "drafts") for path in sorted((ROOT / room).rglob("*.py"))]
    texts = {text for path in modules for text in _texts_of_python(path)}
    for path in _templates():
        texts.update(_texts_of_calls(templatize(path.read_text(encoding="utf-8"))))
    return texts


def _without_translated(source: str) -> str:
    """A template's source without what is translated or never shown."""
    for pattern in (
        r"(?s){% comment .*?{% endcomment %}",
        r"{#.*?#}",
        r"(?s){% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}",
        rf"{{% trans(?:late)? +{_STRING}[^%]*%}}",
        rf"_\({_STRING}\)",
    ):
        source = re.sub(pattern, "", source)
    return source


# --- the tests ---


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_has_an_english_one(domain: str) -> None:
    header, *entries = _read_po(domain)

    assert "Language: en\n" in header.english[0]
    assert [entry.text for entry in [header, *entries] if entry.is_fuzzy] == []
    assert [entry.text for entry in entries if len(entry.english) != (2 if entry.text[2] else 1)] == []
    assert [entry.text for entry in entries if not all(words.strip() for words in entry.english)] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_english_texts_take_the_parameters_of_the_chinese_ones(domain: str) -> None:
    def parameters(words: str) -> set[tuple[str, str]]:
        return {(found[1] or "", found[2] or "") for found in _PARAMETER.finditer(words)}

    differing = [
        entry.text
        for entry in _read_po(domain)[1:]
        for words in entry.english
        if parameters(words) != parameters(entry.text[1])
    ]

    assert differing == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_english_texts_hold_chinese_only_as_quoted(domain: str) -> None:
    leftover = []
    for entry in _read_po(domain)[1:]:
        for words in entry.english:
            for quoted in QUOTED:
                words = words.replace(quoted, "")
            if CHINESE.search(words):
                leftover.append(words)

    assert leftover == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_compiled_texts_are_the_readable_ones(domain: str) -> None:
    compiled = _read_mo(domain)
    readable = dict(entry.compiled for entry in _read_po(domain))
    for catalogue in (compiled, readable):  # the newer programs of gettext leave this line out of what they compile
        catalogue[""] = re.sub("POT-Creation-Date:.*\n", "", catalogue[""])

    assert compiled == readable, "run `make messages`"


@pytest.mark.parametrize("domain", DOMAINS)
def test_texts_are_those_marked_in_the_sources(domain: str) -> None:
    stored = {entry.text for entry in _read_po(domain)[1:]}
    marked = _marked_texts(domain)

    assert (sorted(marked - stored), sorted(stored - marked)) == ([], []), "run `make messages`"


@pytest.mark.parametrize("template", _templates(), ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_shows_no_untranslated_chinese(template: Path) -> None:
    source = _without_translated(template.read_text(encoding="utf-8"))
    for words in SHOWN_TO_ALL.get(template.relative_to(ROOT / "templates").as_posix(), ()):
        source = source.replace(f">{words}<", "><")

    assert [line.strip() for line in source.splitlines() if CHINESE.search(line)] == []
