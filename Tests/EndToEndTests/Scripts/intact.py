"""Checks that every file of a run directory is complete.

usage: intact.py DIR

Checkpoints end with a footer that holds the SHA-256 of what is before it; this reads it as docs/file-formats.md says.
"""

import hashlib
import json
import pathlib
import re
import sys

import h5py

directory = pathlib.Path(sys.argv[1])
checkpoints = sorted(directory.glob("checkpoints/*.h5"))
steps = [path for path in checkpoints if path.name.startswith("step-")]
assert steps, "no checkpoint"
for path in checkpoints:
    content = path.read_bytes()
    footer = re.fullmatch(rb"\nPATHLINE SHA256 ([0-9a-f]{64}) ([0-9]{20})\n", content[-103:])
    assert footer, f"{path} has no footer"
    body = content[: int(footer[2])]
    assert len(body) == len(content) - 103 and hashlib.sha256(body).hexdigest() == footer[1].decode(), path
    with h5py.File(path) as file:
        assert file.attrs["pathline_kind"] in ("checkpoint", "parameters")
        if path in steps:
            assert path.name == f"step-{file.attrs['step']:08d}.h5"
latest = directory / "latest"
if latest.exists():
    assert latest.read_text().strip() in {f"checkpoints/{path.name}" for path in steps}
else:
    assert len(steps) == 1, "only a kill between the first checkpoint and `latest` leaves none"
lines = (directory / "metrics.jsonl").read_text().split("\n")
records = [json.loads(line) for line in lines[:-1]]
done = [record["step"] for record in records if "split" not in record]
assert done == list(range(1, len(done) + 1)) and done[-1] >= int(steps[-1].stem[5:])
if (directory / "history.h5").exists():
    with h5py.File(directory / "history.h5") as file:
        assert list(file["step"]) == list(range(1, len(file["step"]) + 1))
        assert file["step"][-1] >= int(steps[-1].stem[5:])
