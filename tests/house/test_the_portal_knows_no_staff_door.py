"""Neither the portal's process nor the machines' has a sign-in of staff in it, and both start without."""

import os
import subprocess
import sys

import pytest

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


@pytest.mark.parametrize("face", ["portal", "api"])
def test_no_other_face_loads_the_desk_or_its_sign_in(face):
    without_staff = os.environ | {
        "KINLINE_FACE": face,
        "DJANGO_SETTINGS_MODULE": "kinline.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED], env=without_staff, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.strip() == "[]"
