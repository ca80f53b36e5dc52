"""What the invented partner brings."""

import re
import uuid
from dataclasses import dataclass

import pyrage

IDENTITY = pyrage.x25519.Identity.generate()
TERMS = {
    "source_kind": "hospital_list",
    "purpose": "tracing",
    "lawful_basis": "vital_interest",
    "reliability": "",
    "recipient_kind": "agency",
    "recipient_key": str(IDENTITY.to_public()),
}
TABLE = """id,surname,name,dob,sex
1,Вигаданюк,Остап,1990-05-12,ч
2,Неіснуйко,Марта,1988,ж
3,Придуманенко,Лев,31.12.1979,ч
""".encode()


@dataclass(frozen=True)
class Route:
    """One method at one address."""

    path: str
    method: str
    operation: object

    @property
    def scope(self):
        return self.operation.auth_callbacks[0].scope

    def ask(self, client):
        """Ask with nothing that fits: whoever may not come in hears of that first."""
        path = re.sub(r"\{[^}]*\}", str(uuid.UUID(int=7)), self.path)
        return client.generic(self.method, path, b"{}", content_type="application/json")


def routes():
    """Every route of the machines' face."""
    from kinline.faces.api.doors import api  # noqa: PLC0415  # Django is set up by then

    return [
        Route(f"/v1{bound.prefix}{path}", method, operation)
        for bound in api._get_bound_routers()
        for path, view in bound.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]
