"""What is stored: people, speech templates with their versions, drafts with their revisions, who has a draft open."""

from drafts.models.draft import Draft
from drafts.models.layout import Layout, LayoutVersion, Letterhead
from drafts.models.presence import Presence
from drafts.models.revision import DamagedRevision, Revision, RevisionKind, Standing
from drafts.models.template import SpeechTemplate, TemplateVersion
from drafts.models.user import User

__all__ = [
    "DamagedRevision",
    "Draft",
    "Layout",
    "LayoutVersion",
    "Letterhead",
    "Presence",
    "Revision",
    "RevisionKind",
    "SpeechTemplate",
    "Standing",
    "TemplateVersion",
    "User",
]
