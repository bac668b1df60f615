"""Gives a data set other names of series, or lets a checkpoint forget those it was trained on.

usage: names.py DATA COPY [NAME...]    without a name, takes the names away
       names.py --forget CHECKPOINT    and seals it again
"""

import hashlib
import pathlib
import sys

import h5py

first, second, *names = sys.argv[1:]
content = pathlib.Path(second if first == "--forget" else first).read_bytes()[:-103]
pathlib.Path(second).write_bytes(content)
with h5py.File(second, "r+") as file:
    if first == "--forget":
        assert file["series"][()].decode() == '["prey","predators"]', file["series"][()]
        del file["series"]
    else:
        del file["values"].attrs["names"]
        if names:
            file["values"].attrs["names"] = names
if first == "--forget":
    content = pathlib.Path(second).read_bytes()
    seal = f"\nPATHLINE SHA256 {hashlib.sha256(content).hexdigest()} {len(content):020d}\n"
    pathlib.Path(second).write_bytes(content + seal.encode())
