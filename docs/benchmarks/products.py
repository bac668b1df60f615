#!/usr/bin/env python3
"""Measures Pathline's matrix products next to those of OpenBLAS and libxsmm, at the shapes of `pathline bench kernels`.

Usage: docs/benchmarks/products.py PATHLINE --output DIR [--quick]
Writes DIR/products.json, from which docs/benchmarks/report.py makes a table. Needs gcc, libxsmm-dev and the package
scipy-openblas32, whose OpenBLAS knows newer processors than a distribution's does. Pathline's product adds a bias, and the others
do not. Programs take turns, and each product counts with the best rate of all rounds: whatever disturbs one only slows it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import scipy_openblas32 as openblas

# OpenBLAS takes a processor younger than itself for one without AVX-512.
WIDE = " avx512f " in Path("/proc/cpuinfo").read_text()
ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **({"OPENBLAS_CORETYPE": "SkylakeX"} if WIDE else {})}
SOURCE = Path(__file__).resolve().parent / "products.c"


def build(folder):
    program = Path(folder) / "products"
    libraries = openblas.get_lib_dir()
    subprocess.run(["gcc", "-O2", "-o", program, SOURCE, f"-I{openblas.get_include_dir()}", f"-L{libraries}",
                    *(f"-Dcblas_{p}gemm=scipy_cblas_{p}gemm" for p in "sd"), "-lxsmm", "-lxsmmnoblas", f"-l{openblas.get_library()}",
                    "-ldl", "-lm", f"-Wl,-rpath,{libraries}"], check=True)
    return program


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pathline")
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    rates = {}
    target = ""

    def book(dtype, library, kernel, shape, rate):
        known = rates.setdefault((dtype, kernel, *shape), {})
        known[library] = max(known.get(library, 0), rate)

    with tempfile.TemporaryDirectory() as folder:
        program = build(folder)
        for _ in range(1 if options.quick else 3):
            for dtype in ("float32", "float64"):
                rows = json.loads(subprocess.run([options.pathline, "bench", "kernels", "--dtype", dtype, "--json"],
                                                 capture_output=True, text=True, check=True).stdout)["rows"]
                products = [row for row in rows if row["unit"] == "GF/s"]
                for row in products:
                    book(dtype, "pathline", row["kernel"], (row["rows"], row["depth"], row["columns"]), row["figure"])
                shapes = dict.fromkeys((row["rows"], row["depth"], row["columns"]) for row in products)
                lines = subprocess.run([program, dtype], capture_output=True, text=True, check=True,
                                       env=ENVIRONMENT, input="".join("%d %d %d\n" % shape for shape in shapes)).stdout.splitlines()
                target = lines[0].split()[-1]
                for line in lines[1:]:
                    library, kernel, m, k, n, rate = line.split()
                    book(dtype, library, kernel, (int(m), int(k), int(n)), float(rate))
    found = [{"dtype": key[0], "kernel": key[1], "rows": key[2], "depth": key[3], "columns": key[4], "rates": value}
             for key, value in rates.items()]
    core = ENVIRONMENT.get("OPENBLAS_CORETYPE")
    (options.output / "products.json").write_text(json.dumps(
        {"openblas": openblas.get_openblas_config().split(" DYNAMIC")[0] + (f" (as {core})" if core else ""),
         "target": target, "products": found}))


if __name__ == "__main__":
    sys.exit(main())
