from django.db import migrations
from django.db.models import Q


def drop_sounds(apps, schema_editor):
    """Only words of names and of places are looked up by keys now; people alike are found by the index."""
    exact = Q(key__startswith="=") | Q(key__startswith="@")
    apps.get_model("suggestions", "SearchKey").objects.exclude(exact).delete()


class Migration(migrations.Migration):

    dependencies = [("suggestions", "0003_kinds_of_pairs")]

    operations = [migrations.RunPython(drop_sounds, migrations.RunPython.noop)]
