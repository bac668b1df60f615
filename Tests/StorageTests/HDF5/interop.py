"""Checks files written by the tests with other readers, and writes files as other tools do.

usage: interop.py check DIR    sample.h5, shared.h5 and ragged.h5 in DIR hold what the formulas here say
       interop.py write DIR    writes foreign files for the tests to read
       interop.py places DIR   writes places.h5, and to places.txt where rows 3 to 5 of its arrays lie

The formulas are stated again in the Swift tests; nothing is copied from one side to the other.
"""

import os
import shutil
import subprocess
import sys

import h5netcdf
import h5py
import netCDF4
import numpy as np
import xarray as xr


def check_sample(path):
    """One of every kind of object: ImageTests.sample."""
    y = np.arange(900, dtype=np.float32).reshape(300, 3)
    weight = 0.5 * np.arange(12.0).reshape(4, 3)

    with h5py.File(path) as f:
        assert f["y"].dtype == "<f4" and f["time"].dtype == "<f8" and f["net/steps"].dtype == "<i8"
        assert np.array_equal(f["y"][:], y) and np.array_equal(f["net/weight"][:], weight)
        assert f["y"].fletcher32 and f["net/steps"][()] == -7
        assert f["net/job"].asstr()[()] == '{ title: "\u03b1" }'
        assert [axis[0].name for axis in f["y"].dims] == ["/time", "/state"]
        assert f["net/weight"].dims[0][0].name == "/net/unit"
        assert f.attrs["Conventions"] == "CF-1.8" and list(f["y"].attrs["names"]) == ["a", "", "\u00e9"]
        assert f["net"].attrs["seed"] == 42 and f["net"].attrs["scales"].tolist() == [1.5, -2]

    with netCDF4.Dataset(path) as f:
        assert {n: len(d) for n, d in f.dimensions.items()} == {"time": 300, "state": 3}
        assert list(f.variables) == ["time", "y"], "in the order of creation, and no variable for a bare dimension"
        assert f["y"].dimensions == ("time", "state") and np.array_equal(f["y"][:], y)
        assert f["net/weight"].dimensions == ("unit", "state") and np.array_equal(f["net/weight"][:], weight)
        assert f["net/steps"][:] == -7 and f["net/job"][:] == '{ title: "\u03b1" }'
        assert f["time"].units == "s" and f["y"].names == ["a", "", "\u00e9"] and f.groups["net"].seed == 42

    with h5netcdf.File(path) as f:
        assert f["y"].dimensions == ("time", "state") and f["net/weight"].dimensions == ("unit", "state")

    for engine in "netcdf4", "h5netcdf":
        with xr.open_dataset(path, engine=engine) as d:
            assert dict(d.sizes) == {"time": 300, "state": 3} and list(d.coords) == ["time"]
            assert np.array_equal(d.time, np.arange(300) / 8) and np.array_equal(d.y, y)
            assert float(d.y.sel(time=10.0, state=2)) == 242
        with xr.open_datatree(path, engine=engine) as t:
            assert t["net/weight"].dims == ("unit", "state")

    check_dump(path)
    # Other tools can add to the file.
    copy = path + ".append"
    shutil.copy(path, copy)
    with netCDF4.Dataset(copy, "a") as f:
        f.createDimension("k", 2)
        f.createVariable("added", "f8", ("time", "k"))[:] = 1
        f.title = "more"
    with xr.open_dataset(copy) as d:
        assert float(d.added.sum()) == 600 and np.array_equal(d.y, y)
    shutil.copy(path, copy)
    with h5py.File(copy, "a") as f:
        f["more"] = np.arange(5)
    # In place and of the same length: only a seal can tell.
    copy = path + ".edited"
    shutil.copy(path, copy)
    with h5py.File(copy, "a") as f:
        f["y"][0, 0] = 1


def check_dump(path):
    """The command line tools of the system's HDF5."""
    dump = subprocess.run(["h5dump", "-H", path], capture_output=True, text=True)
    assert dump.returncode == 0 and 'DATASET "time"' in dump.stdout, dump.stderr
    assert subprocess.run(["h5dump", path], capture_output=True).returncode == 0


def check_shared(path):
    """SeriesTests.shared: 7 samples at 5 shared times, 2 series, without gaps."""
    sample, time, series = np.meshgrid(np.arange(7), np.arange(5), np.arange(2), indexing="ij")
    values = (100 * sample + 10 * time + series).astype(np.float32)
    for engine in "netcdf4", "h5netcdf":
        with xr.open_dataset(path, engine=engine) as d:
            assert d["values"].dims == ("sample", "time", "series") and d["values"].dtype == np.float32
            assert np.array_equal(d["values"], values) and np.array_equal(d.time, 0.5 * np.arange(5))
            assert d.time.units == "1" and d.attrs["pathline_kind"] == "series" and d.attrs["title"] == "counts"
            assert list(d["values"].attrs["names"]) == ["x", "v"]
            assert set(d.variables) == {"values", "time"}
    with netCDF4.Dataset(path) as f:
        assert {n: len(d) for n, d in f.dimensions.items()} == {"sample": 7, "time": 5, "series": 2}
    check_dump(path)


def check_ragged(path):
    """SeriesTests.ragged: own times, lengths and gaps."""
    length = np.array([6, 1, 4, 5])
    sample, time, series = np.meshgrid(np.arange(4), np.arange(6), np.arange(3), indexing="ij")
    mask = ((sample + 2 * time + series) % 4 != 3) | (time == 0)
    seen = mask & (time < length[:, None, None])
    values = np.where(seen, sample - 0.25 * time + 7 * series, np.nan)
    times = np.where(np.arange(6) < length[:, None], 3 * np.arange(4)[:, None] + 0.125 * np.arange(6) ** 2, np.nan)
    for engine in "netcdf4", "h5netcdf":
        with xr.open_dataset(path, engine=engine) as d:
            assert d["values"].dtype == np.float64 and np.array_equal(d["values"], values, equal_nan=True)
            assert d.times.dims == ("sample", "time") and np.array_equal(d.times, times, equal_nan=True)
            assert d.times.units == "s" and "times" in d["values"].coords
            assert np.array_equal(d.length, length) and np.array_equal(d["mask"], mask)
            assert np.array_equal(d["mask"].where(d["mask"] == 0, 1), mask) and d["mask"].dtype == np.uint8
    check_dump(path)


def write_kinds(path):
    """Every type other tools may choose."""
    with h5py.File(path, "w") as f:
        n = np.arange(6)
        f["big"] = (n * 1.5).astype(">f4").reshape(2, 3)
        f["big64"] = (n - 2).astype(">i8")
        for kind in "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8":
            f[kind] = n.astype("<" + kind)
        f["bool"] = n % 2 == 1
        f["half"] = n.astype("f2")
        f["complex"] = n.astype("c16")
        f["compound"] = np.zeros(2, dtype=[("a", "f4"), ("b", "i4")])
        f["variable"] = np.array(["one", "", "tw\u00f6"], dtype=h5py.string_dtype())
        f.create_dataset("unwritten", (2,), h5py.string_dtype())
        f["fixed"] = np.array([b"one", b"", "tw\u00f6".encode()], dtype=h5py.string_dtype(length=5))
        f["ascii"] = np.array([b"ab", b"abcde"], dtype="S5")
        f["latin"] = np.array([b"\xe9"], dtype="S2")
        f["empty"] = np.zeros((0, 3))
        f["null"] = h5py.Empty("f8")
        f.create_dataset("packed", data=n.astype("f8"), chunks=(4,), compression="gzip", shuffle=True)
        f.create_dataset("rows", data=np.arange(5000.0).reshape(100, 50), chunks=(7, 11), fletcher32=True)
        f.create_dataset("foreign", data=n.astype("f8"), chunks=(4,))
        layout = h5py.VirtualLayout(shape=(6,), dtype="f8")
        layout[:] = h5py.VirtualSource("elsewhere.h5", "x", shape=(6,))
        f.create_virtual_dataset("virtual", layout)
        f.create_dataset("external", (6,), "f8", external=[(os.path.join(os.path.dirname(path), "raw"), 0, 48)])
        f["dangling"] = h5py.SoftLink("/nowhere")
        space = h5py.h5t.C_S1.copy()
        space.set_size(4)
        space.set_strpad(h5py.h5t.STR_SPACEPAD)
        h5py.h5d.create(f.id, b"space", space, h5py.h5s.create_simple((2,))).write(
            h5py.h5s.ALL, h5py.h5s.ALL, np.array([b"ab  ", b" c  "], dtype="S4"), space)
        f.attrs["text"] = "tw\u00f6"
        f.attrs["bytes"] = np.bytes_("abc")
        f.attrs["nothing"] = ""
        f.attrs["list"] = ["a", "bc"]
        f.attrs["small"] = np.int8(-3)
        f.attrs["huge"] = np.uint64(2**63)
        f.attrs["large"] = np.uint64(2**63 - 1)
        f.attrs["single"] = np.float32(0.5)
        f.attrs["half"] = np.float16(0.5)
        f.attrs["several"] = np.arange(3)


def write_user_block(path):
    """A file that starts with 1024 bytes of the user's own."""
    with h5py.File(path, "w", userblock_size=1024) as f:
        f["x"] = np.arange(4.0)
    with open(path, "r+b") as f:
        f.write(b"#!/bin/sh\n")


def write_series(directory):
    """Data sets as a user would write them with h5py or xarray."""
    n, steps, series = 30, 20, 2
    i, j, k = np.meshgrid(np.arange(n), np.arange(steps), np.arange(series), indexing="ij")
    values = i + 0.5 * j - k
    mask = (i + j + k) % 3 > 0
    with h5py.File(os.path.join(directory, "h5py.h5"), "w") as f:
        f.create_dataset("values", data=np.where(mask, values, np.nan), chunks=(4, 7, 1), compression="gzip")
        f["times"] = (0.1 * j[:, :, 0] + i[:, :, 0]).astype("f4")
        f["mask"] = mask
        f["length"] = 1 + np.arange(n) % steps
        f["values"].attrs["names"] = "alpha, beta"
    data = xr.Dataset(
        {"values": (("sample", "time", "series"), values.astype("f4"))}, coords={"time": -np.arange(float(steps))})
    data["values"].encoding["_FillValue"] = None
    data.to_netcdf(os.path.join(directory, "xarray.nc"), engine="netcdf4")


def write_places(directory):
    """In places.txt: array, first byte, length of every run of bytes that rows 3, 4 and 5 take."""
    x = np.arange(7 * 5, dtype="<f8").reshape(7, 5)
    with h5py.File(os.path.join(directory, "places.h5"), "w") as f, \
            open(os.path.join(directory, "places.txt"), "w") as out:
        whole = f.create_dataset("whole", data=x)
        out.write(f"whole {whole.id.get_offset() + 3 * 40} {3 * 40}\n")
        sparse = f.create_dataset("sparse", (7, 5), "<f8", chunks=(2, 3))
        sparse[4:, :] = x[4:, :]
        f.create_dataset("packed", data=x, chunks=(2, 3), compression="gzip", shuffle=True)
        f.create_dataset("vector", data=np.arange(7, dtype="<f4"), chunks=(4,))
        f.create_dataset("unwritten", (7, 2), "<f8")
        f.flush()
        for name in "sparse", "packed", "vector":
            array = f[name].id
            for index in range(array.get_num_chunks()):
                chunk = array.get_chunk_info(index)
                if chunk.chunk_offset[0] < 6 and chunk.chunk_offset[0] + f[name].chunks[0] > 3:
                    out.write(f"{name} {chunk.byte_offset} {chunk.size}\n")


def main():
    command, directory = sys.argv[1:]
    if command == "check":
        check_sample(os.path.join(directory, "sample.h5"))
        check_shared(os.path.join(directory, "shared.h5"))
        check_ragged(os.path.join(directory, "ragged.h5"))
    elif command == "write":
        write_kinds(os.path.join(directory, "kinds.h5"))
        write_user_block(os.path.join(directory, "block.h5"))
        write_series(directory)
    elif command == "places":
        write_places(directory)
    else:
        sys.exit(f"unknown command {command}")


main()
