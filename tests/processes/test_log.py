"""Under real traffic the log of all processes names nobody, no address and no path."""

import json
import re
import socket
import urllib.request

import pytest
from tests.processes.conftest import Served
from tests.processes.test_backup import PREPARE, Families, ask, in_home

pytestmark = pytest.mark.processes


@pytest.fixture
def served_in_json(tmp_path, found):
    home, token = found(tmp_path / "home"), tmp_path / "token"
    token.write_text("an invented token")
    toml = home / "kinline.toml"
    said = toml.read_text().replace('format = "line"', 'format = "json"')
    toml.write_text(said.replace('token_file = ""', f'token_file = "{token}"'))
    sessions = in_home(home, PREPARE, "4")
    served = Served(home)
    yield served, sessions
    served.end()


def test_the_log_tells_what_happened_and_to_nobody(served_in_json):
    served, sessions = served_in_json
    families = Families(served.portal, sessions)
    families.start()
    families.join(60)
    assert len(families.references) == 4
    for path in ("/status/+447700900148/", "/enrol/an-invented-token/", "/ask/name/?whom=Вигаданюк"):
        for port in (served.portal, served.desk):
            ask(port, "GET", path.encode("ascii", "ignore").decode(), {})
    ask(served.portal, "POST", f"/sign-in/{families.references[0]}/", {})
    for nonsense in (
        b"GET /" + b"9" * 3000 + b" HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01 nonsense +447700900148\r\n\r\n",
    ):
        for port in (served.portal, served.desk):
            with socket.create_connection(("127.0.0.1", port), timeout=5) as caller:
                caller.sendall(nonsense)
                caller.recv(64)
    asked = urllib.request.Request(
        f"http://127.0.0.1:{served.desk}/metrics", headers={"Authorization": "Bearer an invented token"}
    )
    with urllib.request.urlopen(asked, timeout=10) as answered:  # noqa: S310  # loopback
        figures = answered.read().decode()
    # The desk tells of the portal's processes too.
    sent = re.search(
        r'kinline_http_requests_total\{face="portal",method="POST",route="send",status="302"\} (\d+)', figures
    )
    assert sent, figures
    assert int(sent[1]) == 4
    status, _page = ask(served.desk, "POST", "/sign-in/", {"kin_desk_csrf": "c" * 32})
    assert status in {200, 403, 422}
    served.end()
    log = served.log.read_text()
    lines = [line for line in log.splitlines() if not line.startswith(("Portal for", "Desk for"))]
    told = [json.loads(line) for line in lines]
    assert {"at", "level", "logger", "message"} <= set(told[0])
    assert any(each["logger"] == "django.request" for each in told)
    for secret in (
        "Вигаданюк", "Марія", "калина", "+447700900148", "447700900148", "an-invented-token",
        "127.0.0.1", "999999", *families.references,
    ):  # fmt: skip
        assert secret not in log
