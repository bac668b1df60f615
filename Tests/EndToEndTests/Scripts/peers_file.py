"""Writes a small workload as the scripts of docs/benchmarks/peers do, with losses that NumPy gets for it.

usage: peers_file.py PEERS OUT.h5 [FAULT]    PEERS is docs/benchmarks/peers; with FAULT the file is spoiled in that way

The network is 2-5-2, the batch 6 windows of 4 observations. The gradients are complex-step derivatives (Squire and Trapp,
SIAM Review 40 (1998) 110-112): exact to rounding, and independent of any adjoint.
"""

import argparse
import sys

import h5py
import numpy as np

sys.path.insert(0, sys.argv[1])
import common  # noqa: E402
from w1_spiral import Spiral  # noqa: E402


class Small(Spiral):
    SIZES = [2, 5, 2]
    BATCH, BT = 6, 4
    RTOL, ATOL = 1e-9, 1e-11


STEPS = 5
SUBSTEPS = 60  # of the reference for adaptive solves: an error near 1e-13


def field(p, y):
    x = y**3
    for layer in range(2):
        x = x @ p[2 * layer].T + p[2 * layer + 1]
        if layer == 0:
            x = np.tanh(x)
    return x


def loss(flat, shapes, batch, substeps):
    """The mean of |prediction - target|, analytic in the parameters but for the sign of each miss."""
    p, at = [], 0
    for shape in shapes:
        count = int(np.prod(shape))
        p.append(flat[at : at + count].reshape(shape))
        at += count
    y, states = batch["y0"].astype(complex), [batch["y0"].astype(complex)]
    for t0, t1 in zip(batch["t"][:-1], batch["t"][1:]):
        h = (t1 - t0) / substeps
        for _ in range(substeps):
            k1 = field(p, y)
            k2 = field(p, y + h * k1 / 3)
            k3 = field(p, y + h * (-k1 / 3 + k2))
            k4 = field(p, y + h * (k1 - k2 + k3))
            y = y + h * (k1 + 3 * k2 + 3 * k3 + k4) / 8
        states.append(y)
    miss = np.stack(states) - batch["y"]
    return np.mean(np.where(miss.real < 0, -miss, miss))


def train(args, workload, substeps):
    weights = workload.params0(args)
    shapes = [w.shape for w in weights.values()]
    flat = np.concatenate([w.ravel() for w in weights.values()])
    square, losses = np.zeros_like(flat), []
    for step in range(STEPS):
        batch = workload.batch(args, step)
        losses.append(loss(flat.astype(complex), shapes, batch, substeps).real)
        gradient = np.empty_like(flat)
        for i in range(len(flat)):
            nudged = flat.astype(complex)
            nudged[i] += 1e-30j
            gradient[i] = loss(nudged, shapes, batch, substeps).imag / 1e-30
        square = 0.99 * square + 0.01 * gradient**2
        flat = flat - workload.OPT["lr"] * gradient / (np.sqrt(square) + 1e-8)
    return losses


def spoil(file, fault):
    if fault.startswith("no-"):
        del file[{"no-results": "results", "no-batches": "batches/y", "no-weights": "params0/func.net.0.weight"}[fault]]
    elif fault == "no spec":
        del file.attrs["spec"]
    elif fault == "spec":
        file.attrs["spec"] = "sizes: 2"
    elif fault == "order":
        file["params0"].attrs["order"] = '["func.net.0.weight"]'
    elif fault == "shape":
        del file["params0/func.net.0.weight"]
        file["params0/func.net.0.weight"] = np.zeros((2, 5))
    elif fault == "nan":
        file["batches/y"][1, 2, 3, 1] = np.nan
    elif fault == "times":
        file["data/t"][1] = 9.0
    elif fault == "losses":
        for group in file["results"].values():
            group["losses"][2] *= 1 + 1e-6
    else:
        sys.exit(f"unknown fault {fault}")


args = argparse.Namespace(
    lib="numpy", grad="direct", dtype="float64", method="rk4", rtol=None, atol=None, warmup=2, iters=STEPS - 2)
workload, out = Small(), sys.argv[2]
common.export(workload, args, out)
for method, gradient, substeps in ("rk4", "direct", 1), ("dopri5", "direct", SUBSTEPS), ("dopri5", "adjoint", SUBSTEPS):
    args.method, args.grad = method, gradient
    base = dict(workload=workload.NAME, variant=workload.variant(args), lib=args.lib, dtype=args.dtype)
    common.export_results(args, out, base, dict(losses=train(args, workload, substeps), wall=[1.0]))
if len(sys.argv) > 3:
    with h5py.File(out, "r+") as file:
        spoil(file, sys.argv[3])
