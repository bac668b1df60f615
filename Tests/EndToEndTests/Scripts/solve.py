"""Integrates a trained network with SciPy and compares with what Pathline predicted.

usage: solve.py CHECKPOINT DATA TRAJECTORIES KEY=VALUE...

The network is rebuilt from the documented names of its parameters; KEY=VALUE are the job's settings of field, model
and data. Compares TRAJECTORIES, within.h5, beyond.h5 and before.h5.
"""

import json
import sys

import h5py
import numpy as np
import xarray as xr
from scipy.integrate import solve_ivp

checkpoint, data, trajectories = sys.argv[1:4]
settings = dict(word.split("=", 1) for word in sys.argv[4:])
power = int(settings.get("field.power", 1))
has_time = settings.get("field.time") == "true"
augment = int(settings.get("model.augment", 0))
activation = {"tanh": np.tanh, "softplus": lambda x: np.logaddexp(0, x)}[settings["field.activation"]]

with h5py.File(checkpoint) as file:
    parameters = {name: array[...] for name, array in file["parameters"].items()}
layers = [(parameters[f"layer{k}.weight"], parameters[f"layer{k}.bias"]) for k in range(len(parameters) // 2)]
assert [len(bias) for _, bias in layers[:-1]] == json.loads(settings["field.hidden"])


def field(t, y):
    x = y**power
    if has_time:
        x = np.append(x, t)
    for weight, bias in layers[:-1]:
        x = activation(weight @ x + bias)
    weight, bias = layers[-1]
    return weight @ x + bias


def solve(start, t0, times):
    """The series at times that may lie on both sides of t0."""
    y0 = np.append(start / scale, np.zeros(augment))
    result = np.full((len(times), len(start)), np.nan)
    # Without time as an input only the distance from the start matters; with it, the times themselves.
    for side in times >= t0, times < t0:
        if not side.any():
            continue
        asked = times[side]
        order = np.argsort(abs(asked - t0))
        solution = solve_ivp(
            field, (t0, asked[order][-1]), y0, method="DOP853", t_eval=asked[order], rtol=1e-12, atol=1e-13)
        assert solution.success, solution.message
        back = np.empty((len(asked), len(start)))
        back[order] = solution.y[: len(start)].T * scale
        result[side] = back
    return result


source = xr.open_dataset(data)
count = source.sizes["series"]
scale = np.array(json.loads(settings.get("data.scale", str([1] * count))), dtype=float)
lengths = source["length"].values if "length" in source else np.full(source.sizes["sample"], source.sizes["time"])
for path in trajectories, "within.h5", "beyond.h5", "before.h5":
    worst = compared = 0
    with xr.open_dataset(path) as file:
        assert file.sizes["sample"] == source.sizes["sample"]
        own_times = path in (trajectories, "within.h5")
        for row, sample in enumerate(file["sample"].values):
            seen = source.isel(sample=int(sample))
            data_times = (seen["times"] if "times" in seen else seen["time"]).values
            if own_times:
                times = data_times[: lengths[sample]]
                assert np.isnan(file["predicted"][row, len(times) :]).all(), "nothing is predicted where nothing was seen"
            else:
                times = file["time"].values
            predicted = file["predicted"][row].values[: len(times)]
            truth = solve(seen["values"][0].values, data_times[0], times)
            # Relative to the size of the solution, which a young network may let grow.
            worst = max(worst, np.max(np.abs(predicted - truth) / (1 + np.abs(truth))))
            compared += truth.size
    assert compared >= 100, compared
    assert worst < 1e-6, f"{path}: off by {worst}"
    print(f"{path}: agrees to {worst:.1e} at {compared} values")
