"""The marked-up copy (花脸稿) of a comparison, in the formats that can carry one."""

from datetime import datetime

from drafts.core.compare import Comparison
from drafts.core.errors import FormatError, gettext_noop
from drafts.formats.files import FileFormat
from drafts.formats.fonts import FontLibrary
from drafts.formats.layout import NATIONAL_STANDARD, LayoutProfile
from drafts.formats.marked_pdf import write_marked_pdf
from drafts.formats.marked_word import write_marked_word
from drafts.formats.word import MADE


def write_marked(
    file_format: FileFormat,
    comparison: Comparison,
    *,
    fonts: FontLibrary | None = None,
    caption: str = "",
    profile: LayoutProfile = NATIONAL_STANDARD,
    author: str = "",
    made: datetime = MADE,
) -> bytes:
    """The comparison as Word with tracked changes, or as PDF with strike-through and underline, which needs ``fonts``.

    ``author`` and ``made`` sign the changes; ``caption`` heads the PDF and says what is compared with what.
    Raises FormatError, also for formats that cannot show changes.
    """
    if file_format is FileFormat.WORD:
        return write_marked_word(comparison, profile=profile, author=author, made=made)
    if file_format is not FileFormat.PDF:
        raise FormatError(gettext_noop("花脸稿只能导出为 Word 或 PDF。"))
    if fonts is None:
        raise FormatError(gettext_noop("写 PDF 需要字体。"))
    return write_marked_pdf(comparison, fonts=fonts, caption=caption, profile=profile, author=author, made=made)
