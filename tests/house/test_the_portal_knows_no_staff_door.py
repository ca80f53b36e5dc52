"""The portal's process has no sign-in of staff in it, and starts without."""

import os
import subprocess
import sys

IMPORTED = """
import importlib, pathlib, sys
import django
from django.urls import get_resolver
django.setup()
import kinline
for public in pathlib.Path(kinline.__file__).parent.glob("*/public.py"):
    importlib.import_module(f"kinline.{public.parent.name}.public")
importlib.import_module("kinline.faces.context")
get_resolver().url_patterns
staff_only = ("allauth.account.views", "allauth.mfa.base", "axes", "kinline.faces.desk.access")
print([name for name in sys.modules if name.startswith(staff_only)])
"""


def test_the_portal_loads_neither_the_desk_nor_its_sign_in():
    with_portal = os.environ | {
        "KINLINE_FACE": "portal",
        "DJANGO_SETTINGS_MODULE": "kinline.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED], env=with_portal, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.strip() == "[]"
