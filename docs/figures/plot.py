#!/usr/bin/env python3
"""Draws the figures of docs/examples.md from the files that Pathline writes.

Usage, from the top folder of the checkout, with h5py and matplotlib installed:

    docs/figures/plot.py spiral RUN PREDICTED PICTURE.png
    docs/figures/plot.py lynx-hare RUN PREDICTED PICTURE.png

RUN is a run directory of jobs/spiral.json5 or jobs/lynx-hare.json5: history.h5, trajectories.h5 and checkpoints/best.h5
are read from it. PREDICTED is a file of `pathline predict`: for the spiral at the times of the data, for lynx and hare at
many times, beyond the data too. Titles, axes and the true field of the spiral are those of the example, so runs of other
jobs are refused.
"""

import argparse
import io
import json
import re
from pathlib import Path

import h5py
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

JOBS = Path(__file__).resolve().parents[2] / "jobs"

# Okabe and Ito's palette, which people see alike whatever their colour vision.
BLUE, ORANGE, GREEN, BLACK, GREY = "#0072B2", "#D55E00", "#009E73", "#000000", "#999999"

# Square matrix of the spiral y' = y^3 A, y a row, which the data set `spiral` solves.
SPIRAL = np.array([[-0.1, 2.0], [-2.0, -0.1]])

STYLE = {
    "font.size": 10,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.6,
}


class Trajectories:
    """The first sample of a trajectory file: times [time], predicted and observed series [time, series]."""

    def __init__(self, path: Path):
        with h5py.File(path) as file:
            self.time = file["time"][:]
            self.predicted = file["predicted"][0]
            self.observed = file["observed"][0] if "observed" in file else None
            self.names = list(file["predicted"].attrs["names"])


class VectorField:
    """The network of a checkpoint as a function, rebuilt from its named arrays and the job stored beside them."""

    ACTIVATIONS = {"tanh": np.tanh, "relu": lambda x: np.maximum(x, 0), "sine": np.sin, "identity": lambda x: x}

    def __init__(self, path: Path):
        with h5py.File(path) as file:
            # The resolved job is JSON but for its bare keys and trailing commas.
            text = file["job"].asstr()[()]
            text = re.sub(r"^(\s*)(\w+):", r'\1"\2":', text, flags=re.MULTILINE)
            job = json.loads(re.sub(r",(\s*[}\]])", r"\1", text))
            layers = len(file["parameters"]) // 2
            self.layers = [
                (file[f"parameters/layer{k}.weight"][:].astype(float), file[f"parameters/layer{k}.bias"][:])
                for k in range(layers)
            ]
            self.step = int(file.attrs["step"])
        self.power = job["field"]["power"]
        self.activation = self.ACTIVATIONS[job["field"]["activation"]]

    def __call__(self, states: np.ndarray) -> np.ndarray:
        """dy/dt at states [..., component]."""
        y = states**self.power
        for k, (weight, bias) in enumerate(self.layers):
            y = y @ weight.T + bias
            if k < len(self.layers) - 1:
                y = self.activation(y)
        return y


def draw_history(axes, run: Path, batch_label: str, evaluation_label: str) -> None:
    """The loss of the batches and of the evaluations against the step."""
    with h5py.File(run / "history.h5") as file:
        step, loss = file["step"][:], file["loss"][:]
        evaluated, judged = file["evaluation_step"][:], file["evaluation_loss"][:]
    best = np.argmin(judged)
    axes.plot(step, loss, color=GREY, linewidth=0.6, rasterized=True, label=batch_label)
    axes.plot(evaluated, judged, color=BLUE, label=evaluation_label)
    label = f"best, step {evaluated[best]}: {judged[best]:.2g}"
    axes.plot(evaluated[best], judged[best], "o", color=ORANGE, label=label)
    axes.set_yscale("log")
    # Room for the legend above the curves.
    axes.set_ylim(top=max(3 * loss.max(), 100 * judged.max()))
    axes.set_xlabel("optimiser step")
    axes.set_ylabel("mean squared error (scaled units)")


def draw_spiral(run: Path, predicted: Path) -> plt.Figure:
    """Truth and prediction in the plane and over time, the learned field, and the history."""
    data = Trajectories(predicted)
    field = VectorField(run / "checkpoints" / "best.h5")
    miss = np.abs(data.predicted - data.observed).mean()
    figure, axes = plt.subplots(2, 2, figsize=(10, 8.4), layout="constrained")

    plane = axes[0, 0]
    plane.plot(*data.observed.T, color=BLACK, label="truth")
    plane.plot(*data.predicted.T, "--", color=ORANGE, label="prediction from (2, 0)")
    plane.plot(*data.observed[0], "o", color=BLACK)
    plane.set(xlabel="x", ylabel="y", title=f"Trajectory: mean |error| {miss:.4f} over {len(data.time)} times")
    plane.set(xlim=(-2.2, 2.2), ylim=(-2.2, 2.6))
    plane.set_aspect("equal")
    plane.legend(loc="upper center", ncols=2)

    series = axes[0, 1]
    for column, colour in enumerate((BLUE, GREEN)):
        series.plot(data.time, data.observed[:, column], color=colour, label=f"{data.names[column]}, truth")
    for column in range(2):
        label = "predictions" if column == 0 else None
        series.plot(data.time, data.predicted[:, column], "--", color=ORANGE, linewidth=1.2, label=label)
    series.set(xlabel="time", ylabel="x, y", title="The same over time")
    series.set_ylim(-2.1, 2.9)
    series.legend(loc="upper right", ncols=3)

    portrait = axes[1, 0]
    grid = np.linspace(-2.2, 2.2, 221)
    points = np.stack(np.meshgrid(grid, grid), axis=-1)
    learned, true = field(points), points**3 @ SPIRAL
    error = np.linalg.norm(learned - true, axis=-1)
    levels = [0.01, 0.03, 0.1, 0.3, 1, 3, 10]
    shade = portrait.contourf(
        grid, grid, error, levels, norm=matplotlib.colors.LogNorm(0.01, 10), cmap="cividis", extend="both"
    )
    portrait.streamplot(
        grid, grid, *np.moveaxis(learned, -1, 0), color="white", linewidth=0.7, arrowsize=0.8, density=0.9
    )
    portrait.plot(*data.observed.T, color=ORANGE, linewidth=1.2, label="the data")
    portrait.set(xlabel="x", ylabel="y", title="Learned vector field, coloured by its error")
    portrait.set(xlim=(-2.2, 2.2), ylim=(-2.2, 2.2))
    portrait.set_aspect("equal")
    bar = figure.colorbar(shade, ax=portrait, label="|learned - true dy/dt|", shrink=0.9)
    bar.set_ticks(levels, labels=[f"{level:g}" for level in levels])
    bar.minorticks_off()
    portrait.legend(loc="upper left", frameon=True, framealpha=0.9)

    draw_history(axes[1, 1], run, "batch of short windows", "whole trajectory")
    axes[1, 1].set_title("Loss")
    axes[1, 1].legend(loc="upper right")
    return figure


def draw_pelts(run: Path, predicted: Path) -> plt.Figure:
    """The pelts with the fitted curve and what it says beyond the data, the orbit, and the history."""
    data = Trajectories(run / "trajectories.h5")
    curve = Trajectories(predicted)
    end = data.time[-1]
    inside, beyond = curve.time <= end, curve.time >= end
    figure = plt.figure(figsize=(10, 7.6), layout="constrained")
    top, bottom = figure.add_gridspec(2, 1, height_ratios=[1.15, 1])
    over_time = figure.add_subplot(top)
    left, right = bottom.subgridspec(1, 2)
    plane, history = figure.add_subplot(left), figure.add_subplot(right)

    for column, (name, colour, marker) in enumerate(zip(data.names, (BLUE, ORANGE), "os")):
        over_time.plot(curve.time[inside], curve.predicted[inside, column], color=colour, label=f"{name}, fitted")
        over_time.plot(curve.time[beyond], curve.predicted[beyond, column], "--", color=colour)
        over_time.plot(data.time, data.observed[:, column], marker, color=colour, markersize=5, label=f"{name}, data")
    over_time.axvspan(end, curve.time[-1], color=GREY, alpha=0.18, linewidth=0, label="extrapolated")
    over_time.set(xlabel="year", ylabel="pelts (thousands)", title="Pelts of the Hudson's Bay Company")
    over_time.set_xlim(curve.time[0] - 0.5, curve.time[-1])
    over_time.set_ylim(0, 108)
    over_time.legend(loc="upper center", ncols=5)

    plane.plot(*curve.predicted[inside].T, color=BLACK, label="fitted")
    plane.plot(*curve.predicted[beyond].T, "--", color=GREY, label=f"beyond {end:.0f}")
    plane.plot(*data.observed.T, "o", color=GREEN, markersize=5, label="data")
    plane.set(
        xlabel=f"{data.names[0]} pelts (thousands)", ylabel=f"{data.names[1]} pelts (thousands)", title="The orbit")
    plane.legend(loc="center")

    draw_history(history, run, "loss of the step", "evaluation")
    history.set_title("Loss")
    history.legend(loc="upper right")
    return figure


def require_run(run: Path, predicted: Path, example: str, refuse) -> None:
    """Ends the program where a run or a prediction is not of the example: its titles would lie."""
    wanted = re.search(r'title: "(.*)"', (JOBS / f"{example}.json5").read_text())[1]
    for path in (run / "checkpoints" / "best.h5", predicted):
        try:
            with h5py.File(path) as file:
                title = file.attrs.get("title", "")
        except OSError as error:
            refuse(f"{path}: {error}")
        if title != wanted:
            refuse(f'{path}: the title of its job is "{title}", but this figure is about jobs/{example}.json5, "{wanted}"')


def main() -> None:
    figures = {"spiral": draw_spiral, "lynx-hare": draw_pelts}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figure", choices=list(figures), help="which figure to draw")
    parser.add_argument("run", type=Path, metavar="RUN", help="the run directory")
    parser.add_argument("predicted", type=Path, metavar="PREDICTED", help="a file of `pathline predict`")
    parser.add_argument("picture", type=Path, metavar="PICTURE.png", help="the file to write")
    arguments = parser.parse_args()
    require_run(arguments.run, arguments.predicted, arguments.figure, parser.error)
    draw = figures[arguments.figure]
    with plt.rc_context(STYLE):
        drawn = io.BytesIO()
        draw(arguments.run, arguments.predicted).savefig(drawn, dpi=110)
    # A palette makes the file a third as large, and without metadata the same data give the same bytes.
    Image.open(drawn).convert("RGB").quantize(128).save(arguments.picture, format="png", optimize=True)


if __name__ == "__main__":
    main()
