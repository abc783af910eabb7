"""The import map names every module of the editor, and nothing that is not there."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from drafts.importmap import editor_importmap

FOLDER = Path(settings.BASE_DIR) / "static" / "js" / "editor"


def imports() -> dict[str, str]:
    rendered = editor_importmap().render(attrs={"nonce": "n"})
    found: dict[str, str] = json.loads(rendered.split(">", 1)[1].rsplit("<", 1)[0])["imports"]
    return found


def test_editor_importmap_names_every_module_but_the_one_that_the_page_loads() -> None:
    own = {name.removeprefix("sidian/editor/") for name in imports() if name.startswith("sidian/editor/")}

    assert own == {path.stem for path in FOLDER.glob("*.js")} - {"main"}


def test_editor_importmap_leads_to_files_that_are_served() -> None:
    assert [address for address in imports().values() if not finders.find(address.removeprefix(static("")))] == []


def test_editor_modules_import_each_other_by_their_names_in_the_map() -> None:
    known = set(imports())
    wanted = {
        line.rsplit('from "', 1)[1].rstrip('";')
        for path in FOLDER.glob("*.js")
        for line in path.read_text("utf-8").splitlines()
        if 'from "' in line
    }

    assert wanted <= known
