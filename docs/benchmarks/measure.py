#!/usr/bin/env python3
"""Measures Pathline alone: kernels, solver, exchange, files, start-up, where the time of a step goes, and how it grows.

Usage: docs/benchmarks/measure.py PATHLINE --output DIR [--v3 PATHLINE_V3] [--quick]
Writes DIR/measure.json, which docs/benchmarks/report.py turns into figures and tables. Needs h5py and numpy, mpirun, perf for
the shares of time, and valgrind for the counts of instructions, together with a build for an older CPU, PATHLINE_V3, because
valgrind 3.19 knows no AVX-512. What cannot be measured is said and left out.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "peers"))
import common  # noqa: E402
from w1_spiral import Spiral  # noqa: E402
from w1b_spiral_large import SpiralLarge  # noqa: E402

ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}

# The training steps that are looked into: file, options of `bench train`.
WORK = {
    "W1 dopri5 discrete": ("w1", []),
    "W1 dopri5 backsolve": ("w1", ["--gradient", "backsolve"]),
    "W1b dopri5 discrete": ("w1b", []),
    "W1b rk4 discrete": ("w1b", ["--method", "rk4-38"]),
    "W1b dopri5 backsolve": ("w1b", ["--gradient", "backsolve"]),
}

# Parts of a step by the names of functions, first match wins.
PARTS = [
    ("products", r"affine|MatrixProduct|OuterProduct|[rR]owSums"),
    ("activation", r"ElementwiseFunction|WholePower|activate|8multiply__|5power"),
    ("stage sums", r"WeightedSum|stageSum|TermSum|ScaledNorm|[sS]quares|ColumnDots|Elementwise"),
    ("exact sum and update", r"Exactly|ExactSum|LimbArray|OptimizerKernels|RMSprop"),
]


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=True, **more).stdout


def table(pathline, name, *options, ranks=None):
    launch = ["mpirun", "--oversubscribe", "-np", str(ranks)] if ranks else []
    return json.loads([line for line in run([*launch, pathline, "bench", name, *options, "--json"]).splitlines()
                       if line.startswith("{")][-1])["rows"]


def train(pathline, file, *options, iters, warmup=2, ranks=None):
    launch = ["mpirun", "--oversubscribe", "-np", str(ranks)] if ranks else []
    lines = run([*launch, pathline, "bench", "train", "--from", str(file), "--iters", str(iters), "--warmup", str(warmup),
                 *options]).splitlines()
    return json.loads([line for line in lines if line.startswith("{")][-1])


def export(folder, name, batches, base=SpiralLarge, **change):
    """A workload with some of its numbers changed, without results of peers."""
    path = folder / f"{name}.h5"
    path.unlink(missing_ok=True)
    workload = type(base.__name__, (base,), change)()
    common.export(workload, argparse.Namespace(warmup=0, iters=batches, rtol=None, atol=None), str(path))
    return path


def startup(options):
    """Seconds from the start of a process to its end: of one that prints its version, and of one that trains one step."""
    def median(command):
        times = []
        for _ in range(5 if options.quick else 21):
            start = time.monotonic()
            run(command)
            times.append(time.monotonic() - start)
        return dict(median=statistics.median(times), lowest=min(times))
    step = [options.pathline, "bench", "train", "--from", str(options.output / "w1.h5"), "--iters", "1", "--warmup", "0"]
    return dict(version=median([options.pathline, "--version"]), one_step=median(step))


def shares(options):
    """The share of CPU time by part of a step, from samples of the program counter.

    Only the program itself and the C library are counted: loading libraries and reading files happens before the first step.
    """
    if not shutil.which("perf"):
        print("perf is not installed: no shares of time", file=sys.stderr)
        return {}
    found = {}
    data = options.output / "perf.data"
    for work, (file, words) in WORK.items():
        iters = {"w1": 2900, "w1b": 25}[file] // (4 if options.quick else 1)
        path = options.output / (file + ("-long.h5" if file == "w1" else ".h5"))
        command = [options.pathline, "bench", "train", "--from", str(path), "--iters", str(iters), "--warmup", "1", *words]
        run(["perf", "record", "-q", "-F", "5000", "-e", "cpu-clock", "-o", str(data), *command])
        report = run(["perf", "report", "-i", str(data), "--stdio", "--no-children", "-F", "sample,dso,symbol", "-t", "|"])
        counts = {part: 0 for part, _ in PARTS} | {"rest": 0}
        for line in report.splitlines():
            fields = [field.strip() for field in line.split("|")]
            if line.startswith("#") or len(fields) < 3 or not re.match(r"pathline|libc\.", fields[1]):
                continue
            symbol = fields[2]
            if re.search(r"PeerFile|PeerSpec|JSON5", symbol):
                continue
            part = next((part for part, pattern in PARTS if re.search(pattern, symbol)), "rest")
            counts[part] += int(fields[0])
        total = sum(counts.values())
        found[work] = {part: count / total for part, count in counts.items()} if total else {}
    data.unlink(missing_ok=True)
    return found


def rates(options, peak):
    """Products of a training step over its time, next to the rate of multiply-adds.

    A step evaluates the field `nfe_fwd` times; each evaluation's products are done once forward and twice backward (for the
    state and for the weights). What is computed again to save memory, rejected steps and the evaluations that choose the
    first step are not work, so fixed steps alone are counted here.
    """
    found = {}
    for dtype in "float32", "float64":
        words = [*WORK["W1b rk4 discrete"][1], "--dtype", dtype]
        report = train(options.pathline, options.output / "w1b.h5", *words, iters=6 if options.quick else 20)
        sizes = SpiralLarge.SIZES
        operations = 3 * 2 * report["batch"] * report["nfe_fwd"] * sum(a * b for a, b in zip(sizes, sizes[1:]))
        found[dtype] = dict(gigaflops=operations / report["step_median_s"] * 1e-9, peak=peak[dtype],
                            gigaflops_cpu=operations / report["cpu_median_s"] * 1e-9,
                            step_s=report["step_median_s"], operations=operations)
    return found


def instructions(options):
    """Instructions of one training step: what 3 steps take more than 1, over 2; the same on every run."""
    if not options.v3 or not shutil.which("valgrind"):
        print("valgrind or --v3 is missing: no instructions per step", file=sys.stderr)
        return {}
    found = {}
    # valgrind 3.19 gives up on the debug information that Swift writes.
    program = str(options.output / "pathline-v3")
    subprocess.run(["strip", "--strip-debug", "-o", program, options.v3], check=True)

    def count(steps, words):
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, "bench", "train", "--from",
                   str(options.output / words[0]), "--iters", str(steps), "--warmup", "0", *words[1:]]
        outcome = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=True)
        return int(re.search(r"Collected : (\d+)", outcome.stderr).group(1))
    for work, (file, words) in WORK.items():
        for dtype in "float32", "float64":
            # W1b takes minutes under valgrind.
            if file == "w1b" or options.quick and dtype == "float64":
                continue
            words_of = [file + ".h5", *words, "--dtype", dtype]
            found[f"{work} {dtype}"] = (count(3, words_of) - count(1, words_of)) // 2
    return found


def growth(options):
    """Seconds of a training step as one number of W1b changes, 3/8 rule, float32, one rank; and over ranks.

    Wall and CPU time of the median step. The base is a batch of 256 windows of 10 observations in groups of 64, two hidden
    layers of 64 units.
    """
    iters = 5 if options.quick else 15
    base = dict(SIZES=[2, 64, 64, 2], BATCH=256)
    group = ["--group", "64", "--method", "rk4-38"]

    def point(value, path, words, ranks=None):
        report = train(options.pathline, path, *words, iters=iters, ranks=ranks)
        return dict(value=value, step_s=report["step_median_s"], cpu_s=report["cpu_median_s"])

    def series(name, values, change, words=lambda value: group):
        return [point(v, export(options.output, "growth", iters + 2, **{**base, **change(v)}), words(v)) for v in values]

    found = {
        "batch": series("batch", [16, 64, 256, 1024, 4096], lambda v: dict(BATCH=v)),
        "width": series("width", [8, 16, 32, 64, 128, 256, 512], lambda v: dict(SIZES=[2, v, v, 2])),
        "depth": series("depth", [1, 2, 4, 8], lambda v: dict(SIZES=[2] + [64] * v + [2])),
        "steps": series("steps", [1, 3, 9, 27, 81], lambda v: dict(BT=v + 1)),
        "samples of a group": series("samples", [16, 32, 64, 128, 256], lambda v: {},
                                     lambda v: ["--group", str(v), "--method", "rk4-38"]),
    }
    path = export(options.output, "growth", iters + 2, **base)
    found["ranks"] = [point(ranks, path, group, ranks) for ranks in range(1, (os.cpu_count() or 1) + 1)]
    (options.output / "growth.h5").unlink(missing_ok=True)
    return found


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("pathline", help="the program, as .build/release/pathline")
    p.add_argument("--output", type=Path, required=True, help="directory for measure.json")
    p.add_argument("--v3", help="a build of the program with PATHLINE_MARCH=x86-64-v3, for valgrind")
    p.add_argument("--quick", action="store_true", help="fewer steps and cases")
    options = p.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    options.pathline = str(Path(options.pathline).resolve())
    for name, batches, base in ("w1", 60, Spiral), ("w1b", 60, SpiralLarge), ("w1-long", 2901, Spiral):
        if not (options.output / f"{name}.h5").exists():
            export(options.output, name, batches, base)
    result = dict(quick=options.quick, load=os.getloadavg()[0], cpus=os.cpu_count(), date=time.strftime("%Y-%m-%d"))
    store = options.output / "measure.json"

    def add(name, value):
        result[name] = value
        result["load"] = max(result["load"], os.getloadavg()[0])
        store.write_text(json.dumps(result, indent=1) + "\n")
        print(name, "measured", flush=True)
    add("startup", startup(options))
    add("kernels", table(options.pathline, "kernels"))
    peak = {row["dtype"]: row["limit"] for row in result["kernels"] if row["unit"] == "GF/s"}
    add("rates", rates(options, peak))
    add("shares", shares(options))
    add("solver", table(options.pathline, "solver"))
    add("allreduce", table(options.pathline, "allreduce", ranks=2))
    add("io", table(options.pathline, "io", "--directory", str(options.output)))
    add("growth", growth(options))
    add("instructions", instructions(options))


if __name__ == "__main__":
    main()
