"""The house rules that imports and file lengths can show: who may import whom, no drawers, no files that grew too long.

The floors, from the ground: the core; the formats and the models beside each other; the services; the forms; and on top
the views, the administration, the commands and the template tags.  Imports go down only.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 500
LONGEST_FUNCTION = 60

# room → what it may import of our own; a room may always import itself
_ROOMS = {
    "drafts.core": set[str](),
    "drafts.formats": {"drafts.core"},
    "drafts.models": {
        "drafts.core.document",
        "drafts.core.errors",
        "drafts.core.speaking",
        "drafts.core.template",
    },
    "drafts.services": {"drafts.core", "drafts.formats", "drafts.models"},
    # The fields of a layout profile and their limits are asked for as they stand there.
    "drafts.forms": {"drafts.core", "drafts.models", "drafts.formats.profiles"},
    "drafts.importmap": set[str](),
    "drafts.urls": {"drafts.views"},
    "drafts.apps": set[str](),
    "config": {"drafts.urls"},
}
_BELOW = {"drafts.core", "drafts.formats", "drafts.models", "drafts.services", "drafts.forms", "drafts.importmap"}
_ROOMS |= dict.fromkeys(("drafts.admin", "drafts.management", "drafts.templatetags"), _BELOW)
# A view that answers with a part of a page draws it with the tag that the whole page uses.
_ROOMS["drafts.views"] = {*_BELOW, "drafts.templatetags"}

# room → the only installed packages it may import, beside the standard library
_PACKAGES = {
    "drafts.core": {"jinja2", "markupsafe", "yaml", "pydantic", "pydantic_core", "rapidfuzz"},
    "drafts.formats": {"docx", "typst", "lxml", "fontTools"},
}


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module, as ``path:line`` shows it; ``late`` inside a function."""

    importer: str
    imported: str
    place: str
    late: bool
    reason: bool


def _source_files() -> list[Path]:
    return [path for folder in ("config", "drafts") for path in sorted((ROOT / folder).rglob("*.py"))]


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imports(path: Path) -> Iterator[Import]:
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    tree = ast.parse(source)
    at_top = {id(node) for node in _outside_functions(tree)}
    for node in ast.walk(tree):
        for name in _imported_names(node):
            line = node.lineno  # type: ignore[attr-defined]  # only import statements give names
            place = f"{path.relative_to(ROOT)}:{line}"
            yield Import(_module_name(path), name, place, id(node) not in at_top, "#" in lines[line - 1])


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from _outside_functions(child)


def _imported_names(node: ast.AST) -> list[str]:
    """The modules of an import statement; what follows ``from`` counts with each name, since it may be a module."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]
    return []


def _within(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


def _module_of(name: str, modules: set[str]) -> str | None:
    """The module of ours that ``name`` stands in, which may be the module itself."""
    return max((module for module in modules if _within(name, module)), key=len, default=None)


def _circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one circle, its first one again at the end; empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _room(module: str) -> str | None:
    return next((room for room in _ROOMS if _within(module, room)), None)


@pytest.fixture(scope="module")
def imports() -> list[Import]:
    return [found for path in _source_files() for found in _imports(path)]


def test_rooms_are_all_known() -> None:
    plain = {"drafts", "drafts.migrations"}
    modules = {_module_name(path) for path in _source_files()}

    assert {name for name in modules - plain if _room(name) is None and "migrations" not in name} == set()


def test_imports_go_down_only(imports: list[Import]) -> None:
    wrong = [
        f"{found.place} imports {found.imported}"
        for found in imports
        if (room := _room(found.importer)) and _within(found.imported, "drafts") and not _within(found.imported, room)
        if not any(_within(found.imported, allowed) for allowed in _ROOMS[room])
    ]

    assert wrong == []


def test_no_modules_import_each_other_in_a_circle(imports: list[Import]) -> None:
    modules = {_module_name(path) for path in _source_files()}
    graph: dict[str, set[str]] = {module: set() for module in modules}
    for found in imports:
        target = _module_of(found.imported, modules)
        if target is not None and target != found.importer:
            graph[found.importer].add(target)

    assert _circle(graph) == []


def test_circle_is_found_where_there_is_one() -> None:
    assert len(_circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})) == 4


def test_core_and_formats_import_only_their_packages(imports: list[Import]) -> None:
    wrong = [
        f"{found.place} imports {found.imported}"
        for found in imports
        for room, packages in _PACKAGES.items()
        if _within(found.importer, room)
        if found.imported.split(".")[0] not in {"drafts", *packages, *sys.stdlib_module_names}
    ]

    assert wrong == []


def test_core_knows_no_clock_and_no_environment(imports: list[Import]) -> None:
    outside = {"time", "os", "sqlite3", "socket", "logging", "random", "secrets", "config"}
    wrong = [f.place for f in imports if _within(f.importer, "drafts.core") and f.imported.split(".")[0] in outside]

    assert wrong == []


def test_settings_are_read_through_django_alone(imports: list[Import]) -> None:
    wrong = [f.place for f in imports if _within(f.importer, "drafts") and _within(f.imported, "config")]

    assert wrong == []


def test_nobody_imports_the_tests(imports: list[Import]) -> None:
    assert [found.place for found in imports if _within(found.imported, "tests")] == []


def test_imports_are_absolute(imports: list[Import]) -> None:
    assert [found.place for found in imports if found.imported.startswith(".")] == []


def test_late_imports_carry_a_reason(imports: list[Import]) -> None:
    assert [found.place for found in imports if found.late and not found.reason] == []


def test_no_room_is_a_drawer() -> None:
    drawers = {"utils", "util", "common", "misc", "helpers", "helper", "tools"}
    ours = [*_source_files(), *sorted((ROOT / "tests").rglob("*.py"))]

    assert [path for path in ours if drawers & {path.stem, *path.relative_to(ROOT).parts}] == []


def _own_files() -> list[Path]:
    """What is written here by hand: fetched, generated and installed files are not in these folders."""
    kinds = {".py", ".js", ".css", ".html", ".typ", ".sh", ".yaml"}
    folders = ("config", "drafts", "scripts", "static", "templates", "tests")
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*")) if path.suffix in kinds]
    return [path for path in files if "migrations" not in path.parts]


def test_files_stay_short_enough_to_read() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in _own_files()}

    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_stay_short_enough_to_read() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in _own_files()
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]

    assert long == []


def test_no_signals_and_no_logic_in_save() -> None:
    wrong = [
        path.relative_to(ROOT)
        for path in _source_files()
        if "django.db.models.signals" in (source := path.read_text(encoding="utf-8"))
        or ("def save(" in source and "models" in path.parts)
    ]

    assert wrong == []


def test_importing_the_core_and_the_formats_loads_no_django() -> None:
    modules = [_module_name(path) for path in _source_files() if {"core", "formats"} & set(path.parts)]
    program = f"import sys; import {', '.join(modules)}; sys.exit('django' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
