"""Changes one parameter of a checkpoint to the next number of its type, and seals the file again.

usage: nudge.py CHECKPOINT ARRAY [FACTOR]    with a factor, multiplies the whole array instead
"""

import hashlib
import sys

import h5py
import numpy as np

path, name, *factor = sys.argv[1:]
with open(path, "r+b") as file:
    file.truncate(len(file.read()) - 103)
with h5py.File(path, "r+") as file:
    array = file[name]
    values = array[...]
    if factor:
        values *= float(factor[0])
    else:
        values.flat[3] = np.nextafter(values.flat[3], np.inf, dtype=values.dtype)
    array[...] = values
with open(path, "r+b") as file:
    content = file.read()
    file.write(f"\nPATHLINE SHA256 {hashlib.sha256(content).hexdigest()} {len(content):020d}\n".encode())
