"""A comparison on the page: pieces as ``<ins>`` and ``<del>``, everything escaped."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from drafts.core.compare import Change, ChangeKind, Piece, PieceKind
from drafts.core.document import Style

register = template.Library()

_TAGS = {PieceKind.ADDED: "ins", PieceKind.REMOVED: "del"}


@register.filter
def change_label(change: Change) -> str:
    """What became of the paragraph, in one word that stands beside it; the marks need no colour to be read."""
    match change.kind:
        case ChangeKind.ADDED:
            return gettext("新增")
        case ChangeKind.REMOVED:
            return gettext("删除")
        case ChangeKind.LEFT:
            return gettext("移走")
        case ChangeKind.MOVED:
            return gettext("移来并修改") if change.rewritten else gettext("移来")
        case ChangeKind.CHANGED:
            return gettext("修改") if change.rewritten else gettext("换样式")
    return ""


@register.filter
def style_of(change: Change) -> Style:
    """The style to show the row in: that of the new paragraph, or of the old one where it is gone."""
    paragraph = change.new or change.old
    return paragraph.style if paragraph else Style.BODY


@register.filter
def inline_pieces(change: Change) -> SafeString:
    """The whole row with what came in and what went out."""
    return _marked(change.pieces)


@register.filter
def old_pieces(change: Change) -> SafeString:
    """The old paragraph, what went out marked."""
    return _marked(piece for piece in change.pieces if piece.kind is not PieceKind.ADDED)


@register.filter
def new_pieces(change: Change) -> SafeString:
    """The new paragraph, what came in marked."""
    return _marked(piece for piece in change.pieces if piece.kind is not PieceKind.REMOVED)


def _marked(pieces: Iterable[Piece]) -> SafeString:
    return format_html_join("", "{}", ((_piece(piece),) for piece in pieces)) or mark_safe("<br>")


def _piece(piece: Piece) -> SafeString:
    text = format_html("<strong>{}</strong>", piece.text) if piece.bold else format_html("{}", piece.text)
    if tag := _TAGS.get(piece.kind):
        return format_html("<{0}>{1}</{0}>", tag, text)
    if piece.reweighted:
        words = gettext("这里加粗了") if piece.bold else gettext("这里取消了加粗")
        return format_html('<span class="reweighted" title="{}">{}</span>', words, text)
    return text
