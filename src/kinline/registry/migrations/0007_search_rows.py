import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def give_rows(apps, schema_editor):
    """One to each description, in no index yet."""
    Description = apps.get_model("registry", "Description")
    SearchRow = apps.get_model("registry", "SearchRow")
    rows = (
        SearchRow(description_id=pk)
        for pk in Description.objects.order_by("pk").values_list("pk", flat=True).iterator()
    )
    SearchRow.objects.bulk_create(rows, batch_size=5000)


class Migration(migrations.Migration):

    dependencies = [("registry", "0006_keeping")]

    operations = [
        migrations.CreateModel(
            name="LastBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=Q(pk=1), name="one_last_batch")],
            },
        ),
        migrations.CreateModel(
            name="SearchRow",
            fields=[
                (
                    "description",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_row",
                        serialize=False,
                        to="registry.description",
                    ),
                ),
                ("batch", models.BigIntegerField(db_index=True, null=True)),
            ],
        ),
        migrations.RunPython(give_rows, migrations.RunPython.noop),
    ]
