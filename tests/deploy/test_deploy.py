"""What lies in deploy/ fits the program. Where systemd or nginx are installed, they read it too."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from kinline.cli import _parser
from kinline.config.home import TEMPLATE
from kinline.evidence.uploads import REQUEST_MOST_BYTES

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("kinline*.service"))
HARDENED = {
    "ProtectSystem": "strict",
    "ProtectHome": "true",
    "PrivateTmp": "true",
    "PrivateDevices": "true",
    "NoNewPrivileges": "true",
    "CapabilityBoundingSet": "",
    "LimitCORE": "0",
    "UMask": "0077",
    "User": "kinline",
}


def service(unit):
    read = configparser.ConfigParser(interpolation=None, strict=True, comment_prefixes=("#",))
    read.optionxform = str
    read.read_string(unit.read_text())
    return read["Service"]


def test_nginx_lets_through_as_many_photographs_as_the_portal_takes():
    portal = (DEPLOY / "nginx.conf").read_text().split("server_name families.example.org;")[-1]
    megabytes = int(re.search(r"client_max_body_size (\d+)m;", portal)[1])
    assert megabytes * 1024 * 1024 >= REQUEST_MOST_BYTES


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_hardened_and_starts_what_there_is(unit):
    told = service(unit)
    assert {name: told[name] for name in HARDENED} == HARDENED
    assert told["LoadCredential"].startswith("kinline-keys:")
    words = shlex.split(told["ExecStart"])
    if words[:2] == ["/bin/sh", "-c"]:
        words = shlex.split(words[2].removeprefix("exec "))
    assert words[0].endswith("/kinline")
    _options, rest = _parser().parse_known_args(words[1:])
    assert not rest


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("kinline*.*")), ids=lambda unit: unit.name)
def test_systemd_understands_a_unit(unit, tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    for each in DEPLOY.glob("kinline*.*"):
        # Its programs are not installed where tests run.
        said = re.sub(r"/opt/kinline/\.venv/bin/kinline", "/bin/true", each.read_text())
        (tmp_path / each.name).write_text(said)
    read = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    faults = [line for line in read.stderr.splitlines() if unit.name in line]
    assert faults == []


def test_nginx_passes_on_what_the_program_relies_on():
    said = (DEPLOY / "nginx.conf").read_text()
    assert said.count("{") == said.count("}")
    for server in said.split("server {")[2:]:
        assert "proxy_set_header Host $host;" in server
        assert "proxy_set_header X-Forwarded-Proto https;" in server
        # Overwritten, not appended to: what a caller writes there is not taken.
        assert "proxy_set_header X-Forwarded-For $remote_addr;" in server
        assert "proxy_request_buffering on;" in server
        assert "TLSv1.2 TLSv1.3" in server
    assert "access_log off;" in said
    ports = re.findall(r"server 127\.0\.0\.1:(\d+)", said)
    assert ports == ["8000", "8001", "8002"]
    assert "trusted_proxies" in TEMPLATE


def test_nginx_reads_it(tmp_path):
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed")
    said = (DEPLOY / "nginx.conf").read_text()
    said = said.replace("/var/log/nginx/error.log", str(tmp_path / "error.log"))
    said = said.replace("/run/kinline-nginx", str(tmp_path))
    for name in ("families", "desk", "machines"):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}.example.org",
             "-keyout", str(tmp_path / f"{name}.key"), "-out", str(tmp_path / f"{name}.pem")],
            check=True, capture_output=True,
        )  # fmt: skip
        said = said.replace(f"/etc/ssl/{name}.example.org/fullchain.pem", str(tmp_path / f"{name}.pem"))
        said = said.replace(f"/etc/ssl/{name}.example.org/privkey.pem", str(tmp_path / f"{name}.key"))
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{said}\n}}\n")
    read = subprocess.run(
        ["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False
    )
    assert read.returncode == 0, read.stderr


def test_the_container_says_that_it_was_not_built_and_copies_what_there_is():
    said = (DEPLOY / "Containerfile").read_text()
    assert "has not been built by us" in said
    for line in re.findall(r"^COPY (?!--)(.+) \S+$", said, re.MULTILINE):
        assert all((DEPLOY.parent / name).exists() for name in line.split())
    assert "--require-hashes" in said
