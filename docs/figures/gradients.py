#!/usr/bin/env python3
"""Draws docs/figures/gradients.png, the figure of docs/gradients.md, from runs made on the spot.

Usage, from the top folder of the checkout, with NumPy, SciPy and matplotlib installed:

    swift build -c release --product gradient-bench
    .build/release/gradient-bench > runs.jsonl
    docs/figures/gradients.py runs.jsonl docs/figures/gradients.png

The true gradient has nothing to do with Pathline: the problem and its forward sensitivities are solved by SciPy's DOP853 at
a relative tolerance of 1e-13.
"""

import json
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from scipy.integrate import solve_ivp

# Okabe and Ito's palette, which people see alike whatever their colour vision. Where curves coincide the first ones show as
# wide bands and large hollow markers around the later ones.
WAYS = {
    "discrete": ("#000000", "o", "-", 5.5, 11),
    "discrete, 64 KiB": ("#999999", "s", "-", 4.0, 8.5),
    "discrete, 3 snapshots": ("#CC79A7", "v", ":", 2.8, 7),
    "reversible": ("#0072B2", "D", "-", 2.0, 5.5),
    "reversible, one segment": ("#56B4E9", "d", ":", 1.6, 4.5),
    "interpolated": ("#009E73", "x", "-", 1.2, 5),
    "backsolve": ("#D55E00", "^", "-", 0.8, 3),
}
PROBLEMS = {"lotkaVolterra": "Lotka-Volterra", "vanDerPol": "Van der Pol, mu = 5"}
# A reconstruction further off than this is refused by default.
BOUND = 1e-2


def lotka_volterra(y, p):
    """The field, its Jacobian and its derivative by the parameters."""
    x, z = y
    return (
        np.array([p[0] * x - p[1] * x * z, p[1] * x * z - p[0] * z]),
        np.array([[p[0] - p[1] * z, -p[1] * x], [p[1] * z, p[1] * x - p[0]]]),
        np.array([[x, -x * z], [-z, x * z]]),
    )


def van_der_pol(y, p):
    """The field, its Jacobian and its derivative by the parameters, of which the second has no effect."""
    x, z = y
    return (
        np.array([z, p[0] * (1 - x * x) * z - x]),
        np.array([[0, 1], [-2 * p[0] * x * z - 1, p[0] * (1 - x * x)]]),
        np.array([[0, 0], [(1 - x * x) * z, 0]]),
    )


def true_gradient(field, starts, parameters):
    """The gradient of half the sum of the squared states at 10, by forward sensitivities."""

    def right(_, state):
        y, s = state[:2], state[2:].reshape(2, 2)
        f, jacobian, by_parameter = field(y, parameters)
        return np.concatenate([f, (jacobian @ s + by_parameter).ravel()])

    total = np.zeros(2)
    for start in starts:
        end = solve_ivp(
            right, (0, 10), np.concatenate([start, np.zeros(4)]), method="DOP853", rtol=1e-13, atol=1e-14
        ).y[:, -1]
        total += end[:2] @ end[2:].reshape(2, 2)
    return total


def main(runs_path, picture):
    with open(runs_path, encoding="utf-8") as file:
        runs = [json.loads(line) for line in file]
    shifts = 0.05 * np.arange(16)
    truth = {
        "lotkaVolterra": true_gradient(lotka_volterra, [(1 + s, 1.5) for s in shifts], (1.5, 1.0)),
        "vanDerPol": true_gradient(van_der_pol, [(1.5 + s, 0) for s in shifts], (5.0, 0.0)),
    }
    columns = [(p, t) for p in PROBLEMS for t in ("float64", "float32")]
    plt.rcParams.update({"font.size": 9, "axes.titlesize": 9, "axes.spines.top": False, "axes.spines.right": False})
    figure, axes = plt.subplots(3, 4, figsize=(11, 7.5), sharex=True, sharey="row", constrained_layout=True)
    for column, (problem, kind) in enumerate(columns):
        absent = []
        for way, (color, marker, line, width, size) in WAYS.items():
            rows = [r for r in runs if (r["problem"], r["type"], r["way"]) == (problem, kind, way)]
            good = [r for r in rows if "gradient" in r and None not in r["gradient"]]
            steps = np.array([r["steps"] for r in good])
            exact = truth[problem]
            error = np.array([np.linalg.norm(np.array(r["gradient"]) - exact) / np.linalg.norm(exact) for r in good])
            refused = np.array([r["missed"] is None or r["missed"] > BOUND for r in good], dtype=bool)
            style = {"color": color, "linestyle": line, "marker": marker, "markersize": size, "linewidth": width}
            style |= {"fillstyle": "none", "markeredgewidth": 1}
            axes[0, column].plot(steps, np.clip(error, 1e-12, 1e3), label=way, **style)
            if refused.any():
                axes[0, column].plot(
                    steps[refused], np.clip(error[refused], 1e-12, 1e3), "o", markersize=11, fillstyle="none", color=color
                )
            axes[1, column].plot(steps, [1e3 * r["seconds"] for r in good], **style)
            axes[2, column].plot(steps, [r["bytes"] / 1024 for r in good], **style)
            failed = [r["steps"] for r in rows if r not in good]
            if failed and not good:
                absent.append(way)
            elif failed:
                absent.append(f"{way} up to {max(failed)} steps")
        if absent:
            axes[0, column].text(
                0.03, 0.03, "no gradient but an error:\n" + "\n".join(absent), transform=axes[0, column].transAxes, fontsize=7
            )
        axes[0, column].set_title(f"{PROBLEMS[problem]}, {kind}", loc="left")
        axes[2, column].set_xlabel("steps")
        for row in range(3):
            axes[row, column].set_xscale("log")
            axes[row, column].set_yscale("log")
            axes[row, column].grid(alpha=0.25)
    for row, label in enumerate(("relative error of the gradient", "milliseconds of CPU", "KiB")):
        axes[row, 0].set_ylabel(label)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4, frameon=False)
    figure.savefig(picture, dpi=115)


if __name__ == "__main__":
    main(*sys.argv[1:])
