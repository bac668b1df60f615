"""Opens every output with every reader and checks its dimensions and coordinates.

usage: outputs.py DIR
"""

import pathlib
import subprocess
import sys

import h5py
import netCDF4
import numpy as np
import xarray as xr

directory = pathlib.Path(sys.argv[1])


def dimensions(tree):
    """The named dimensions of every variable of a file, groups included."""
    return {
        f"{node.path.rstrip('/')}/{name}": variable.dims
        for node in tree.subtree
        for name, variable in node.to_dataset().variables.items()
    }


def dimensions_by_netcdf(group, prefix=""):
    found = {f"{prefix}/{name}": variable.dimensions for name, variable in group.variables.items()}
    for name, inner in group.groups.items():
        found |= dimensions_by_netcdf(inner, f"{prefix}/{name}")
    return found


def opened(path, wanted, coordinates=()):
    """Opens a file with all readers; they must agree, and see what is wanted."""
    path = str(directory / path)
    trees = []
    for engine in "netcdf4", "h5netcdf":
        with xr.open_dataset(path, engine=engine) as dataset:
            dataset.load()
            assert set(coordinates) <= set(dataset.coords), (path, engine, list(dataset.coords))
            assert not [name for name in dataset.sizes if name.startswith("phony")], (path, engine)
            assert dataset.attrs["Conventions"] == "CF-1.8" and dataset.attrs["pathline_kind"]
        with xr.open_datatree(path, engine=engine) as tree:
            trees.append(dimensions(tree))
    with netCDF4.Dataset(path) as file:
        trees.append(dimensions_by_netcdf(file))
    assert trees[0] == trees[1] == trees[2], (path, trees)
    for name, dims in wanted.items():
        assert trees[0][name] == dims, (path, name, trees[0].get(name))
    for name, dims in trees[0].items():
        assert not any(dimension.startswith("phony") for dimension in dims), (path, name)
    # Every axis of every array is named in HDF5's own terms too.
    with h5py.File(path) as file:

        def check(name, item):
            if isinstance(item, h5py.Dataset) and not item.is_scale:
                assert all(len(axis) == 1 for axis in item.dims), (path, name)

        file.visititems(check)
    for command in ["ncdump", "-h"], ["h5dump", "-H"], ["h5dump"]:
        run = subprocess.run([*command, path], capture_output=True, text=True)
        assert run.returncode == 0 and not run.stderr, (command, path, run.stderr)
        assert "phony" not in run.stdout


series = ("sample", "time", "series")
opened("data.h5", {
    "/values": series, "/mask": series, "/times": ("sample", "time"), "/length": ("sample",)}, ["times"])
opened("spiral.h5", {"/values": series, "/time": ("time",)}, ["time"])
for run, buffers in ("ragged", 2), ("shared", 0):
    names = sorted(path.name for path in (directory / run / "checkpoints").glob("*.h5"))
    assert "best.h5" in names and len(names) >= 2
    for name in names:
        group = ["/parameters"]
        if name != "best.h5":
            group.append("/best")
            with h5py.File(directory / run / "checkpoints" / name) as file:
                group += [f"/optimizer/{buffer}" for buffer in file["optimizer"]]
                assert len(file["optimizer"]) == buffers and isinstance(file["job"].asstr()[()], str)
        opened(f"{run}/checkpoints/{name}", {
            f"{group}/{layer}": dims
            for group in group
            for layer, dims in {
                "layer0.weight": ("layer0.weight_0", "layer0.weight_1"), "layer0.bias": ("layer0.bias_0",),
                "layer1.weight": ("layer1.weight_0", "layer1.weight_1"), "layer1.bias": ("layer1.bias_0",),
            }.items()
        })
    opened(f"{run}/history.h5", {
        "/step": ("step",), "/loss": ("step",), "/nfe_forward": ("step",), "/seconds_solve": ("step",),
        "/evaluation_loss": ("evaluation",), "/explained_variance": ("evaluation", "series")}, ["step"])

both = {"/predicted": series, "/observed": series}
for path in "ragged/trajectories.h5", "ragged-same.h5":
    opened(path, both | {"/times": ("sample", "time")}, ["sample", "times"])
for path in "shared/trajectories.h5", "shared-same.h5":
    opened(path, both | {"/time": ("time",)}, ["sample", "time"])
opened("ragged-grid.h5", {"/predicted": series}, ["sample", "time"])

event = ("sample", "event")
opened("eventful.h5", {
    "/predicted": series, "/event_count": ("sample",), "/event_time": event, "/event_kind": event,
    "/event_before": (*event, "series"), "/event_after": (*event, "series")}, ["sample", "time", "event_time"])
with xr.open_dataset(directory / "eventful.h5") as found:
    # One text comes as itself, several as a list.
    assert found["event_kind"].attrs["events"] == "where prey passes 2.0, time and state are noted"
    assert found["event_count"].sum() == np.isfinite(found["event_time"]).sum() > 0
    assert abs(found["event_before"].isel(series=0) - 2).max() < 1e-9

# What a user does next: select by coordinate, and compare prediction and observation.
with xr.open_dataset(directory / "ragged-grid.h5") as grid, xr.open_dataset(directory / "data.h5") as data:
    assert np.allclose(grid["time"], np.linspace(0, 12, 25))
    start = grid["predicted"].sel(time=0.0)
    assert np.array_equal(start, data["values"].isel(time=0)), "a prediction starts at the first observation"
    assert list(grid["predicted"].attrs["names"]) == ["prey", "predators"]
with xr.open_dataset(directory / "ragged-same.h5") as same, xr.open_dataset(directory / "data.h5") as data:
    assert np.array_equal(same["observed"], data["values"], equal_nan=True)
    seen = np.arange(data.sizes["time"]) < data["length"].values[:, None]
    assert np.array_equal(np.isfinite(same["predicted"]).all("series"), seen)
# The run's own trajectories are those samples of the prediction, to the bit: each sample has steps of its own.
with xr.open_dataset(directory / "ragged-same.h5") as same, xr.open_dataset(directory / "ragged/trajectories.h5") as own:
    assert own.attrs["split"] == "validation" and 0 < own.sizes["sample"] < same.sizes["sample"]
    again = same["predicted"].sel(sample=own["sample"])
    assert np.array_equal(own["predicted"], again, equal_nan=True)
    assert np.isfinite(again).sum() > 50
