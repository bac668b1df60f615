"""Writes data sets as other programs do, with traps that the conventions of netCDF and of HDF5 hold.

usage: strangers.py DIR

Every file holds the same 20 samples of 20 times and 2 series, as `plain.h5` does; the equal lengths let axes in another
order pass for the right ones.
"""

import os
import sys

import h5py
import numpy as np
import xarray as xr

os.chdir(sys.argv[1])
random = np.random.default_rng(0)
time = np.linspace(0.0, 1.0, 20)
values = np.cos(2.0 * time[None, :, None] + random.uniform(0.0, 6.0, size=(20, 1, 2)))
missing = values.copy()
missing[3, 7, 1] = np.nan
mask = np.isfinite(missing).astype("uint8")
order = ("sample", "time", "series")


def write(name, values=values, dims=order, time=time, encoding=None, **variables):
    """A netCDF file by xarray; a variable is a pair of dimensions and values."""
    content = {"values": (dims, values)} | variables
    if time is not None:
        content["time"] = ("time", time)
    xr.Dataset(content).to_netcdf(name, encoding=encoding or {})


def plain(name, values=values, time=time, **options):
    """An HDF5 file by h5py."""
    with h5py.File(name, "w", **options) as file:
        file["values"] = values
        file["values"].attrs["names"] = ["alpha", "beta"]
        if time is not None:
            file["time"] = time


plain("plain.h5")
write("xarray.h5")
write("fill-unused.h5", encoding={"values": {"_FillValue": -9999.0}})
write("fill-masked.h5", missing, mask=(order, mask), encoding={"values": {"_FillValue": -9999.0}})
write("unscaled.h5", encoding={"values": {"scale_factor": 1.0, "add_offset": 0.0}})
own = np.tile(time, (20, 1))
write("own-times.h5", time=None, times=(order[:2], own), length=("sample", np.full(20, 18)))
write("other-names.h5", dims=("trajectory", "time", "variable"))

write("fill.h5", missing, encoding={"values": {"_FillValue": -9999.0}})
write("fill-single.h5", missing, encoding={"values": {"_FillValue": 1e20, "dtype": "float32"}})
gap = own.copy()
gap[4, 5] = np.nan
write("fill-times.h5", time=None, times=(order[:2], gap), encoding={"times": {"_FillValue": 0.25}})
write("fill-length.h5", length=("sample", np.where(np.arange(20) == 6, np.nan, 18.0)),
      encoding={"length": {"_FillValue": 20, "dtype": "int64"}})
write("fill-mask.h5", mask=(order, mask), encoding={"mask": {"_FillValue": 1}})
with h5py.File("missing-value.h5", "w") as file:
    file["values"] = np.where(mask, values, -1e30)
    file["values"].attrs["missing_value"] = -1e30
    file["time"] = time
write("scaled.h5", encoding={"values": {"scale_factor": 0.5, "dtype": "float32"}})
write("offset.h5", encoding={"values": {"add_offset": 5.0, "dtype": "float32"}})
write("packed.h5", encoding={"values": {"scale_factor": 1e-3, "dtype": "int16"}})
write("scaled-time.h5", encoding={"time": {"scale_factor": 0.5, "dtype": "float32"}})
write("swapped.h5", dims=("time", "sample", "series"))
write("swapped-mask.h5", mask=(("time", "sample", "series"), mask))
write("swapped-times.h5", time=None, times=(("time", "sample"), own))
with h5py.File("wrong-time.h5", "w") as file:
    file["values"] = values
    file["time"] = time
    for axis, name in enumerate(("time_axis", "id", "variable")):
        file[name] = np.arange(values.shape[axis])
        file[name].make_scale(name)
        file["values"].dims[axis].attach_scale(file[name])
    file["time"].dims[0].attach_scale(file["time_axis"])

plain("no-time.h5", time=None)
plain("integers.h5", (1000 * values).astype("int32"))
with h5py.File("newest.h5", "w", libver="latest") as file:
    # Filtered chunks: HDF5 2.0 describes them in a way that 1.10 does not read.
    file.create_dataset("values", data=values, chunks=(1, 20, 2), compression="gzip")
    file["time"] = time
