"""Whatever its own description allows, and what it does not: the machines' face answers as it says it does."""

import re

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from tests.faces.api.machines import TABLE, routes

from kinline.exchange.models import Export, ImportRun
from kinline.faces.api import keys

CHECKS = [
    schemathesis.checks.not_a_server_error,
    content_type_conformance,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
]
#: No description says which bytes are a table.
EXCEPT = {("/v1/imports", positive_data_acceptance)}


@pytest.fixture
def described(machine, key, monkeypatch):
    """The description as a machine reads it, with one import and one export that are this machine's."""
    for limit in ("REQUESTS_A_MINUTE", "FILES_AN_HOUR", "EXPORTS_A_DAY", "WRONG_KEYS"):
        monkeypatch.setattr(keys, limit, 1_000_000)
    secret = key()
    client = machine(secret=secret)
    client.post("/v1/imports", {"file": SimpleUploadedFile("list.csv", TABLE)})
    client.post("/v1/exports", {"purpose": "to search"}, content_type="application/json")
    config = schemathesis.Config.from_dict(
        {"generation": {"mode": "all", "allow-x00": True, "with-security-parameters": False}}
    )
    # A request must not close the database behind it, whose transaction is the test's: as Django's own client has it.
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    schema = schemathesis.openapi.from_wsgi(
        "/v1/openapi.json", get_wsgi_application(), config=config, headers={"Host": "testserver"}
    )
    schema.secret = secret
    yield schema
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


#: Where nothing is said there is nothing to say wrongly.
ASKED = [
    pytest.param(route, mode, id=f"{route.method} {route.path} {mode.value}")
    for route in routes()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or route.operation.models
]


@pytest.mark.parametrize(("route", "mode"), ASKED)
def test_every_operation_answers_as_described(described, route, mode):
    operation = described[re.sub(r"\{\w+:", "{", route.path)][route.method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=25,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case):
        if "number" in case.path_parameters and mode is GenerationMode.POSITIVE:
            mine = {"imports": ImportRun, "exports": Export}[route.path.split("/")[2]].objects.first()
            case.path_parameters["number"] = str(mine.public_id)
        case.call_and_validate(
            checks=[check for check in CHECKS if (route.path, check) not in EXCEPT],
            headers={"Host": "testserver", "Authorization": f"Bearer {described.secret}"},
        )

    check()
