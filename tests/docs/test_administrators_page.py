"""From `kinline init` to a restored backup, by the commands of the administrator's page in their order."""

import re
import shlex

import pytest
from tests.docs.test_docs import ADMINISTRATOR, FENCE
from tests.homes import run
from tests.processes.conftest import Served

pytestmark = pytest.mark.processes

#: What the test does not run as it stands, and why.
NOT_RUN = {
    "make setup": "it is set up",
    "kinline --help": "prints",
    "kinline --home /srv/kinline init": "asks at a terminal; the line after it says all",
    "kinline --home /srv/kinline serve": "runs until Ctrl-C: started where the page says so, and stopped",
    "kinline --home /srv/kinline keys wrap": "asks at a terminal: tests/processes/test_locking.py",
    "kinline --home /srv/kinline keys unwrap": "as above",
    "kinline --home /srv/kinline lock": "as above",
    "kinline --home /srv/kinline unlock": "as above",
    "kinline --home /srv/kinline mail-test you@example.org": "no mail server here: tests/processes",
    "make postgres": "it is set up",
}
LISTED = "id,surname,name\n1,Вигаданюк,Остап\n"


def lines():
    return [
        line.strip()
        for language, block in FENCE.findall(ADMINISTRATOR.read_text())
        if language == "sh"
        for line in block.splitlines()
        if line.strip()
    ]


def test_the_page_leads_from_nothing_to_a_restored_backup(tmp_path, monkeypatch):
    for folder in ("srv", "media/stick", "media/disk"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "list.csv").write_text(LISTED)
    monkeypatch.chdir(tmp_path)
    done = []
    for line in lines():
        if line in NOT_RUN or "--postgres" in line:
            if line.endswith(" serve"):
                served = Served(tmp_path / "srv" / "kinline")
                served.end()
                done.append("serve")
            continue
        program, *words = shlex.split(re.sub(r"(?<= )/(srv|media)/", f"{tmp_path}/\\1/", line))
        assert program == "kinline", line
        home = str(tmp_path / "none")
        if words[0] == "--home":
            home, words = words[1], words[2:]
        ended = run(home, *words)
        assert ended.returncode == 0, (line, ended.stdout, ended.stderr)
        done.append(words[0])
        if words[0] == "init":  # "write their names ... into kinline.toml"
            toml = tmp_path / "srv" / "kinline" / "kinline.toml"
            written = toml.read_text().replace('hosts = ["', 'hosts = ["families.example.org", "')
            toml.write_text(written.replace("trusted_proxies = []", 'trusted_proxies = ["127.0.0.1"]'))
        if words[:2] == ["keys", "identity"]:  # "write what it prints into kinline.toml"
            toml = tmp_path / "srv" / "kinline" / "kinline.toml"
            printed = re.search(r"recipients = .*", ended.stdout)[0]
            toml.write_text(toml.read_text().replace("recipients = []", printed))
    assert done.index("init") < done.index("serve") < done.index("backup") < done.index("restore")
    assert "upgrade" in done
    again = tmp_path / "srv" / "kinline-again"
    assert run(again, "staff", "list").stdout == run(tmp_path / "srv" / "kinline", "staff", "list").stdout
    served = Served(again)
    served.end()


def test_what_is_not_run_stands_on_the_page():
    assert set(NOT_RUN) <= set(lines())
