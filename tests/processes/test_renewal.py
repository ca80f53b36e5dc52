"""A server process is renewed after many requests. Whoever calls in that moment is answered all the same."""

import os
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = pytest.mark.processes

#: The face's own server with an application of one line, its processes renewed all the time.
RENEWED_OFTEN = """
import sys
from kinline.serve import Served

class Often(Served):
    def load_config(self):
        self.chosen |= {"max_requests": 8, "max_requests_jitter": 3}
        super().load_config()
    def load(self):
        def application(environ, start_response):
            start_response("200 OK", [("Content-Length", "2")])
            return [b"ok"]
        return application

Often("portal", "127.0.0.1", int(sys.argv[1])).run()
"""
CALLS = 600


def test_renewing_a_process_drops_no_caller(home, within, port):
    known = {**os.environ, "KINLINE_HOME": str(home)}
    server = subprocess.Popen([sys.executable, "-c", RENEWED_OFTEN, str(port)], env=known)

    def call(_number=0):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as response:
                return response.read().decode()
        except OSError as failure:
            return type(failure).__name__

    try:
        assert within(20, lambda: call() == "ok")
        with ThreadPoolExecutor(8) as callers:
            answers = list(callers.map(call, range(CALLS)))
    finally:
        server.terminate()
        server.wait(20)
    assert answers == ["ok"] * CALLS
