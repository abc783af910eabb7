"""The English interface is whole: every marked text has one, and the compiled files say what the readable ones say.

The sources are read here without gettext's programs, so that `make test` needs none; `make messages` does.
"""

import ast
import re
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
MESSAGES = ROOT / "drafts" / "locale" / "en" / "LC_MESSAGES"
DOMAINS = ("django", "djangojs")

CHINESE = re.compile(r"[㐀-鿿]")
_MO_MAGIC = 0x950412DE
_PARAMETER = re.compile(r"%(?:%|\((\w+)\)([a-z]))")

# What English sentences quote from speeches and templates, which are Chinese in any case.
_QUOTED = ("（待填：…）", "点.标题", "点.分点", "join('、', '标题')", "{{ 甲 if 条件 else 乙 }}")

# What pages show in Chinese to everyone: the drawing of a speech, the button that leads to the Chinese interface.
_SHOWN_TO_ALL = {
    "registration/entrance.html": ("一要", "二要", "三要", "四要"),
    "shell/language.html": ("中文",),
}

_MARKS = ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy")
_PLURAL_MARKS = ("ngettext", "ngettext_lazy")
_CONTEXT_MARKS = ("pgettext", "pgettext_lazy")
_STRING = r"""u?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_STRINGS = rf"{_STRING}(?:\s*\+\s*{_STRING})*"
_CALL = re.compile(
    rf"(?<![\w$.])(?P<mark>_|n?gettext|pgettext)\(\s*(?P<first>{_STRINGS})(?:\s*,\s*(?P<second>{_STRINGS}))?"
)

type Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a .po file; ``english`` has as many forms as the text needs."""

    context: str
    chinese: str
    chinese_plural: str
    english: tuple[str, ...]
    is_fuzzy: bool

    @property
    def key(self) -> tuple[str, str, str]:
        return self.context, self.chinese, self.chinese_plural

    @property
    def compiled(self) -> tuple[str, str]:
        """The text and its English as a .mo file holds them."""
        name = f"{self.context}\4{self.chinese}" if self.context else self.chinese
        return "\0".join(filter(None, (name, self.chinese_plural))), "\0".join(self.english)
