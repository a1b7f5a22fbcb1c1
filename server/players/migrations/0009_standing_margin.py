from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Round

STEP = 120  # points that two deviations of 1 are shown as (game/rating.py)


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Say of all standings what was shown until now: how sure the rating is of today."""
    deviation = apps.get_model("players", "Player").objects.filter(pk=models.OuterRef("player"))
    rated = apps.get_model("players", "Standing").objects.filter(rating__isnull=False)
    rated.update(margin=Round(models.Subquery(deviation.values("rating_deviation")) * STEP))


class Migration(migrations.Migration):

    dependencies = [
        ('players', '0008_name_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='standing',
            name='margin',
            field=models.PositiveIntegerField(null=True, verbose_name='margin of the rating'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
