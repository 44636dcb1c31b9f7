"""A picture of the table: how long ours takes beside the best peer, row by row, on a logarithmic axis."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any


def draw(results: Sequence[dict[str, Any]], machine: str, path: Path) -> None:
    """Write bars of the ratios to a PNG; left of 1 ours is faster. Scattered rows have no bar."""
    import matplotlib as mpl  # noqa: PLC0415 - only who wants the picture needs it

    mpl.use("Agg")
    from matplotlib import pyplot  # noqa: PLC0415

    rows = [result for result in results if result["ratio"] is not None][::-1]
    figure, axes = pyplot.subplots(figsize=(9, 0.28 * len(rows) + 1.6), layout="constrained")
    places = range(len(rows))
    colours = ["#2a9d8f" if row["ratio"] <= 1 else "#9a9a9a" for row in rows]
    axes.barh(places, [row["ratio"] - 1 for row in rows], left=1, color=colours, height=0.7)
    axes.plot([row["target"] for row in rows], places, "|", color="#d97706", markersize=12, label="target")
    axes.set_xscale("log")
    axes.set_xticks([0.1, 0.2, 0.5, 1, 2, 4], ["0.1", "0.2", "0.5", "1", "2", "4"])
    axes.minorticks_off()
    axes.set_yticks(places, [row["row"] for row in rows])
    axes.axvline(1, color="#444444", linewidth=1)
    described = "\n".join(machine.split("; "))
    axes.set_xlabel(f"our time / the best peer's, less is faster\n{described}", fontsize=8)
    axes.legend(loc="lower right", frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
