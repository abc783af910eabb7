"""Opening a draft with a long history beside one with a short one."""

from functools import partial

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting
from tests.benchmarks.bench import once_ms
from tests.services.histories import history

_PAGES = {"the editor": "draft-edit", "the list of versions": "draft-versions"}
_COUNTS = (20, 2_000)


def run(*, runs: int = 40) -> None:
    """Print how long the pages of a draft take with few and with many versions, asked for in turns."""
    client, drafts = _drafts()
    print("\nA draft with 20 and with 2,000 versions; medians, milliseconds\n")
    for name, view in _PAGES.items():
        jobs = [partial(client.get, reverse(view, args=[draft.pk])) for draft in drafts]
        for job in jobs:
            job()
        rounds = [[once_ms(job) for job in jobs] for _ in range(runs)]
        few, many = (sorted(spent)[runs // 2] for spent in zip(*rounds, strict=True))
        print(f"{name:<44}{few:>10.2f}{many:>10.2f}  ({many / few:.2f} times; for the editor below 1.5)")


def _drafts() -> tuple[Client, list[Draft]]:
    owner = User.objects.create(username="histories", name="测试")
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    drafts = []
    for count in _COUNTS:
        draft = drafting.start_draft(owner=owner, template_version=SpeechTemplate.objects.get(slug="four-point").latest)
        draft = drafting.assemble_draft(draft=draft, author=owner)
        history(draft, [timezone.now()] * (count - 1))
        drafts.append(draft)
    return client, drafts
