"""What the admin knows of live rooms: a name, and who may look at them or end them. They are in no table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoRows(models.Manager["LiveRoom"]):
    """Whoever goes through all models (a dump, say) finds none of these."""

    def get_queryset(self) -> models.QuerySet["LiveRoom"]:
        """Return nothing, and ask nobody."""
        return super().get_queryset().none()


class LiveRoom(models.Model):
    """A room in the store, named by its code."""

    code = models.CharField(_("code"), max_length=5, primary_key=True)

    objects = NoRows()

    class Meta:
        """No table, two permissions."""

        managed = False
        base_manager_name = "objects"
        default_permissions = ("view",)
        permissions = (("end_liveroom", "Can end a live room"),)
        verbose_name = _("live room")
        verbose_name_plural = _("live rooms")

    def __str__(self) -> str:
        """Return its code."""
        return self.code
