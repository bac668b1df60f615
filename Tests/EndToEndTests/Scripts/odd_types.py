"""Writes two HDF5 files with types and links that Pathline itself never writes, with a difference in each array.

usage: odd_types.py A B
"""

import sys

import h5py
import numpy as np

pair = np.dtype([("x", "f4"), ("n", "i2")])
for number, path in enumerate(sys.argv[1:]):
    with h5py.File(path, "w") as file:
        half = np.arange(12, dtype="f2").reshape(3, 4)
        half[1, 2] += number
        file["half"] = half
        pairs = np.zeros(5, dtype=pair)
        pairs["n"][3] = number
        file["pairs"] = pairs
        file["same"] = half * 0
        file["link"] = h5py.SoftLink("/half")
        file["elsewhere"] = h5py.ExternalLink("other.h5", "/x")
