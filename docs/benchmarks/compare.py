#!/usr/bin/env python3
"""Runs Pathline and the programs it is compared with on the same work, in turn, and writes a table and a chart of ratios.

Usage: docs/benchmarks/compare.py PATHLINE --output DIR [--rounds N] [--rows REGEX] [--quick]
Needs the packages of docs/benchmarks/requirements.txt, and mpirun for the rows of two ranks.

Every program starts from the data, batches and initial weights in one file and uses one thread (or one per rank). Within a
round all programs of a row run one after the other; a ratio is the peer's median step over Pathline's in the same round, so
that what else the machine does meets both. The table gives the median ratio of the rounds and its range. Each peer is
started once per row and repeats the same steps from the initial weights in every round; importing and compiling is not
counted. Pathline is started anew each time.

A program that fails is named in the table and the rest goes on. DIR/compare.json is written after every row; a later run with
the same DIR does the rows that are missing, or all with --again.
"""

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
THREADS = {v: "1" for v in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
ENVIRONMENT = {**os.environ, **THREADS, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
LIMIT = 300  # seconds for one answer of one program

# name, script, file, steps measured in a round, options of the scripts, options of pathline, libraries. The backward solves
# of all programs judge their steps by the state and its adjoint: `--adjoint-norm semi` is what Pathline does, and faster
# for the peers than their default, which counts every parameter too.
ROWS = [
    ("W1 discrete", "w1_spiral.py", "w1", 40, [], [], ["torchdiffeq", "diffrax", "torchode"]),
    ("W1 backsolve", "w1_spiral.py", "w1", 15, ["--grad", "adjoint", "--adjoint-norm", "semi"],
     ["--gradient", "backsolve"], ["torchdiffeq", "diffrax", "torchode"]),
    ("W1b dopri5 discrete", "w1b_spiral_large.py", "w1b", 8, [], [], ["torchdiffeq", "diffrax", "torchode"]),
    ("W1b rk4 discrete", "w1b_spiral_large.py", "w1b", 8, ["--method", "rk4"], ["--method", "rk4-38"],
     ["torchdiffeq", "diffrax"]),
    ("W1b dopri5 backsolve", "w1b_spiral_large.py", "w1b", 6, ["--grad", "adjoint", "--adjoint-norm", "semi"],
     ["--gradient", "backsolve"], ["torchdiffeq", "diffrax"]),
]
WARMUP = {"w1": 3, "w1b": 2}
BATCHES = 60  # in each file: the most steps of any row
# Seconds of a round per program of a quiet machine, for the estimate: (W1 discrete, W1 backsolve, ...), float64 twice that.
ROUND_SECONDS = {"W1 discrete": 1.2, "W1 backsolve": 3, "W1b dopri5 discrete": 2.5, "W1b rk4 discrete": 1.8,
                 "W1b dopri5 backsolve": 4}
START_SECONDS = 5  # to import and compile one peer
RANKS_SECONDS = 26  # a round of a row of two ranks


class Failure(Exception):
    """A program that did not do its work."""


class Peer:
    """A script that stays and repeats its run when asked."""

    def __init__(self, label, command):
        self.label = label
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True, env=ENVIRONMENT,
            start_new_session=True)

    def run(self):
        try:
            self.process.stdin.write("again\n")
            self.process.stdin.flush()
        except OSError:
            raise Failure(self.reason("has ended")) from None
        timer = threading.Timer(LIMIT, self.kill)
        timer.start()
        try:
            line = self.process.stdout.readline()
        finally:
            timer.cancel()
        if not line:
            raise Failure(self.reason("gave no figures"))
        return json.loads(line)

    def reason(self, what):
        self.errors.seek(0)
        lines = [line for line in self.errors.read().splitlines() if line.strip()]
        return f"{self.label} {what}: {lines[-1] if lines else 'no message'}"

    def kill(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def close(self):
        try:
            self.process.stdin.close()
            self.process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            self.kill()
            self.process.wait()


def once(label, command, fatal=None):
    """The one line of JSON that a program prints; code 5 of pathline means that losses differ, and is told in the line."""
    try:
        outcome = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        raise Failure(f"{label} took more than {LIMIT} s") from None
    lines = [line for line in outcome.stdout.splitlines() if line.startswith("{")]
    if outcome.returncode not in (0, 5) or not lines:
        message = (outcome.stderr.strip().splitlines() or ["no message"])[-1]
        raise Failure(f"{label} ended with code {outcome.returncode}: {message}")
    return json.loads(lines[-1])


def spread(values):
    return dict(median=statistics.median(values), lowest=min(values), highest=max(values))


def compare_row(options, row, dtype):
    name, script, file, iters, peer_options, own_options, libraries = row
    if options.quick:
        iters = max(3, iters // 4)
    path = options.output / f"{file}.h5"
    counts = ["--iters", str(iters), "--warmup", str(WARMUP[file])]
    own = [options.pathline, "bench", "train", "--from", str(path), "--dtype", dtype, *counts, *own_options]
    result = dict(row=name, dtype=dtype, rounds=options.rounds, iters=iters, programs={}, failures=[])
    peers = []
    try:
        for library in libraries:
            command = [sys.executable, str(HERE / "peers" / script), "--serve", "--lib", library, "--dtype", dtype,
                       "--export", str(path), *counts, *peer_options]
            peer = Peer(library, command)
            peers.append(peer)
            try:
                peer.run()  # not counted: imports, compiles, and leaves its losses in the file
            except Failure as failure:
                result["failures"].append(str(failure))
                peer.close()
                peers.remove(peer)
        runs = {p.label: [] for p in peers}
        runs["pathline"] = []
        for _ in range(options.rounds):
            for label, run in [("pathline", lambda: once("pathline", own))] + [(p.label, p.run) for p in list(peers)]:
                if label not in runs:
                    continue
                try:
                    runs[label].append(run())
                except Failure as failure:
                    result["failures"].append(str(failure))
                    del runs[label]
    finally:
        for peer in peers:
            peer.close()
    summarise(result, runs)
    return result


def summarise(result, runs):
    for label, reports in runs.items():
        if reports:
            result["programs"][label] = dict(
                step_s=spread([r["step_median_s"] for r in reports]), cpu_s=spread([r["cpu_median_s"] for r in reports]),
                rss_peak_mb=max(r["rss_peak_mb"] for r in reports), nfe_fwd=reports[-1]["nfe_fwd"],
                nfe_bwd=reports[-1]["nfe_bwd"], loss_first=reports[-1]["loss_first"], loss_final=reports[-1]["loss_final"])
    own = runs.get("pathline")
    if not own:
        return
    result["agreement"] = own[-1]["peers"]
    result["ratios"] = {
        label: dict(
            wall=spread([r["step_median_s"] / o["step_median_s"] for r, o in zip(reports, own)]),
            cpu=spread([r["cpu_median_s"] / o["cpu_median_s"] for r, o in zip(reports, own)]))
        for label, reports in runs.items() if label != "pathline" and reports}


def compare_ranks(options, method, dtype):
    """Two ranks against one, here and under torch DistributedDataParallel, on the batches of W1b.

    `halves` cuts the batch of 1024 as DDP does: one rank solves it whole, two ranks solve halves that choose their own steps.
    `same work` cuts it into two groups of 512 on one rank too, and then the losses of one and two ranks must be equal to the
    last bit.
    """
    iters = 5 if options.quick else 12
    path = options.output / "w1b.h5"
    own = ["bench", "train", "--from", str(path), "--dtype", dtype, "--iters", str(iters), "--warmup", "2", "--method",
           "rk4-38" if method == "rk4" else method]
    result = dict(row=f"W1b {method} two ranks", dtype=dtype, rounds=options.rounds, iters=iters, failures=[], scaling={})
    mpirun = ["mpirun", "--oversubscribe", "-np"]
    programs = {
        "pathline, halves": lambda n: once("pathline", [*mpirun, str(n), options.pathline, *own]),
        "pathline, same work": lambda n: once("pathline", [*mpirun, str(n), options.pathline, *own, "--group", "512"]),
        "torch DDP": lambda n: once("torch DDP", [
            sys.executable, str(HERE / "peers" / "w5_ddp.py"), "--procs", str(n), "--dtype", dtype, "--method", method,
            "--iters", str(iters), "--warmup", "2"]),
    }
    runs = {label: [] for label in programs}
    for _ in range(options.rounds):
        for label in list(runs):
            try:
                runs[label].append((programs[label](1), programs[label](2)))
            except Failure as failure:
                result["failures"].append(str(failure))
                del runs[label]
    for label, pairs in runs.items():
        if pairs:
            result["scaling"][label] = dict(
                speedup=spread([one["step_median_s"] / two["step_median_s"] for one, two in pairs]),
                one_s=spread([one["step_median_s"] for one, _ in pairs]),
                two_s=spread([two["step_median_s"] for _, two in pairs]))
    same = runs.get("pathline, same work")
    if same:
        result["same_bits"] = all(one["loss_final"] == two["loss_final"] for one, two in same)
    return result


def milliseconds(value):
    return f"{value * 1e3:.3g}"


def ranged(value, digits=3):
    return f"{value['median']:.{digits}g} ({value['lowest']:.{digits}g} to {value['highest']:.{digits}g})"


def markdown(results, machine):
    lines = [f"Measured on {machine}.", "",
             "| work | type | program | step, ms | peer / Pathline | CPU time, ms | peer / Pathline | peak MB | evaluations "
             "| losses differ by |", "|---|---|---|---|---|---|---|---|---|---|"]
    for r in results:
        if "scaling" in r:
            continue
        agreement = {a["lib"]: a for a in r.get("agreement", [])}
        for label in sorted(r["programs"], key=lambda p: r["programs"][p]["step_s"]["median"]):
            p = r["programs"][label]
            ratio = r.get("ratios", {}).get(label)
            a = agreement.get(label)
            note = "" if a is None else f"{a['loss_difference']:.1e}" + ("" if a["agrees"] else " (too much)")
            lines.append(
                f"| {r['row']} | {r['dtype']} | {label} | {milliseconds(p['step_s']['median'])} | "
                f"{ranged(ratio['wall']) if ratio else '1'} | {milliseconds(p['cpu_s']['median'])} | "
                f"{ranged(ratio['cpu']) if ratio else '1'} | {p['rss_peak_mb']:.0f} | {p['nfe_fwd']:.0f} | {note} |")
    lines += ["", "| work | type | program | 1 rank, ms | 2 ranks, ms | 1 rank / 2 ranks |", "|---|---|---|---|---|---|"]
    for r in results:
        for label, s in r.get("scaling", {}).items():
            lines.append(f"| {r['row']} | {r['dtype']} | {label} | {milliseconds(s['one_s']['median'])} | "
                         f"{milliseconds(s['two_s']['median'])} | {ranged(s['speedup'])} |")
        if "same_bits" in r:
            verdict = "equal to the last bit" if r["same_bits"] else "DIFFERENT"
            lines.append(f"| {r['row']} | {r['dtype']} | losses of 1 and 2 ranks, same work | | | {verdict} |")
    failures = [(r["row"], r["dtype"], f) for r in results for f in r["failures"]]
    if failures:
        lines += ["", "Failures:", ""] + [f"- {row}, {dtype}: {text}" for row, dtype, text in failures]
    return "\n".join(lines) + "\n"


def chart(results, path):
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    colours = {"torchdiffeq": "#D55E00", "diffrax": "#0072B2", "torchode": "#009E73"}
    bars = [(f"{r['row']}\n{r['dtype']}", label, r["ratios"][label]["wall"])
            for r in results for label in r.get("ratios", {})]
    if not bars:
        return
    figure, axes = plt.subplots(figsize=(8, 0.24 * len(bars) + 1.6), layout="constrained")
    places, names, seen = [], [], set()
    for i, (name, label, ratio) in enumerate(bars):
        y = -i - 0.8 * len({b[0] for b in bars[:i + 1]})
        axes.barh(y, ratio["median"], color=colours[label], label=None if label in seen else label)
        axes.plot([ratio["lowest"], ratio["highest"]], [y, y], color="black", linewidth=1)
        axes.text(ratio["highest"] * 1.05, y, f"{ratio['median']:.3g}", va="center", fontsize=7)
        seen.add(label)
        places.append(y)
        names.append(name)
    groups = {}
    for y, name in zip(places, names):
        groups.setdefault(name, []).append(y)
    axes.set_yticks([statistics.mean(ys) for ys in groups.values()], list(groups), fontsize=7)
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_xscale("log")
    axes.set_xlabel("time of a training step over Pathline's (median and range of the rounds)")
    axes.legend(fontsize=7)
    figure.savefig(path, dpi=150)


def machine():
    try:
        model = next(line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
    except (OSError, StopIteration):
        model = "an unknown CPU"
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} CPUs of {model}, load average at the end {load:.1f}, {time.strftime('%Y-%m-%d')}"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("pathline", help="the program, as .build/release/pathline")
    p.add_argument("--output", type=Path, required=True, help="directory for compare.json, compare.md and compare.png")
    p.add_argument("--rounds", type=int, help="default 7, 2 with --quick")
    p.add_argument("--rows", default="", help="regular expression of the rows to run, as 'W1b rk4.*float32'")
    p.add_argument("--quick", action="store_true", help="fewer steps and rounds")
    p.add_argument("--again", action="store_true", help="run rows that compare.json already has")
    options = p.parse_args()
    options.rounds = options.rounds or (2 if options.quick else 7)
    options.output.mkdir(parents=True, exist_ok=True)
    options.pathline = str(Path(options.pathline).resolve())
    store = options.output / "compare.json"
    results = json.loads(store.read_text()) if store.exists() else []

    tasks = [((row[0], dtype), lambda row=row, dtype=dtype: compare_row(options, row, dtype),
              len(row[6]) * START_SECONDS + options.rounds * ROUND_SECONDS[row[0]] * (1 if dtype == "float32" else 2))
             for row in ROWS for dtype in ("float32", "float64")]
    tasks += [((f"W1b {method} two ranks", "float32"), lambda m=method: compare_ranks(options, m, "float32"),
               options.rounds * RANKS_SECONDS) for method in ("dopri5", "rk4")]
    tasks = [t for t in tasks if re.search(options.rows, " ".join(t[0]))]
    done = {(r["row"], r["dtype"]) for r in results}
    tasks = [t for t in tasks if options.again or t[0] not in done]
    print(f"{len(tasks)} rows, about {sum(t[2] for t in tasks) / 60:.0f} minutes on a quiet machine", flush=True)
    export(options)
    for key, run, _ in tasks:
        start = time.monotonic()
        result = run()
        results = [r for r in results if (r["row"], r["dtype"]) != key] + [result]
        store.write_text(json.dumps(results, indent=1) + "\n")
        (options.output / "compare.md").write_text(markdown(results, machine()))
        print(" ".join(key), f"{time.monotonic() - start:.0f} s", *result["failures"], sep="  ", flush=True)
    chart(results, options.output / "compare.png")
    print((options.output / "compare.md").read_text(), end="")
    disagreements = [r for r in results if not all(a["agrees"] for a in r.get("agreement", []))
                     or r.get("same_bits") is False]
    return 1 if disagreements else 0


def export(options):
    """Writes the files that all programs start from, with batches enough for every row."""
    sys.path.insert(0, str(HERE / "peers"))
    import common
    from w1_spiral import Spiral
    from w1b_spiral_large import SpiralLarge
    for workload, file in (Spiral(), "w1"), (SpiralLarge(), "w1b"):
        arguments = argparse.Namespace(warmup=0, iters=BATCHES, rtol=None, atol=None)
        common.export(workload, arguments, str(options.output / f"{file}.h5"))


if __name__ == "__main__":
    sys.exit(main())
