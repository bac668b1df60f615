"""Writes the parameters of the linear field that is a ball's free flight, height' = velocity, velocity' = -9.81.

usage: flight.py FILE.h5 HEIGHT_SCALE VELOCITY_SCALE (the job's data.scale)
"""

import sys

import h5py
import numpy as np

height, velocity = float(sys.argv[2]), float(sys.argv[3])
with h5py.File(sys.argv[1], "w") as file:
    file["layer0.weight"] = np.array([[0.0, velocity / height], [0.0, 0.0]])
    file["layer0.bias"] = np.array([0.0, -9.81 / velocity])
