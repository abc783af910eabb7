"""Static files out of installed packages that are no Django apps."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

# package → folder inside it, prefix under /static/, and the only files that are served
PACKAGE_FILES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "flask_bootstrap": (
        "static/bootstrap5",
        "bootstrap",
        (
            "css/bootstrap.min.css",
            "css/bootstrap.min.css.map",
            "js/bootstrap.min.js",
            "js/bootstrap.min.js.map",
            "umd/popper.min.js",
            "umd/popper.min.js.map",
        ),
    ),
}


class PackageFileFinder(BaseFinder):
    """Serves the files listed in PACKAGE_FILES; the packages themselves are never imported."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, FileSystemStorage]] = {}
        for package, (folder, prefix, names) in PACKAGE_FILES.items():
            spec = find_spec(package)
            if spec is None or spec.origin is None:
                raise ModuleNotFoundError(package)
            storage = FileSystemStorage(location=Path(spec.origin).parent / folder)
            storage.prefix = prefix  # type: ignore[attr-defined]  # collectstatic reads it, as for app folders
            self.files.update({f"{prefix}/{name}": (name, storage) for name in names})

    def check(self, **_kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        if path not in self.files:
            return []
        name, storage = self.files[path]
        return [storage.path(name)] if find_all else storage.path(name)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        yield from self.files.values()
