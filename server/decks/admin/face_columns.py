"""What the staff's pages say of a face. On the wall no headline stands above the words: they say what they mean."""

from django.contrib import admin
from django.db.models import F, FloatField
from django.db.models.functions import Cast, NullIf
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from server.decks.admin import pictures
from server.decks.models import Face

FOOL_RATE = Cast(F("fooled"), FloatField()) / NullIf(F("trials"), 0)


class FaceColumns:
    """The columns of the wall, and the figures of a face's page."""

    @admin.display(description=_("picture"))
    def picture_small(self, face: Face) -> SafeString:
        """Return the picture and its short id, for the link."""
        return format_html("{}<span>{}</span>", pictures.thumbnail(face), face)

    @admin.display(description=_("picture"))
    def picture_large(self, face: Face) -> SafeString:
        """Return the picture as it is dealt."""
        address = reverse("admin:decks_face_picture", args=[face.pk])
        return format_html('<img class="face-picture" src="{}" width="320" alt="">', address)

    @admin.display(description=_("face"))
    def what(self, face: Face) -> SafeString:
        """Return what it is, how it was made, and where it is from."""
        lines = [face.generator or face.source, face.deck]
        kind = format_html("<b>{}</b> · {}", face.get_truth_display(), face.get_kind_display())
        return kind + format_html_join("", '<div class="quiet">{}</div>', ((line,) for line in lines))

    @admin.display(description=_("marks"), empty_value="")
    def marks(self, face: Face) -> SafeString:
        """Return what is special about it, in words."""
        reports = getattr(face, "reports", 0)
        reported = ngettext("reported once", "reported %(count)d times", reports) % {"count": reports}
        marks = (
            (face.retired, "retired", _("retired")),
            (face.staged, "staged", _("import not done")),
            (face.tier == Face.Tier.EASY, "easy", _("easy")),
            (face.non_commercial, "non-commercial", _("non-commercial")),
            (reports, "reported", reported),
        )
        return format_html_join(
            "", '<span class="mark mark-{}">{}</span>', ((name, text) for is_so, name, text in marks if is_so)
        )

    @admin.display(description=_("fool rate"), ordering=FOOL_RATE)
    def fool_rate(self, face: Face) -> str:
        """Return how many of those who judged it were wrong."""
        if not face.trials:
            return gettext("nobody has judged it")
        return gettext("%(rate)s fooled") % {"rate": f"{face.fooled / face.trials:.0%}"}

    @admin.display(description=_("difficulty"), ordering="rating", empty_value="")
    def difficulty(self, face: Face) -> str:
        """Return its rating and how far it may be off, in two deviations."""
        return f"{face.rating:.0f} ± {2 * face.deviation:.0f}" if face.trials else ""

    @admin.display(description=_("trials"), ordering="trials", empty_value="")
    def trial_count(self, face: Face) -> str:
        """Return how many people have judged it."""
        return (
            ngettext("%(count)d trial", "%(count)d trials", face.trials) % {"count": face.trials} if face.trials else ""
        )

    @admin.display(description=_("people"))
    def people(self, face: Face) -> str:
        """Return the labels of the people in it."""
        return ", ".join(map(str, face.groups))

    @admin.display(description=_("measures"))
    def measures(self, face: Face) -> str:
        """Return how large it is."""
        return gettext("%(width)d x %(height)d px, %(size)d bytes") % {
            "width": face.width,
            "height": face.height,
            "size": face.size,
        }

    @admin.display(description=_("reports"))
    def reports_link(self, face: Face) -> SafeString | str:
        """Return the way to what players have said of it."""
        count = face.complaints.count()
        if not count:
            return gettext("none")
        address = reverse("admin:decks_complaint_changelist")
        return format_html('<a href="{}?state=all&amp;face__id__exact={}">{}</a>', address, face.pk, count)
