"""Checks that history.h5 of a run holds what its metrics.jsonl holds, number for number.

usage: history.py DIR STEPS

STEPS is how many steps there must be, or `all` for as many as the log has.
"""

import json
import math
import pathlib
import re
import sys

import h5py

directory = pathlib.Path(sys.argv[1])
records = [json.loads(line) for line in (directory / "metrics.jsonl").read_text().splitlines()]
steps = [record for record in records if "split" not in record]
evaluations = [record for record in records if "split" in record]
if sys.argv[2] != "all":
    assert len(steps) == int(sys.argv[2]), len(steps)


def same(found, wanted) -> bool:
    """Whether a number is that of the log, where one that is not finite is null."""
    return math.isnan(found) if wanted is None else found == wanted


with h5py.File(directory / "history.h5") as file:
    compared = 0
    for key in steps[0]:
        if key == "seconds":
            columns = [(f"seconds_{part}", [record[key][part] for record in steps]) for part in steps[0][key]]
        else:
            name = re.sub("([A-Z])", r"_\1", key).lower()
            columns = [(name, [record[key] for record in steps])]
        for name, wanted in columns:
            assert len(file[name]) == len(wanted) and all(map(same, file[name][:].tolist(), wanted)), name
            compared += 1
    assert compared >= 20
    if evaluations:
        for name, key in [("evaluation_step", "step"), ("evaluation_loss", "loss"), ("evaluation_nfe", "nfe")]:
            assert all(map(same, file[name][:].tolist(), [record[key] for record in evaluations])), name
            assert len(file[name]) == len(evaluations)
