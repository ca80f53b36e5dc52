"""One parent, three children: they begin together and none outlives the others."""

import json
import os
import signal
import socket

import pytest
from tests.processes.conftest import Served

pytestmark = pytest.mark.processes


def test_ctrl_c_stops_all_and_frees_the_ports(served, within):
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(15) == 0
    assert within(30, served.is_gone)


def test_a_killed_parent_takes_all_with_it(served, within):
    served.process.kill()
    served.process.wait(30)
    assert within(30, served.is_gone), served.log.read_text()


def test_what_a_killed_parent_counted_in_memory_goes_with_the_next_start(served, home, within):
    first = (home / "counts").readlink()
    assert any(first.iterdir())
    served.process.kill()
    served.process.wait(30)
    assert within(30, served.is_gone)
    again = Served(home)
    try:
        assert (home / "counts").readlink() != first
        assert not first.exists()
    finally:
        again.end()
    assert not (home / "counts").is_symlink()


@pytest.mark.parametrize("name", ["portal", "desk", "worker"])
def test_when_one_child_dies_the_rest_stop(served, within, name):
    os.kill(served.child(name), signal.SIGKILL)
    assert served.process.wait(20) == 1
    assert f"The {name} has ended" in served.log.read_text()
    assert within(30, served.is_gone)


def test_a_port_that_is_taken_is_said_before_a_demonstration_is_invented(standing, tmp_path, kinline):
    ports = ("--portal-port", str(standing.portal), "--desk-port", str(standing.desk))
    refused = kinline(tmp_path / "demo", "demo", "--serve", *ports)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    assert f"127.0.0.1:{standing.portal}" in refused.stderr
    assert f"make run PORTAL_PORT={standing.portal + 10}" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_one_home_is_served_once(standing, home, kinline):
    refused = kinline(home, "serve", "--portal-port", "8123", "--desk-port", "8124")
    assert refused.returncode == 2
    assert refused.stderr == f"kinline: {home} is being served already.\n"


def test_keys_are_not_changed_under_a_running_server(standing, home, kinline):
    refused = kinline(home, "keys", "rotate")
    assert refused.returncode == 2
    assert "Stop `kinline serve` first." in refused.stderr


def test_health_is_told_on_both_faces_and_the_server_is_not_named(standing, answer):
    for port in (standing.portal, standing.desk):
        status, body, headers = answer(port)
        assert status == 200
        assert json.loads(body)["ok"] is True
        assert headers["Server"] is None
    assert "GET" not in standing.log.read_text()  # no access log


def test_silent_connections_keep_nobody_waiting(standing, answer):
    """More of them than there are processes: a sync worker would serve none until it was killed."""
    for port in (standing.portal, standing.desk):
        silent = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(5)]
        try:
            assert answer(port)[0] == 200
        finally:
            for caller in silent:
                caller.close()
    assert "TIMEOUT" not in standing.log.read_text()


def test_where_to_go_is_printed(standing):
    said = standing.log.read_text()
    assert f"http://localhost:{standing.portal}\n" in said
    assert f"http://localhost:{standing.desk}\n" in said


def test_the_log_holds_no_address_of_whoever_sends_nonsense(standing):
    with socket.create_connection(("127.0.0.1", standing.portal), timeout=5) as caller:
        caller.sendall(b"GET /" + b"9" * 3000 + b" HTTP/1.1\r\n\r\n")
        assert caller.recv(64).startswith(b"HTTP/1.1 414")
    assert "127.0.0.1" not in standing.log.read_text()
