"""Figures for Prometheus: how the work goes. Counts and ages only, none so small that it tells of one family."""

import os
import secrets
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from kinline.audit import queries as audit
from kinline.inquiries import queries as inquiries
from kinline.notices import queries as notices
from kinline.suggestions import queries as suggestions

#: A count below this says zero: it could be told whose it is.
SMALLEST_CELL = 5


class Work(Collector):
    """What the database says of the work, at the moment of the question."""

    def collect(self) -> Iterator[Metric]:
        late_s = audit.worker_late_s()
        yield _gauge("kinline_worker_runs", "Whether a worker ever ran here.", 0 if late_s is None else 1)
        yield _gauge("kinline_worker_late_seconds", "By how much its most overdue duty is late.", late_s or 0)
        yield _gauge(
            "kinline_outbox_oldest_due_seconds", "Age of the oldest notice due.", notices.oldest_due_s()
        )
        yield _gauge("kinline_notices_dead", "Notices that could not be sent.", notices.count_dead())
        told = "Descriptions that the matcher has yet to read."
        yield _gauge("kinline_unmatched", told, suggestions.unmatched_count())
        told = "Age of the oldest of them."
        yield _gauge("kinline_unmatched_oldest_seconds", told, suggestions.oldest_unmatched_s())
        yield _gauge("kinline_audit_waiting", "Events not yet in the chain.", audit.chain_state().waiting)
        found = inquiries.count_open()
        told = f"Inquiries that are open; 0 below {SMALLEST_CELL}."
        yield _gauge("kinline_inquiries_open", told, found if found >= SMALLEST_CELL else 0)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever brings the token of `metrics.token_file`. For others there is no such page."""
    token = settings.METRICS_TOKEN
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not secrets.compare_digest(said.encode(), token.encode()):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Work())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # prometheus_client's; every face's, every process'
    answered = generate_latest(registry)
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        answered += generate_latest(REGISTRY)
    return HttpResponse(answered, content_type=CONTENT_TYPE_LATEST)
