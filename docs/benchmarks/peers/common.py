"""Shared harness for the peer benchmarks (data generator, timing, JSON, HDF5, thread limits).

Everything random comes from SplitMix64 (below), never from numpy/torch/jax generators, so that a
program in another language can regenerate data, initial weights, batches and noise bit for bit
(integers and uniforms exactly; normals up to the last ulp of log/cos/sqrt).

  SplitMix64 stream `seed`: output number k = 1,2,3,...  (all arithmetic mod 2^64)
      z = seed + k * 0x9E3779B97F4A7C15
      z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
      z = (z ^ (z >> 27)) * 0x94D049BB133111EB
      z =  z ^ (z >> 31)
  uniform k  : (z >> 11) * 2^-53                               in [0,1)
  normal  k  : sqrt(-2 ln(1-u[2k-1])) * cos(2 pi u[2k])        (two uniforms per normal, cosine branch only)
  seed(stream, index) = stream * 2^32 + index
  Streams: 1 = initial weights (index = position of the tensor in the parameter list, 0-based),
           2 = data set, 3 = batch of iteration i (index = i), 4 = per-iteration noise (index = i).
  Check values: splitmix64(0) = e220a8397b1dcdaf, 6e789e6aa1b965f4, 06c45d188009454f, ...;
                normal(seed(1,0)) = 0.3458905, -1.43830138, 1.2392862, ...
  Arrays are filled in C (row-major) order in float64, then cast to the run's dtype.

Weights use torch's layout: [out,in].

Step = forward solve + loss + backward + optimiser update, on one pre-generated batch already in memory.
Reported: median over --iters steps after --warmup steps (warm-up steps do train, so step w+i of every
library works on the same weights up to rounding). JAX tracing+compilation is timed on its own.
cpu_median_s = process CPU time per step (all threads): much less sensitive to a busy machine than wall time.
"""
import argparse, json, os, resource, sys, time
from collections import OrderedDict
import numpy as np

_G = np.uint64(0x9E3779B97F4A7C15)


def seed(stream, index=0):
    return (stream << 32) + index


def splitmix64(sd, n):
    with np.errstate(over="ignore"):
        z = np.uint64(sd) + np.arange(1, n + 1, dtype=np.uint64) * _G
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def uniform(sd, shape):
    n = int(np.prod(shape))
    return ((splitmix64(sd, n) >> np.uint64(11)).astype(np.float64) * 2.0 ** -53).reshape(shape)


def normal(sd, shape):
    n = int(np.prod(shape))
    u = uniform(sd, (n, 2))
    return (np.sqrt(-2.0 * np.log1p(-u[:, 0])) * np.cos(2 * np.pi * u[:, 1])).reshape(shape)


# ------------------------------------------------------------------ CLI
def parser(doc, libs=("torchdiffeq", "diffrax", "torchode"), iters=50):
    p = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--lib", choices=libs, default="torchdiffeq")
    p.add_argument("--dtype", choices=("float32", "float64"), default="float32")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--iters", type=int, default=iters)
    p.add_argument("--warmup", type=int, default=3)
    p.add_argument("--grad", choices=("direct", "adjoint"), default="direct",
                   help="direct = backprop through the solver; adjoint = backsolve (optimise-then-discretise)")
    p.add_argument("--method", choices=("dopri5", "rk4"), default="dopri5",
                   help="rk4 = one step of the 3/8 rule per output interval (a benchmark in W1b, elsewhere only a check that two "
                        "programs do exactly the same arithmetic)")
    p.add_argument("--adjoint-norm", choices=("mixed", "semi", "lib"), default="mixed",
                   help="error norm of the backward solve. mixed = torchdiffeq's default (max of the RMS of y, adj_y and "
                        "each parameter tensor), set explicitly in diffrax too; semi = parameters excluded; lib = the "
                        "library's own default")
    p.add_argument("--batching", choices=("joint", "vmap"), default="joint",
                   help="diffrax: joint = whole batch is one ODE state (like torchdiffeq); vmap = per-sample steps")
    p.add_argument("--dt0", choices=("hairer", "none"), default="hairer",
                   help="diffrax first step. hairer = torchdiffeq's rule computed here and passed in, so both start alike; none = "
                        "diffrax's dt0=None, which in 0.7.2 is always 0.01: _select_initial_step tests isinstance(terms, ODETerm) but "
                        "diffeqsolve has wrapped the term in WrapTerm, so the automatic choice is never reached")
    p.add_argument("--rtol", type=float, default=None, help="override the specification")
    p.add_argument("--atol", type=float, default=None)
    p.add_argument("--serve", action="store_true",
                   help="for each line of standard input do the whole run again from the initial weights and print its figures")
    p.add_argument("--export", default=None,
                   help="HDF5 file for specification, data, weights and batches (written once) and the losses of this run")
    return p


def setup(args):
    """Limit threads BEFORE torch/jax are imported."""
    n = args.threads
    for v in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[v] = str(n)
    if args.lib == "diffrax":
        os.environ["JAX_PLATFORMS"] = "cpu"
        if n == 1:
            os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"
        # XLA sizes its pool by the affinity mask at start; narrow it, start the backend, then widen every thread again
        full = os.sched_getaffinity(0)
        os.sched_setaffinity(0, set(sorted(full)[:n]))
        import jax
        jax.config.update("jax_enable_x64", args.dtype == "float64")
        jax.block_until_ready(jax.numpy.ones(3) + 1)
        for tid in os.listdir("/proc/self/task"):
            try:
                os.sched_setaffinity(int(tid), full)
            except OSError:
                pass
        import diffrax, optax  # noqa: F401
    else:
        import torch
        torch.set_num_threads(n)
        try:
            torch.set_num_interop_threads(1)
        except RuntimeError:
            pass
        if args.lib == "torchode":
            import torchode  # noqa: F401
        import torchdiffeq  # noqa: F401
    args.rss_import = rss()


def rss():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


# ------------------------------------------------------------------ torch side
def torch_counted():
    import torch.nn as nn

    class Counted(nn.Module):
        """ODE right-hand side with a call counter kept outside what torch.compile sees."""
        def __init__(self):
            super().__init__()
            self.nfe = 0

        def forward(self, t, y):
            self.nfe += 1
            return self.f(t, y)
    return Counted


def torch_solve(args, func, y0, t, rtol, atol, method="dopri5"):
    """[T,...] solution with the chosen torch library; y0 tensor [B,F] or tuple (torchdiffeq only)."""
    if args.lib == "torchdiffeq":
        if args.grad == "adjoint":
            from torchdiffeq import odeint_adjoint
            ao = {"norm": "seminorm"} if args.adjoint_norm == "semi" else None
            return odeint_adjoint(func, y0, t, rtol=rtol, atol=atol, method=method, adjoint_options=ao)
        from torchdiffeq import odeint
        return odeint(func, y0, t, rtol=rtol, atol=atol, method=method)
    import torchode as to
    import torch
    assert method == "dopri5", "torchode has no rk4"
    term = to.ODETerm(func)
    step = to.Dopri5(term=term)
    ctrl = to.IntegralController(atol=atol, rtol=rtol, term=term).to(y0.dtype)
    if args.grad == "adjoint":
        adj = to.BacksolveAdjoint(term, step, ctrl)
    else:
        # like torchdiffeq, do not differentiate the step-size controller
        adj = to.AutoDiffAdjoint(step, ctrl, backprop_through_step_size_control=False)
    te = t.expand(y0.shape[0], -1)
    sol = adj.solve(to.InitialValueProblem(y0=y0, t_start=te[:, 0], t_end=te[:, -1], t_eval=te))
    return sol.ys.transpose(0, 1)


def torch_opt(cfg, params):
    import torch
    return torch.optim.RMSprop(params, lr=cfg["lr"])               # alpha .99, eps 1e-8 outside the root


def prepare_torch(w, args):
    """A function that does the run, from the initial weights each time."""
    import torch
    dt = getattr(torch, args.dtype)
    model = w.torch_model(args).to(dt)
    func = model.func

    def tb(i):
        return {k: torch.tensor(v, dtype=dt) for k, v in w.batch(args, i).items()}
    n = args.warmup + args.iters
    batches = [tb(i) for i in range(n)]

    def step(i, opt):
        opt.zero_grad()
        func.nfe = 0
        loss = model(batches[i])
        f, func.nfe = func.nfe, 0
        loss.backward()
        opt.step()
        return loss.item(), f, func.nfe

    def run():
        model.load_state_dict({k: torch.tensor(v, dtype=dt) for k, v in w.params0(args).items()})
        opt = torch_opt(w.OPT, model.parameters())
        wall, cpu, losses, nf, nb = [], [], [], [], []
        for i in range(n):
            c0, t0 = time.process_time(), time.perf_counter()
            l, f, b = step(i, opt)
            wall.append(time.perf_counter() - t0); cpu.append(time.process_time() - c0)
            losses.append(l); nf.append(f); nb.append(b)
        s = slice(args.warmup, None)
        return dict(compile_s=0.0, first_step_s=wall[0], wall=wall[s], cpu=cpu[s], losses=losses,
                    nfe_fwd=float(np.median(nf[s])), nfe_bwd=float(np.median(nb[s])))
    return run


# ------------------------------------------------------------------ jax side
def _rms(x):
    import jax.numpy as jnp
    # sqrt with a safe gradient at 0 (only ever used for step-size control)
    return jnp.sqrt(jnp.mean(jnp.square(x)))


def mixed_norm(tree):
    """torchdiffeq's norm: largest RMS over the tensors of the state"""
    import jax, jax.numpy as jnp
    tree = jax.lax.stop_gradient(tree)
    return jnp.max(jnp.stack([_rms(x) for x in jax.tree_util.tree_leaves(tree)]))


def semi_norm(tree):
    y, a, _, _ = tree
    return mixed_norm((y, a))


def hairer_dt0(vf, p, t0, t1, y0, rtol, atol, order=5):
    """Hairer/Norsett/Wanner II.4 starting step exactly as torchdiffeq computes it (2 evaluations), signed towards t1"""
    import jax, jax.numpy as jnp
    tm = jax.tree_util.tree_map
    p, y0 = jax.lax.stop_gradient((p, y0))
    sgn = jnp.sign(t1 - t0)
    f0 = vf(t0, y0, p)
    sc = tm(lambda y: atol + jnp.abs(y) * rtol, y0)
    nrm = lambda v: mixed_norm(tm(lambda a, s: a / s, v, sc))
    d0, d1 = nrm(y0), nrm(f0)
    h0 = jnp.where((d0 < 1e-5) | (d1 < 1e-5), 1e-6, 0.01 * d0 / d1)
    f1 = vf(t0 + sgn * h0, tm(lambda y, f: y + sgn * h0 * f, y0, f0), p)
    d2 = nrm(tm(lambda a, b: a - b, f1, f0)) / h0
    m = jnp.maximum(d1, d2)
    h1 = jnp.where(m <= 1e-15, jnp.maximum(1e-6, h0 * 1e-3), (0.01 / m) ** (1.0 / order))
    return jax.lax.stop_gradient(sgn * jnp.minimum(jnp.minimum(100 * h0, h1), jnp.abs(t1 - t0)))


def rk4_38():
    """torchdiffeq's fixed-step 'rk4' is Kutta's 3/8 rule; the same tableau for diffrax."""
    import diffrax
    from typing import ClassVar, Callable
    tab = diffrax.ButcherTableau(a_lower=(np.array([1 / 3]), np.array([-1 / 3, 1.0]), np.array([1.0, -1.0, 1.0])),
                                 b_sol=np.array([1 / 8, 3 / 8, 3 / 8, 1 / 8]), b_error=np.zeros(4),
                                 c=np.array([1 / 3, 2 / 3, 1.0]))

    class RK4_38(diffrax.AbstractERK):
        tableau: ClassVar = tab
        interpolation_cls: ClassVar[Callable] = diffrax.ThirdOrderHermitePolynomialInterpolation.from_k

        def order(self, terms):
            return 4
    return RK4_38()


def jax_solve(args, vf, p, y0, t, rtol, atol, method="dopri5", last_only=False):
    """vf(t, y, p); returns (ys with leading time axis, number of solver steps)"""
    import diffrax, jax, jax.numpy as jnp
    if args.grad == "adjoint":
        kw = {}
        if method == "dopri5":
            norm = {"mixed": mixed_norm, "semi": semi_norm, "lib": None}[args.adjoint_norm]
            if norm is not None:
                kw["stepsize_controller"] = diffrax.PIDController(rtol=rtol, atol=atol, norm=norm)
            kw["dt0"] = None                      # backward intervals: diffrax's own start (0.01)
        adj = diffrax.BacksolveAdjoint(**kw)
    else:
        adj = diffrax.RecursiveCheckpointAdjoint()

    def solve(y0):
        if method == "dopri5":
            ctl = diffrax.PIDController(rtol=rtol, atol=atol, norm=mixed_norm)
            sv = diffrax.SaveAt(t1=True) if last_only else diffrax.SaveAt(ts=t)
            dt0 = hairer_dt0(vf, p, t[0], t[-1], y0, rtol, atol) if args.dt0 == "hairer" else None
            sol = diffrax.diffeqsolve(diffrax.ODETerm(vf), diffrax.Dopri5(), t[0], t[-1], dt0, y0, p, saveat=sv,
                                      stepsize_controller=ctl, adjoint=adj)
        else:
            if args.grad == "adjoint":
                # BacksolveAdjoint solves each interval on its own; only SaveAt(ts=) is allowed
                sol = diffrax.diffeqsolve(diffrax.ODETerm(vf), rk4_38(), t[0], t[-1], t[1] - t[0], y0, p,
                                          saveat=diffrax.SaveAt(ts=t), adjoint=adj)
            else:
                n = t.shape[0] - 1
                sol = diffrax.diffeqsolve(diffrax.ODETerm(vf), rk4_38(), t[0], t[-1], None, y0, p,
                                          saveat=diffrax.SaveAt(t0=True, steps=True), max_steps=n,
                                          stepsize_controller=diffrax.StepTo(t), adjoint=adj)
        return sol.ys, sol.stats["num_steps"]
    if args.batching == "joint":
        return solve(y0)
    ys, n = jax.vmap(solve, out_axes=(1, 0))(y0)
    return ys, n.max()


def jax_opt(cfg):
    import optax
    return optax.rmsprop(cfg["lr"], decay=0.99, eps=1e-8, eps_in_sqrt=False)


def prepare_jax(w, args):
    """A function that does the run, from the initial weights each time, with one compilation for all."""
    import jax, jax.numpy as jnp, optax
    dt = jnp.dtype(args.dtype)
    start = {k: jnp.asarray(v, dt) for k, v in w.params0(args).items()}
    vg = jax.value_and_grad(w.jax_loss(args), has_aux=True)
    opt = jax_opt(w.OPT)

    def step(params, state, batch):
        (loss, n), g = vg(params, batch)
        up, state = opt.update(g, state, params)
        return optax.apply_updates(params, up), state, loss, n
    n = args.warmup + args.iters
    batches = [{k: jnp.asarray(v, dt) for k, v in w.batch(args, i).items()} for i in range(n)]
    t0 = time.perf_counter()
    low = jax.jit(step).lower(start, opt.init(start), batches[0])
    t1 = time.perf_counter()
    fn = low.compile()
    t2 = time.perf_counter()

    def run():
        params, state = start, opt.init(start)
        wall, cpu, losses, ns = [], [], [], []
        for i in range(n):
            c0, t = time.process_time(), time.perf_counter()
            params, state, loss, k = fn(params, state, batches[i])
            jax.block_until_ready((params, state, loss, k))
            losses.append(float(loss))
            wall.append(time.perf_counter() - t); cpu.append(time.process_time() - c0)
            ns.append(int(k))
        s = slice(args.warmup, None)
        steps = float(np.median(ns[s]))
        # dopri5: 2 calls to choose the first step (hairer only) + 1 to start FSAL + 6 per attempted step (counted once
        # with a callback)
        nfe = 6 * steps + (3 if args.dt0 == "hairer" else 1) if args.method == "dopri5" else 4 * steps
        return dict(compile_s=t2 - t0, trace_s=t1 - t0, first_step_s=wall[0], wall=wall[s], cpu=cpu[s], losses=losses,
                    nfe_fwd=nfe, nfe_bwd=None)
    return run


# ------------------------------------------------------------------ export + main
def export(w, args, path):
    """Writes what every program of a workload starts from, or checks that the file at `path` holds just that."""
    import h5py
    n = args.warmup + args.iters
    spec = json.dumps(w.spec(args))
    if os.path.exists(path):
        with h5py.File(path, "r") as h:
            stored = h["batches/y"].shape[0]
            if h.attrs["spec"] != spec or stored < n:
                sys.exit(f"{path} holds {stored} batches of {h.attrs['spec']}, this run needs {n} of {spec}; remove the file")
        return
    with h5py.File(path, "w") as h:
        h.attrs["workload"] = w.NAME; h.attrs["spec"] = spec; h.attrs["doc"] = w.__doc__ or ""
        g = h.create_group("params0")
        for k, v in w.params0(args).items():
            g[k] = v
        g.attrs["order"] = json.dumps(list(w.params0(args)))
        g = h.create_group("data")
        for k, v in w.data(args).items():
            g[k] = v
        g = h.create_group("batches")
        const = set(w.data(args))
        bs = [w.batch(args, i) for i in range(n)]
        for k in bs[0]:
            if k in const:
                continue
            g.create_dataset(k, data=np.stack([b[k] for b in bs]), compression="gzip", compression_opts=1)
        h.create_group("results")


def export_results(args, path, base, r):
    """Adds (or replaces) the losses of this run, step by step from the first warm-up step on."""
    import h5py
    tag = "-".join(str(v) for k, v in base.items() if k not in ("workload", "grad"))
    with h5py.File(path, "a") as h:
        results = h["results"]
        if tag in results:
            del results[tag]
        g = results.create_group(tag)
        g["losses"] = np.array(r["losses"], np.float64)
        g.attrs["lib"], g.attrs["method"], g.attrs["grad"], g.attrs["dtype"] = args.lib, args.method, args.grad, args.dtype
        g.attrs["step_median_s"] = float(np.median(r["wall"]))


def main(w, doc, extra=None, libs=("torchdiffeq", "diffrax", "torchode"), iters=50):
    p = parser(doc, libs, iters)
    if extra:
        extra(p)
    args = p.parse_args()
    load = os.getloadavg()[0]
    setup(args)
    if args.export:
        export(w, args, args.export)
    run = prepare_jax(w, args) if args.lib == "diffrax" else prepare_torch(w, args)
    base = dict(workload=w.NAME, variant=w.variant(args), lib=args.lib, dtype=args.dtype, threads=args.threads, grad=args.grad)
    if args.lib == "diffrax":
        base["batching"], base["dt0"] = args.batching, args.dt0
    if args.grad == "adjoint":
        base["adjoint_norm"] = args.adjoint_norm

    def once():
        r = run()
        wall, cpu = np.array(r["wall"]), np.array(r["cpu"])
        if args.export:
            export_results(args, args.export, base, r)
        print(json.dumps({
            **base, "iters": args.iters, "warmup": args.warmup, "step_median_s": float(np.median(wall)),
            "step_min_s": float(wall.min()), "step_p90_s": float(np.quantile(wall, .9)), "cpu_median_s": float(np.median(cpu)),
            "compile_s": r["compile_s"], "trace_s": r.get("trace_s", 0.0), "first_step_s": r["first_step_s"],
            "nfe_fwd": r["nfe_fwd"], "nfe_bwd": r["nfe_bwd"], "rss_peak_mb": rss(), "rss_import_mb": args.rss_import,
            "loss_first": r["losses"][0], "loss_final": r["losses"][-1], "load1_at_start": load}), flush=True)
    if args.serve:
        for _ in sys.stdin:
            once()
    else:
        once()
