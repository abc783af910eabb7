"""Every address of the app.  All but the log-in pages need a person who is logged in."""

from django.urls import path

from drafts.views import accounts, drafts, editing, exporting, filling, pages, templates, typesetting

urlpatterns = [
    path("", drafts.draft_list, name="draft-list"),
    path("trash/", drafts.trash, name="draft-trash"),
    path("templates/", templates.gallery, name="template-gallery"),
    path("templates/<slug:slug>/", templates.detail, name="template-detail"),
    path("templates/<slug:slug>/start/", filling.start, name="draft-start"),
    path("drafts/<uuid:pk>/form/", filling.form, name="draft-form"),
    path("drafts/<uuid:pk>/answers/", filling.save_answers, name="draft-answers"),
    path("drafts/<uuid:pk>/", editing.edit, name="draft-edit"),
    path("drafts/<uuid:pk>/save/", editing.save, name="draft-save"),
    path("drafts/<uuid:pk>/text/", editing.edit_text, name="draft-text"),
    path("drafts/<uuid:pk>/branch/", editing.save_as_copy, name="draft-branch"),
    path("drafts/<uuid:pk>/pages/", pages.draw, name="draft-pages"),
    path("drafts/<uuid:pk>/export/", exporting.export, name="draft-export"),
    path("drafts/<uuid:pk>/export/<slug:file_format>/", exporting.download, name="draft-download"),
    path("drafts/<uuid:pk>/copy/", drafts.copy, name="draft-copy"),
    path("drafts/<uuid:pk>/reuse/", drafts.reuse_answers, name="draft-reuse"),
    path("drafts/<uuid:pk>/trash/", drafts.move_to_trash, name="draft-to-trash"),
    path("drafts/<uuid:pk>/restore/", drafts.restore, name="draft-restore"),
    path("drafts/<uuid:pk>/delete/", drafts.delete, name="draft-delete"),
    path("typeset/", typesetting.typeset, name="typeset"),
    path("accounts/login/", accounts.LogInView.as_view(), name="login"),
    path("accounts/logout/", accounts.LogOutView.as_view(), name="logout"),
    path("accounts/password/", accounts.ChangePasswordView.as_view(), name="password_change"),
]
