"""The administration: accounts and speech templates.  Drafts are private and not in it."""

from typing import TYPE_CHECKING, Any

from axes.utils import reset
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from drafts.forms.accounts import LogInForm
from drafts.forms.templates import SpeechTemplateForm
from drafts.models import SpeechTemplate, TemplateVersion, User
from drafts.services.templates import create_template, publish_version

admin.site.site_header = _("四点 管理后台")
admin.site.site_title = _("四点")
admin.site.index_title = _("账号和模板")
# The same door as everywhere: its look, its limits and its throttle.  Who may not go on is told so by the page.
admin.site.login_template = "registration/login.html"
admin.site.login_form = LogInForm
admin.site.unregister(Group)  # an office has administrators and users, and nothing between them

# Generic for the type checker only: at run time Django's classes take no parameters.
if TYPE_CHECKING:
    AccountAdmin = DjangoUserAdmin[User]
    InlineOfVersions = admin.TabularInline[TemplateVersion, SpeechTemplate]
    AdminOfTemplates = admin.ModelAdmin[SpeechTemplate]
    AdminOfVersions = admin.ModelAdmin[TemplateVersion]
else:
    AccountAdmin = DjangoUserAdmin
    InlineOfVersions = admin.TabularInline
    AdminOfTemplates = AdminOfVersions = admin.ModelAdmin


@admin.register(User)
class UserAdmin(AccountAdmin):
    """Accounts.  One is closed by taking 有效 away, not deleted: its drafts would lose their owner."""

    list_display = ("username", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "name", "email")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("个人"), {"fields": ("name", "email")}),
        (_("权限"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("时间"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("username", "name", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")
    actions = ("lift_pause",)

    @admin.action(description=_("解除登录暂停"))
    def lift_pause(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let the chosen people try their passwords again at once."""
        for person in queryset:
            reset(username=person.get_username())
        self.message_user(request, gettext("所选账号可以马上再试登录。"))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # The confirmation page would also list the titles of the account's drafts, which are nobody else's to read.
        return False


class _VersionInline(InlineOfVersions):
    """The versions that were published, newest first; none can be changed."""

    model = TemplateVersion
    fields = ("number", "note", "author", "created_at")
    readonly_fields = fields
    extra = 0
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: SpeechTemplate | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[TemplateVersion]:
        return super().get_queryset(request).select_related("speech_template", "author").defer("source")


@admin.register(SpeechTemplate)
class SpeechTemplateAdmin(AdminOfTemplates):
    """Templates: changing the source publishes a version; a template is put away by 停用."""

    form = SpeechTemplateForm
    list_display = ("name", "kind", "slug", "archived", "built_in", "position")
    list_filter = ("archived", "kind")
    search_fields = ("name", "slug", "kind")
    inlines = (_VersionInline,)

    def get_fieldsets(self, request: HttpRequest, obj: SpeechTemplate | None = None) -> Any:
        if obj is None:
            return ((None, {"fields": ("source", "note")}),)
        return (
            (None, {"fields": ("slug", "source", "note", "base")}),
            (_("在模板库里"), {"fields": ("archived", "position")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: SpeechTemplate | None = None) -> tuple[str, ...]:
        return () if obj is None else ("slug",)

    def get_inlines(self, request: HttpRequest, obj: SpeechTemplate | None) -> Any:
        return () if obj is None else self.inlines

    def has_delete_permission(self, request: HttpRequest, obj: SpeechTemplate | None = None) -> bool:
        return False  # drafts stand on its versions

    def save_form(self, request: HttpRequest, form: SpeechTemplateForm, change: bool) -> SpeechTemplate:
        """The template, a new one created by the service, so that the admin goes on with a stored object."""
        unsaved: SpeechTemplate = super().save_form(request, form, change)
        if change:
            return unsaved
        given = form.cleaned_data
        return create_template(source=given["source"], author=_author(request), note=given["note"])

    def save_model(self, request: HttpRequest, obj: SpeechTemplate, form: SpeechTemplateForm, change: bool) -> None:
        if not change:
            return
        obj.save(update_fields=["archived", "position"])
        if form.publishes:
            given = form.cleaned_data
            publish_version(speech_template=obj, source=given["source"], author=_author(request), note=given["note"])


@admin.register(TemplateVersion)
class TemplateVersionAdmin(AdminOfVersions):
    """Versions to read and compare; they are made by saving a template."""

    list_display = ("speech_template", "number", "note", "author", "created_at")
    list_filter = ("speech_template",)
    list_select_related = ("speech_template", "author")
    fields = ("speech_template", "number", "note", "author", "created_at", "source")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: TemplateVersion | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: TemplateVersion | None = None) -> bool:
        return False


def _author(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
