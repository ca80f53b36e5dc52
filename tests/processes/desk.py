"""A desk over its real socket, for somebody who is signed in already."""

import http.client
import socket

from tests.processes.test_backup import in_home

SIGN_IN = """
import json, sys, time, django
django.setup()
from django.test import Client
from kinline.accounts.models import Staff
client, staff = Client(), Staff.objects.get(username=sys.argv[1])
client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
session = client.session
session["account_authentication_methods_user"] = str(staff.pk)
session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
session.save()
print(json.dumps(session.session_key))
"""
TOKEN = "c" * 32
EDGE = "edge-of-a-part"
#: What the form of an import is told besides its file.
SENDER = {
    "source_name": "Invented list",
    "source_kind": "official_list",
    "purpose": "tracing",
    "lawful_basis": "vital_interest",
}


class Desk:
    """A browser without scripts that follows no redirect."""

    def __init__(self, port, home, username):
        self.port, self.key = port, in_home(home, SIGN_IN, username)

    def headers(self, kind, size):
        return {
            "Host": f"localhost:{self.port}",
            "Cookie": f"kin_desk={self.key}; kin_desk_csrf={TOKEN}",
            "Accept-Language": "en",
            "Content-Type": kind,
            "Content-Length": str(size),
        }

    def ask(self, method, path, body=b"", kind="application/x-www-form-urlencoded"):
        """Status, where it leads, and the page."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, path, body, self.headers(kind, len(body)))
            answer = line.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read()
        finally:
            line.close()

    def send_file(self, content):
        """Send a file for an import: status, where it leads, and the page."""
        return self.ask("POST", "/imports/new/", _parts(content), f"multipart/form-data; boundary={EDGE}")

    def half_sent(self, content):
        """A socket on which all but the end of a file was sent."""
        body = _parts(content)
        line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        told = self.headers(f"multipart/form-data; boundary={EDGE}", len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        line.sendall(f"POST /imports/new/ HTTP/1.1\r\n{head}\r\n".encode() + body[:-1000])
        return line


def _parts(content):
    fields = {"csrfmiddlewaretoken": TOKEN, **SENDER}
    told = "".join(
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    file = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="list"\r\n\r\n'
    return (told + file).encode() + content + f"\r\n--{EDGE}--\r\n".encode()
