import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q

#: What descriptions call a death, and a family's own question, when this was written.
DEAD, FAMILY = ["dead", "believed_dead"], "family"


def tell(apps, schema_editor):
    """Both columns from the descriptions of either side."""
    Suggestion = apps.get_model("suggestions", "Suggestion")
    Description = apps.get_model("registry", "Description")
    sides = Description.objects.filter(Q(pk=OuterRef("left")) | Q(pk=OuterRef("right")))
    Suggestion.objects.update(
        speaks_of_death=Exists(sides.filter(said_fate__in=DEAD)),
        asked_by_family=Exists(sides.filter(source_kind=FAMILY)),
    )


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0006_keeping"),
        ("suggestions", "0002_key_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="suggestion",
            name="speaks_of_death",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="suggestion",
            name="asked_by_family",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                condition=Q(("speaks_of_death", True), ("waits", True)),
                fields=["-probability", "id"],
                name="suggestion_of_death",
            ),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                condition=Q(("asked_by_family", True), ("waits", True)),
                fields=["-probability", "id"],
                name="suggestion_of_family",
            ),
        ),
        migrations.AlterField(
            model_name="searchkey",
            name="description",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="search_keys",
                to="registry.description",
            ),
        ),
        migrations.AddIndex(
            model_name="searchkey",
            index=models.Index(
                fields=["description", "key"],
                name="searchkey_of_description",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        ),
    ]
