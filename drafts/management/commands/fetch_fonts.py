"""``manage.py fetch_fonts``: get the open fonts that a PDF embeds."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from drafts.formats.fetching import fetch_fonts
from drafts.formats.fonts import OPEN_FOLDER


class Command(BaseCommand):
    """Says in one sentence how it ended, and never fails: without network a fallback font or a hint has to do."""

    help = "Fetch the open fonts that a PDF embeds; looks only where they are there already."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry", action="store_true", help="try again for fonts that could not be fetched before")

    def handle(self, *_args: Any, **options: Any) -> None:
        result = fetch_fonts(settings.SIDIAN_FONTS_DIR / OPEN_FOLDER, retry=options["retry"])
        style = self.style.SUCCESS if result.complete else self.style.WARNING
        self.stdout.write(style(gettext(result.message)))
