"""``manage.py setup``: bring the database up to date and make what a new installation needs.  Safe to run again."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from drafts.services.layouts import load_builtin_layouts
from drafts.services.setup import create_first_administrator
from drafts.services.templates import load_builtin_templates


class Command(BaseCommand):
    help = "Migrate the database, load the built-in templates, create the first administrator."
    # They load every page's code, which takes longer than all the rest; the tests and the server load it anyway.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.prepare_database()
        if stored := load_builtin_templates():
            self.stdout.write(f"已载入 {stored} 个内置模板。({stored} built-in templates loaded.)")
        load_builtin_layouts()
        if self.create_administrator() and not settings.SIDIAN_HTTPS:
            self.stdout.write(
                self.style.WARNING(
                    "没有启用 HTTPS：只在本机使用没有问题；给别人使用时，请放在 TLS 代理后面并设 SIDIAN_HTTPS=1，"
                    "否则密码在网络上是明文。"
                    "(No HTTPS: fine on this machine only; for others put a TLS proxy in front.)"
                )
            )

    def prepare_database(self) -> None:
        settings.SIDIAN_DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self.connect()
        except Error as error:
            reason = " ".join(str(error).split())
            raise CommandError(f"DATABASE_URL: 连不上数据库（{reason}）。(cannot connect to the database)") from error
        if connection.vendor == "sqlite":
            # Before anything is in it; SQLite gives its side files the same mode.
            Path(connection.settings_dict["NAME"]).chmod(0o600)
        call_command("migrate", interactive=False, verbosity=0)

    def connect(self) -> None:
        if connection.vendor == "postgresql":
            # Past the pool, which tries for ten seconds, logs each attempt and then hides the server's reason.
            driver: Any = getattr(connection, "Database")  # noqa: B009 - the stubs know of no driver
            with connection.wrap_database_errors:
                driver.connect(**connection.get_connection_params()).close()
        connection.ensure_connection()

    def create_administrator(self) -> bool:
        """Whether this was the first run, which made the administrator and said the password."""
        try:
            made = create_first_administrator(
                username=settings.SIDIAN_ADMIN_USERNAME, password=settings.SIDIAN_ADMIN_PASSWORD
            )
        except ValidationError as error:
            raise CommandError(f"SIDIAN_ADMIN_USERNAME, SIDIAN_ADMIN_PASSWORD: {' '.join(error.messages)}") from error
        if made is None:
            return False
        self.stdout.write(self.style.SUCCESS(f"管理员 administrator: {made.username}"))
        if made.password:
            self.stdout.write(
                self.style.SUCCESS(f"密码 password: {made.password}  （只显示这一次，请记下。Shown only once.）")
            )
        return True
