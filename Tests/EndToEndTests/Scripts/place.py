"""Prints where in a file the numbers of an array begin.

usage: place.py FILE ARRAY
"""

import sys

import h5py

with h5py.File(sys.argv[1]) as file:
    array = file[sys.argv[2]].id
    print(array.get_offset() or array.get_chunk_info(0).byte_offset)
