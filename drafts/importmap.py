"""The import map: under which name each module of the editor is found, so that the hashed file is what loads."""

from js_asset import ImportMap

_MODULES = (
    "balance",
    "banner",
    "conflict",
    "counts",
    "differences",
    "dom",
    "drawings",
    "exporting",
    "facts",
    "finding",
    "folding",
    "gaps",
    "jump",
    "keepalive",
    "keeping",
    "keys",
    "layout",
    "length",
    "local-copies",
    "log-in",
    "matches",
    "naming",
    "office",
    "outline",
    "pages",
    "panels",
    "paper",
    "paste",
    "presence",
    "recovery",
    "replacing",
    "safety",
    "saving",
    "shortcuts",
    "status",
    "structure",
    "structure-dragging",
    "structure-menu",
    "structure-notice",
    "styles",
    "telling",
    "titles",
    "toolbar",
    "typing",
    "views",
    "windows",
    "zoom",
)


def editor_importmap() -> ImportMap:
    """The editor's modules as ``sidian/editor/…`` and Tiptap as ``django-prose-editor/editor``."""
    own = {f"sidian/editor/{name}": f"js/editor/{name}.js" for name in _MODULES}
    return ImportMap({"django-prose-editor/editor": "django_prose_editor/editor.js", **own})
