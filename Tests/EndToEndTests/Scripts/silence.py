"""Copies the parameters of a checkpoint with hidden units that are silent and have large outgoing weights of both signs.

usage: silence.py CHECKPOINT OUTPUT WEIGHT
"""

import sys

import h5py
import numpy as np

source, output, weight = sys.argv[1], sys.argv[2], float(sys.argv[3])
with h5py.File(source) as old, h5py.File(output, "w") as new:
    for name, array in old["parameters"].items():
        values = np.zeros(array.shape, array.dtype)
        if name == "layer1.weight":
            values[...] = weight
            values[:, 1::2] *= -1
        new["parameters/" + name] = values
