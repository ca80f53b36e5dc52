"""Make what an upgrade is tried on: `python tests/upgrades/make.py CHECKOUT/src OUT`, CHECKOUT being the old release's.

Writes OUT/database.sql.gz, OUT/keys.json, OUT/kinline.toml and OUT/expected.json. Everybody in it is invented, and the
key file is a demonstration's.
"""

import gzip
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

DESCRIPTIONS, INQUIRIES = 120, 44


def main(source: str, out: Path) -> None:
    sys.path.insert(0, source)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kinline.config.settings"
    from kinline.config.founding import Plan, founding  # noqa: PLC0415  # of the release that was named

    home = Path(tempfile.mkdtemp()) / "home"
    with founding(home, Plan("demo")):
        from kinline.audit.commands import seal_events  # noqa: PLC0415  # once Django is set up
        from kinline.audit.rules import SHELL, WORKER  # noqa: PLC0415  # as above
        from kinline.demo import loading  # noqa: PLC0415  # as above

        loading.DESCRIPTIONS, loading.INQUIRIES = DESCRIPTIONS, INQUIRIES
        loading.load(by=SHELL)
        while seal_events(by=WORKER):
            pass
        told = expected()
    out.mkdir(parents=True, exist_ok=True)
    for name in ("keys.json", "kinline.toml"):
        shutil.copyfile(home / name, out / name)
    with sqlite3.connect(home / "kinline.sqlite3") as database:
        dump = "\n".join(database.iterdump())
    (out / "database.sql.gz").write_bytes(gzip.compress(dump.encode(), mtime=0))
    (out / "expected.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    shutil.rmtree(home.parent)


def expected() -> dict[str, object]:
    """How many rows each table holds, and what some sealed columns say once they are opened."""
    from django.apps import apps  # noqa: PLC0415  # once Django is set up

    from kinline.inquiries.models import Inquiry  # noqa: PLC0415  # as above

    return {
        "rows": {
            model._meta.db_table: model._base_manager.count()
            for model in apps.get_models()
            if model._base_manager.exists()
        },
        "seekers": {
            inquiry.reference: [
                inquiry.seeker.name,
                *(way.address for way in inquiry.seeker.ways.order_by("pk")),
            ]
            for inquiry in Inquiry.objects.order_by("pk")
        },
    }


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
