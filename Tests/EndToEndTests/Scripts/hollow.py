"""Writes a data set of many samples that takes no room on the disk: zeros that were never written.

usage: hollow.py FILE SAMPLES
"""

import sys

import h5py

with h5py.File(sys.argv[1], "w") as file:
    file["time"] = [0.0, 1.0]
    file.create_dataset("values", (int(sys.argv[2]), 2, 1), "f4", chunks=(1 << 16, 2, 1), fillvalue=0)
