"""Registers the pages with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """Home, error pages and the templates that every other page extends."""

    name = "server.pages"
    label = "pages"
    verbose_name = _("Pages")
