"""Puts the project's name on Django's admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

admin.site.site_header = "Uncanny"
admin.site.site_title = "Uncanny"
admin.site.index_title = _("Behind the gallery")
