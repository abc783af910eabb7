"""What is stored: people, speech templates with their versions, drafts with their revisions."""

from drafts.models.draft import Draft
from drafts.models.revision import Revision
from drafts.models.template import SpeechTemplate, TemplateVersion
from drafts.models.user import User

__all__ = ["Draft", "Revision", "SpeechTemplate", "TemplateVersion", "User"]
