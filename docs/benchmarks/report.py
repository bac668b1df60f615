#!/usr/bin/env python3
"""Draws the figures of docs/performance.md and writes its tables, from what measure.py, products.py and compare.py measured.

Usage: docs/benchmarks/report.py RESULTS    RESULTS holds measure.json, and what products.py and compare.py left if they have run
Figures go to docs/figures/performance-*.png. In docs/performance.md everything between `<!-- begin NAME -->` and
`<!-- end NAME -->` is replaced.
"""

import json
import re
import shutil
import statistics
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

DOCS = Path(__file__).resolve().parent.parent
FIGURES = DOCS / "figures"
# Okabe and Ito's palette, which people see alike whatever their colour vision.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#999999", "#E69F00"]


def save(figure, name):
    figure.savefig(FIGURES / f"performance-{name}.png", dpi=130)
    plt.close(figure)


def rows(headings, lines):
    return "\n".join(["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
                     + ["| " + " | ".join(str(cell) for cell in line) + " |" for line in lines])


def number(value, digits=3):
    """Significant digits, without an exponent where people read it more easily so."""
    text = f"{value:.{digits}g}"
    return f"{float(text):.0f}" if "e+" in text and abs(value) < 1e6 else text


def kernels(m):
    names = ["product", "transposed", "outer", "activation", "stage sum", "reduction"]
    by_shape = {}
    for row in m["kernels"]:
        by_shape.setdefault((row["dtype"], row["rows"], row["depth"], row["columns"]), {})[row["kernel"]] = row
    lines = []
    for (dtype, m_, k, columns), found in by_shape.items():
        lines.append([dtype, f"{m_} x {k} x {columns}"]
                     + [f"{number(found[n]['figure'])} ({found[n]['share'] * 100:.0f} %)" for n in names])
    limits = {row["dtype"]: row["limit"] for row in m["kernels"] if row["unit"] == "GF/s"}
    text = ("The loop of multiply-adds does " + " and ".join(f"{number(v)} GF/s in {k}" for k, v in limits.items())
            + ".\n\n" + rows(["type", "m x k x columns", "product, GF/s", "transposed, GF/s", "outer, GF/s",
                              "activation, ns", "stage sum, ns", "reduction, ns"], lines))
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained", sharey=True)
    for axis, dtype in zip(axes, ("float32", "float64")):
        for name, colour in zip(names, COLOURS):
            found = [row for row in m["kernels"] if row["kernel"] == name and row["dtype"] == dtype]
            # The work of a call: operations for products, values for the rest.
            work = [row["rows"] * row["columns"] * (row["depth"] if row["unit"] == "GF/s" else 1) for row in found]
            axis.plot(work, [row["share"] for row in found], "o", markersize=4, color=colour, label=name)
            # Products far below the others at their size are those with hardly any rows or any depth.
            for row, x in zip(found, work):
                if row["unit"] == "GF/s" and x > 1e5 and row["share"] < 0.2:
                    axis.annotate("{rows} x {depth} x {columns}".format(**row), (x, row["share"]),
                                  (6, 3 if name == "product" else -6), textcoords="offset points", fontsize=6, color=colour)
        axis.set_xscale("log")
        axis.axhline(1, color="black", linewidth=0.8)
        axis.set_title(f"{dtype}; the line is a loop of multiply-adds for products, memcpy for the rest", fontsize=8)
        axis.set_xlabel("multiply-adds, or values, of a call")
    axes[0].set_ylim(bottom=0)
    axes[0].set_ylabel("share of the limit")
    axes[1].legend(fontsize=7, loc="upper left")
    save(figure, "kernels")
    return text


def products(p):
    names, dtypes = ["product", "transposed", "outer"], ["float32", "float64"]
    libraries = {"openblas": p["openblas"], "libxsmm": "libxsmm"}
    lines = []
    for dtype in dtypes:
        for name in [*names, None]:
            line = [dtype, name or "all three"]
            for library in libraries:
                ratios = [row["rates"]["pathline"] / row["rates"][library] for row in p["products"]
                          if row["dtype"] == dtype and name in (row["kernel"], None) and library in row["rates"]]
                line.append(f"{number(statistics.geometric_mean(ratios))} ({number(min(ratios))} to {number(max(ratios))})")
            lines.append(line)
    by_shape = {}
    for row in p["products"]:
        if row["dtype"] == "float32":
            rates = "/".join(number(row["rates"].get(name, float("nan"))) for name in ("pathline", *libraries))
            by_shape.setdefault((row["rows"], row["depth"], row["columns"]), {})[row["kernel"]] = rates
    shapes = [["{} x {} x {}".format(*shape), *(found[name] for name in names)] for shape, found in by_shape.items()]
    return (f"Pathline's rate over that of {p['openblas']} and of libxsmm (which generates code for {p['target']}), geometric mean "
            "and range over the 20 shapes:\n\n"
            + rows(["type", "kernel", "Pathline / OpenBLAS", "Pathline / libxsmm"], lines)
            + "\n\nGF/s in float32, Pathline/OpenBLAS/libxsmm:\n\n" + rows(["m x k x columns", *names], shapes))


def shares(m):
    if not m.get("shares"):
        return "Not measured: perf was missing."
    parts = list(next(iter(m["shares"].values())))
    figure, axis = plt.subplots(figsize=(8, 2.8), layout="constrained")
    works = list(m["shares"])
    left = [0.0] * len(works)
    for part, colour in zip(parts, COLOURS):
        values = [m["shares"][work].get(part, 0) * 100 for work in works]
        axis.barh(works, values, left=left, color=colour, label=part)
        left = [a + b for a, b in zip(left, values)]
    axis.invert_yaxis()
    axis.set_xlim(0, 100)
    axis.set_xlabel("% of a training step")
    axis.legend(fontsize=7, ncols=len(parts), loc="upper center", bbox_to_anchor=(0.45, 1.2))
    save(figure, "shares")
    return rows(["float32"] + parts, [[w] + [f"{m['shares'][w].get(p, 0) * 100:.0f} %" for p in parts] for w in works])


def rates(m):
    return rows(
        ["W1b rk4 discrete", "step, ms", "products in it, GFLOP", "GF/s over the whole step", "multiply-add loop, GF/s",
         "share", "share of CPU time"],
        [[dtype, number(r["step_s"] * 1e3), number(r["operations"] * 1e-9), number(r["gigaflops"]), number(r["peak"]),
          f"{r['gigaflops'] / r['peak'] * 100:.0f} %", f"{r['gigaflops_cpu'] / r['peak'] * 100:.0f} %"]
         for dtype, r in m["rates"].items()])


def growth(m):
    figure, axes = plt.subplots(2, 3, figsize=(9, 5), layout="constrained")
    for axis, (name, points) in zip(axes.flat, m["growth"].items()):
        x, y = [p["value"] for p in points], [p["cpu_s"] * 1e3 for p in points]
        axis.plot(x, y, "o-", color=COLOURS[0], markersize=4)
        for place in zip(x, y):
            axis.annotate(number(place[1]), place, (0, 5), textcoords="offset points", fontsize=7, ha="center")
        axis.set_xscale("log", base=2)
        axis.set_yscale("log")
        axis.margins(x=0.12, y=0.15)
        # Differences of a few per cent are no slope: every panel spans a factor of 4 at least.
        low, high = axis.get_ylim()
        if high < 4 * low:
            axis.set_ylim((low * high) ** 0.5 / 2, (low * high) ** 0.5 * 2)
        axis.set_xticks(x, [str(v) for v in x], fontsize=7)
        low, high = axis.get_ylim()
        ticks = [d * 10**e for e in range(-3, 5) for d in (1, 2, 5) if low <= d * 10**e <= high]
        if len(ticks) > 6:
            ticks = [t for t in ticks if f"{t:e}"[0] == "1"]
        axis.set_yticks(ticks, [f"{t:g}" for t in ticks], fontsize=7)
        axis.set_xlabel(name)
        axis.minorticks_off()
    for axis in axes[:, 0]:
        axis.set_ylabel("CPU ms of a step")
    save(figure, "growth")
    lines = []
    for name, points in m["growth"].items():
        lines.append([name, ", ".join(f"{p['value']}: {number(p['cpu_s'] * 1e3)}" for p in points)])
    return rows(["what changes", "value: CPU ms of a step"], lines)


def solver(m):
    biggest = max(row["samples"] for row in m["solver"])
    fields = list(dict.fromkeys(row["field"] for row in m["solver"]))
    methods = list(dict.fromkeys(row["method"] for row in m["solver"]))
    by = {(r["field"], r["method"]): r for r in m["solver"] if r["samples"] == biggest}
    return f"Groups of {biggest}; nanoseconds of an evaluation in a solve, and the share of the field itself.\n\n" + rows(
        ["method"] + fields,
        [[method] + [f"{number(by[f, method]['ns'])} ({by[f, method]['share'] * 100:.0f} %)" if (f, method) in by else "" for f in fields]
         for method in methods])


def allreduce(m):
    return rows(
        ["type", "parameters", "bytes", "exact, us", "MPI_Allreduce of as many bytes, us", "of the gradient alone, us",
         "adding in, us", "reading out, us"],
        [[r["dtype"], r["parameters"], r["bytes"]] + [number(r[k]) for k in ("exact_us", "raw_us", "plain_us", "add_us",
                                                                              "read_us")] for r in m["allreduce"]])


def files(m):
    return rows(["what", "bytes", "ms", "system calls alone, ms", "ratio"],
                [[r["what"], r["bytes"], number(r["ms"]), number(r["raw_ms"]), number(r["ratio"])] for r in m["io"]])


def startup(m):
    s = m["startup"]
    return rows(["program", "median, s", "best, s"],
                [["`pathline --version`", number(s["version"]["median"]), number(s["version"]["lowest"])],
                 ["one training step of W1, its file read", number(s["one_step"]["median"]),
                  number(s["one_step"]["lowest"])]])


def instructions(m):
    if not m.get("instructions"):
        return "Not measured: valgrind or the build for it was missing."
    return rows(["training step", "instructions"], [[k, f"{v:,}"] for k, v in m["instructions"].items()])


def main():
    results = Path(sys.argv[1])
    m = json.loads((results / "measure.json").read_text())
    quick = " with `--quick`" if m["quick"] else ""
    blocks = {
        "machine": f"Measured on {m['date']}{quick}, {m['cpus']} CPUs; the load average reached {m['load']:.1f}, where "
                   f"{1 if m['load'] < 1 else m['cpus']} or less is a quiet machine.",
        "kernels": kernels(m), "shares": shares(m), "rates": rates(m), "growth": growth(m), "solver": solver(m),
        "allreduce": allreduce(m), "io": files(m), "startup": startup(m), "instructions": instructions(m),
    }
    if (results / "products.json").exists():
        blocks["products"] = products(json.loads((results / "products.json").read_text()))
    if (results / "compare.md").exists():
        blocks["compare"] = (results / "compare.md").read_text().strip()
        if (results / "compare.png").exists():
            shutil.copy(results / "compare.png", FIGURES / "performance-compare.png")
    page = DOCS / "performance.md"
    text = page.read_text()
    for name, block in blocks.items():
        text, count = re.subn(rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)",
                              lambda match: f"{match[1]}{block}\n{match[2]}", text, flags=re.DOTALL)
        if count != 1:
            sys.exit(f"docs/performance.md has {count} blocks named {name} instead of one")
    page.write_text(text)


if __name__ == "__main__":
    main()
