"""Killed again and again under load, nothing that was acknowledged is lost and nothing is there twice.

The same program kills two hundred times: `bench/exam_kills.py`. Here it kills as often as fits into a minute on two
processors, and does not wait for the leases of the dead: they are put into the past while nobody runs.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.processes.conftest import SERVER

pytestmark = pytest.mark.processes

EXAM = Path(__file__).parents[2] / "bench" / "exam_kills.py"
KILLS = 12


@pytest.mark.parametrize(
    "engine",
    [
        "sqlite",
        pytest.param(
            "postgresql",
            marks=[
                pytest.mark.postgres,
                pytest.mark.skipif(SERVER is None, reason="KINLINE_TEST_POSTGRES names no server"),
            ],
        ),
    ],
)
def test_nothing_is_lost_or_doubled_when_servers_and_worker_are_killed_under_load(engine):
    user, _, host = (SERVER or "").rpartition("@")
    known = {**os.environ, **({"PGUSER": user, "PGHOST": host} if SERVER else {})}
    for name in ("KINLINE_HOME", "DJANGO_SETTINGS_MODULE", "KINLINE_FACE"):
        known.pop(name, None)
    words = [f"--engine={engine}", f"--kills={KILLS}", "--leases-run-out"]
    done = subprocess.run(
        [sys.executable, str(EXAM), *words], env=known, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{KILLS} in " in done.stdout
