"""``manage.py setup``: bring the database up to date and make what a new installation needs.  Safe to run again."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from drafts.services.setup import create_first_administrator
from drafts.services.templates import load_builtin_templates


class Command(BaseCommand):
    help = "Migrate the database, load the built-in templates, create the first administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        settings.SIDIAN_DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        call_command("migrate", interactive=False, verbosity=0)
        if connection.vendor == "sqlite":
            settings.DATABASES["default"]["NAME"].chmod(0o600)
        if stored := load_builtin_templates():
            self.stdout.write(f"已载入 {stored} 个内置模板。({stored} built-in templates loaded.)")
        self.administrator()
        if not settings.SIDIAN_HTTPS:
            self.stdout.write(
                self.style.WARNING(
                    "没有启用 HTTPS：只在本机使用没有问题；给别人使用时，请放在 TLS 代理后面并设 SIDIAN_HTTPS=1，"
                    "否则密码在网络上是明文。"
                    "(No HTTPS: fine on this machine only; for others put a TLS proxy in front.)"
                )
            )

    def administrator(self) -> None:
        made = create_first_administrator(
            username=settings.SIDIAN_ADMIN_USERNAME, password=settings.SIDIAN_ADMIN_PASSWORD
        )
        if made is None:
            return
        self.stdout.write(self.style.SUCCESS(f"管理员 administrator: {made.username}"))
        if made.password:
            self.stdout.write(
                self.style.SUCCESS(f"密码 password: {made.password}  （只显示这一次，请记下。Shown only once.）")
            )
