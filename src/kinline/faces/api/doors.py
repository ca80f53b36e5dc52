"""The machines' face: its routes, and how it describes them. No page, no script, nothing from elsewhere."""

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from kinline import VERSION
from kinline.faces.api import exports, imports
from kinline.faces.api.problems import teach


class BoundedParser(Parser):
    """JSON that is nested too deep is as unreadable as any other."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        try:
            return super().parse_body(request)
        except RecursionError as deep:
            raise ValueError("nested too deep") from deep


class ReadableRenderer(JSONRenderer):
    """JSON in which names stand as they are written."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Kinline: machines of partners",
    version=VERSION,
    description=(
        "The doors of import and export for machines. Everything needs a key, which somebody at the desk makes. "
        "A machine asks; people decide, at the desk. Nothing here searches or lists the registry."
    ),
    docs_url=None,
    openapi_url="/openapi.json",
    parser=BoundedParser(),
    renderer=ReadableRenderer(),
    urls_namespace="api",
)
teach(api)
api.add_router("/imports", imports.router)
api.add_router("", exports.router)
