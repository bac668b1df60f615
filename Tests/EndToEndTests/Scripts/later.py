"""Relates two files whose times or trajectories belong together.

usage: later.py FILE.h5 OTHER.h5 DELAY [--check | --falls]

Without a flag the data set FILE is copied to OTHER with its times DELAY later. With --check FILE and OTHER are predictions of
the two, and all that differs between them is that delay. With --falls FILE notes where the free fall of OTHER, which has
no events, passes 0.
"""

import shutil
import sys

import h5py
import numpy as np

first, second, delay = sys.argv[1], sys.argv[2], float(sys.argv[3])
if len(sys.argv) == 4:
    shutil.copy(first, second)
    # The copy has no seal: the file is cut where HDF5 ends it.
    with h5py.File(second, "r+") as file:
        file["time"][:] = file["time"][:] + delay
    with open(second, "rb+") as file:
        content = file.read()
        file.truncate(content.index(b"\nPATHLINE SHA256") if b"\nPATHLINE SHA256" in content else len(content))
elif sys.argv[4] == "--check":
    with h5py.File(first) as a, h5py.File(second) as b:
        assert (a["event_count"][:] >= 2).all()
        for name in a:
            shift = delay if name in ("time", "event_time") else 0
            assert np.allclose(a[name][:] + shift, b[name][:], rtol=0, atol=1e-9, equal_nan=True), name
else:
    with h5py.File(first) as a, h5py.File(second) as b:
        assert not [name for name in b if name.startswith("event")]
        assert (a["predicted"][:] == b["predicted"][:]).all(), "noting changes no bit"
        for row, (height, velocity) in enumerate(b["predicted"][:, 0]):
            assert a["event_count"][row] == 1
            speed = np.sqrt(velocity**2 + 2 * 9.81 * height)
            assert abs(a["event_time"][row, 0] - (velocity + speed) / 9.81) < 1e-9
            assert abs(a["event_after"][row, 0] - [0, -speed]).max() < 1e-8
            assert (a["event_before"][row] == a["event_after"][row]).all()
