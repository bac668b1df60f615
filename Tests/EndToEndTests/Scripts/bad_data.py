"""Makes data sets with a fault each out of a good one.

usage: bad_data.py GOOD DIR    writes DIR/NAME.h5 for every fault
"""

import pathlib
import shutil
import sys

import h5py
import numpy as np

directory = pathlib.Path(sys.argv[2])
# Without the seal, as data from elsewhere: what is wrong is found by looking at the content.
content = pathlib.Path(sys.argv[1]).read_bytes()[:-103]
good = directory / "unsealed.h5"
good.write_bytes(content)


def variant(name):
    """Copies the good file and runs the decorated function on the copy."""

    def make(change):
        path = directory / f"{name}.h5"
        shutil.copy(good, path)
        with h5py.File(path, "r+") as file:
            change(file)

    return make


def replace(file, name, values):
    del file[name]
    file[name] = values


(directory / "empty.h5").write_bytes(b"")
(directory / "text.h5").write_bytes(b"time,x\n0,1\n" * 40)
for percent in 1, 50, 99:
    (directory / f"truncated-{percent}.h5").write_bytes(content[: len(content) * percent // 100])

# One bit within the stored numbers of each array.
with h5py.File(good) as file:
    for name in "values", "times", "mask", "length":
        chunk = file[name].id.get_chunk_info(0)
        flipped = bytearray(content)
        flipped[chunk.byte_offset + 24] ^= 1
        (directory / f"flipped-{name}.h5").write_bytes(flipped)


@variant("two-axes")
def _(file):
    replace(file, "values", file["values"][:, :, 0])


@variant("other-mask")
def _(file):
    replace(file, "mask", file["mask"][:, :-1])


@variant("integers")
def _(file):
    replace(file, "values", np.nan_to_num(file["values"][:]).astype("i4"))


@variant("half")
def _(file):
    replace(file, "values", file["values"][:].astype("f2"))


@variant("no-values")
def _(file):
    del file["values"]


@variant("no-time")
def _(file):
    del file["times"]


@variant("nan")
def _(file):
    values = file["values"][:]
    step = next(k for k in range(1, 5) if file["mask"][5, k, 1])
    values[5, step, 1] = np.nan
    file["values"][...] = values
    print(f"/values, sample 5, step {step}, series 1")


@variant("infinite-time")
def _(file):
    times = file["times"][:]
    times[4, 2] = np.inf
    file["times"][...] = times


@variant("repeated-time")
def _(file):
    times = file["times"][:]
    times[4, 3] = times[4, 2]
    file["times"][...] = times


@variant("falling-back")
def _(file):
    times = file["times"][:]
    times[4, 3], times[4, 4] = times[4, 4], times[4, 3]
    file["times"][...] = times


@variant("long")
def _(file):
    length = file["length"][:]
    length[3] = 11
    file["length"][...] = length


@variant("mask-two")
def _(file):
    mask = file["mask"][:]
    mask[2, 1, 0] = 2
    file["mask"][...] = mask


@variant("no-start")
def _(file):
    mask = file["mask"][:]
    mask[6, 0, 1] = 0
    file["mask"][...] = mask
