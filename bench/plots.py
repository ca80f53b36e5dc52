"""Plots for docs/benchmarks.md, as SVG in docs/img."""

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt
from measuring import PICTURES

mpl.use("svg")
mpl.rcParams |= {
    "svg.hashsalt": "kinline",
    "svg.fonttype": "none",
    "font.size": 9,
    "figure.figsize": (8.4, 4.6),
    "legend.fontsize": 8,
}
Result = dict[str, Any]


def of_search(results: Sequence[Result]) -> str:
    """Recall, time and memory against size, and how far our probabilities are right. Lines of Markdown."""
    pictures = []
    for key, label, logarithmic in (
        ("ten", "recall@10, name and date only", False),
        ("p50_ms", "median of a question, ms by the clock", True),
        ("memory_bytes", "memory, bytes", True),
    ):
        figure, axes = plt.subplots(layout="constrained")
        told = [result for result in results if result["fields"] == "narrow" and key in result]
        for name in dict.fromkeys(result["name"] for result in told):
            points = sorted((result["size"], result[key]) for result in told if result["name"] == name)
            axes.plot(*zip(*points, strict=True), marker="o", label=name)
        axes.set(xlabel="rows", ylabel=label, xscale="log", yscale="log" if logarithmic else "linear")
        figure.legend(loc="outside lower center", ncols=2, frameon=False)
        pictures.append(_saved(figure, f"search-{key.split('_')[0]}", label))
    pictures.append(_reliability([result for result in results if "reliability" in result]))
    return "\n\n".join(pictures)


def _reliability(results: Sequence[Result]) -> str:
    """Of the largest table only: a line a tool and kind of fields."""
    figure, axes = plt.subplots(layout="constrained")
    largest = max((result["size"] for result in results), default=0)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    for result in results:
        if result["size"] < largest:
            continue
        said, right, _ = zip(*result["reliability"], strict=True)
        axes.plot(said, right, marker="o", label=f"{result['name']}, {result['fields']}, {result['size']:,}")
    axes.set(xlabel="probability said", ylabel="share that was right")
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return _saved(figure, "search-reliability", "how often a probability that was said is right")


def of_link(results: Sequence[Result]) -> str:
    """Time and memory of linking against size."""
    pictures = []
    for key, label in (("processor_s", "seconds of processor"), ("memory_bytes", "memory, bytes")):
        figure, axes = plt.subplots(layout="constrained")
        for name in dict.fromkeys(result["name"] for result in results):
            points = sorted((one["size"], one[key]) for one in results if one["name"] == name)
            axes.plot(*zip(*points, strict=True), marker="o", label=name)
        axes.set(xlabel="rows on each side", ylabel=label, xscale="log", yscale="log")
        figure.legend(loc="outside lower center", ncols=2, frameon=False)
        pictures.append(_saved(figure, f"link-{key.split('_')[0]}", label))
    return "\n\n".join(pictures)


def _saved(figure: Any, name: str, words: str) -> str:
    PICTURES.mkdir(exist_ok=True)
    figure.savefig(PICTURES / f"{name}.svg", metadata={"Date": None})
    plt.close(figure)
    return f"![{words}](img/{name}.svg)"
