"""The command line: what scripts rely on."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.safemedia.pictures import MARKERS, jpeg

from safemedia.cli import main

SHARED = Path(__file__).parents[3] / "shared" / "data" / "media"


def test_clean_writes_a_new_file(tmp_path, capsys):
    (tmp_path / "in.jpg").write_bytes(jpeg())
    for name in ("out.jpg", "out.png", "out.webp"):
        assert main(["clean", str(tmp_path / "in.jpg"), str(tmp_path / name)]) == 0
        out = (tmp_path / name).read_bytes()
        assert not [marker for marker in MARKERS if marker in out]
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert capsys.readouterr() == ("", "")


def test_inspect_prints_one_json_object(tmp_path, capsys):
    (tmp_path / "in.jpg").write_bytes(jpeg())
    assert main(["inspect", str(tmp_path / "in.jpg"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["media_type"], found["width"], found["taken_on"]) == ("image/jpeg", 96, "2024-05-17")
    assert main(["inspect", str(tmp_path / "in.jpg")]) == 0
    assert "carries: comment, exif, gps" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["clean", "{dir}/words.txt", "{dir}/out.jpg"],
        ["clean", "{dir}/in.jpg", "{dir}/out.tiff"],
        ["clean", "{dir}/in.jpg", "{dir}/in.jpg"],
        ["clean", "{dir}/none.jpg", "{dir}/out.jpg"],
        ["clean", "{dir}/in.jpg", "{dir}/none/out.jpg"],
        ["inspect", "{dir}"],
        ["inspect"],
        ["blur", "{dir}/in.jpg", "{dir}/out.jpg"],
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(tmp_path, capsys, words):
    came = jpeg()
    (tmp_path / "in.jpg").write_bytes(came)
    (tmp_path / "words.txt").write_text("no picture")
    assert main([word.format(dir=tmp_path) for word in words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jpg", "words.txt"]
    assert (tmp_path / "in.jpg").read_bytes() == came


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="published pictures are not beside this checkout")
@pytest.mark.parametrize("file", sorted(SHARED.glob("*")), ids=lambda file: file.name)
def test_published_pictures_are_cleaned_or_refused(file, tmp_path):
    """Photographs with EXIF, GPS, XMP and IPTC as cameras write them, a turned one, a damaged one, a text."""
    out = tmp_path / "out.jpg"
    done = subprocess.run(
        [sys.executable, "-m", "safemedia.cli", "clean", str(file), str(out)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    if file.name == "broken_image.png":
        assert done.returncode == 2
        assert not out.exists()
        return
    assert done.returncode == 0, done.stderr
    again = subprocess.run(
        [sys.executable, "-m", "safemedia.cli", "inspect", "--json", str(out)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    found = json.loads(again.stdout)
    assert (found["carries"], found["orientation"], found["taken_on"]) == ([], 1, "")
