"""Photographs over real sockets: too large, broken off, and a server killed in the middle."""

import http.cookiejar
import os
import re
import signal
import socket
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
import uuid

import pytest
from tests.processes.conftest import Served
from tests.safemedia.pictures import MARKERS, face, jpeg

from kinline.evidence.rules import MOST_BYTES
from kinline.evidence.uploads import REQUEST_MOST_BYTES

pytestmark = pytest.mark.processes


class Family:
    """A browser without scripts at a portal."""

    def __init__(self, port):
        self.site = f"http://127.0.0.1:{port}"
        self.cookies = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.browser.addheaders = [("Accept-Language", "en")]

    def get(self, path):
        with self.browser.open(self.site + path, timeout=30) as page:
            return page.read().decode()

    def token(self):
        return re.search('name="csrfmiddlewaretoken" value="([^"]+)"', self.page)[1]

    def post(self, path, **said):
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token(), **said}).encode()
        with self.browser.open(self.site + path, body, timeout=30) as page:
            self.page = page.read().decode()

    def begin(self):
        self.page = self.get("/")
        self.post("/begin/")
        self.post("/ask/name/", family_name="Halahan")
        self.page = self.get("/ask/photo/")
        return self

    def upload(self, content):
        """The headers and the body of an upload."""
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{self.token()}\r\n',
            f'--{edge}\r\nContent-Disposition: form-data; name="photographs"; filename="a.jpg"\r\n',
            "Content-Type: image/jpeg\r\n\r\n",
        ]
        body = "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()
        return {"Content-Type": f"multipart/form-data; boundary={edge}"}, body

    def add(self, content):
        """Status and page."""
        headers, body = self.upload(content)
        request = urllib.request.Request(f"{self.site}/ask/photo/add/", body, headers)  # noqa: S310  # loopback
        try:
            with self.browser.open(request, timeout=60) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def socket_with(self, content, *, said_bytes=None):
        """A socket on which the upload's head and the first half of its body were sent."""
        headers, body = self.upload(content)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)
        host = self.site.removeprefix("http://")
        head = (
            f"POST /ask/photo/add/ HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nOrigin: null\r\n"
            f"Content-Type: {headers['Content-Type']}\r\nContent-Length: {said_bytes or len(body)}\r\n\r\n"
        )
        name, port = host.split(":")
        line = socket.create_connection((name, int(port)), timeout=30)
        line.sendall(head.encode() + body[: len(body) // 2])
        return line


def files_of(home):
    folder = home / "evidence"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def rows_of(home):
    with sqlite3.connect(home / "kinline.sqlite3") as database:
        return [name for (name,) in database.execute("SELECT public_id FROM evidence_photograph")]


def test_a_photograph_arrives_and_one_too_large_is_refused_beside_the_field(standing, home):
    family = Family(standing.portal).begin()
    before = len(rows_of(home))
    status, page = family.add(jpeg(face((1600, 1200))))
    assert status == 200
    assert page.count("<img") == 1
    assert len(rows_of(home)) == before + 1
    status, page = family.add(b"\xff\xd8\xff" + b"x" * (MOST_BYTES + 1))
    assert status == 422
    assert "larger than 12 MB" in page
    assert page.count("<img") == 1, "the one before is still here"
    assert len(rows_of(home)) == before + 1
    on_disk = b"".join(path.read_bytes() for path in (home / "evidence").iterdir())
    assert not [marker for marker in MARKERS if marker in on_disk]


def test_what_says_that_it_is_two_gigabytes_is_not_read(standing, home):
    family = Family(standing.portal).begin()
    before = files_of(home)
    line = family.socket_with(b"\xff\xd8\xff" + b"x" * 1_000_000, said_bytes=2_000_000_000)
    answer = line.makefile("rb").readline()
    line.close()
    assert b"422" in answer, "answered without waiting for the rest"
    assert REQUEST_MOST_BYTES < 2_000_000_000
    assert files_of(home) == before
    assert "Halahan" in family.get("/ask/check/")


def test_a_line_that_breaks_in_the_middle_leaves_the_answers_and_no_file(standing, home, within):
    family = Family(standing.portal).begin()
    before = files_of(home), rows_of(home)
    family.socket_with(jpeg(face((1600, 1200)))).close()
    assert within(30, lambda: "Halahan" in family.get("/ask/check/"))
    assert (files_of(home), rows_of(home)) == before
    assert family.add(jpeg())[0] == 200


def test_a_server_killed_while_photographs_come_holds_no_row_without_its_files(tmp_path, kinline, found):
    home = found(tmp_path / "home")
    served = Served(home)
    family = Family(served.portal).begin()
    held = family.socket_with(jpeg(face((3000, 2000))))
    assert family.add(jpeg(face((1200, 900))))[0] == 200
    for pid in served.family:
        if pid != served.process.pid:
            os.kill(pid, signal.SIGKILL)
    held.close()
    served.process.wait(20)
    served.end()
    assert rows_of(home)
    for row in rows_of(home):
        names = [f"{uuid.UUID(row).hex}.{part}" for part in ("original", "picture", "thumbnail")]
        assert set(names) <= set(files_of(home))
    verified = kinline(home, "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_verify_names_a_missing_file(home, kinline):
    [first, *_rest] = files_of(home)
    kept = (home / "evidence" / first).read_bytes()
    (home / "evidence" / first).unlink()
    verified = kinline(home, "verify")
    (home / "evidence" / first).write_bytes(kept)
    assert verified.returncode == 1
    assert first in verified.stdout
