"""W5 data-parallel scaling of W1b under torch DistributedDataParallel (gloo, one process per rank on one machine).

Common specification
  work     W1b (see w1b_spiral_large.py), gradient by direct backprop, --method dopri5 or rk4, torchdiffeq.
  strong   (--scaling strong) global batch 1024: rank r of P takes windows r*1024/P .. (r+1)*1024/P-1 of the iteration's batch.
  weak     every rank takes 1024 windows: rank r in iteration i uses the W1b batch number i*P + r.
  step     forward + backward (DDP averages gradients by all-reduce, 17,154 parameters, one bucket) + RMSprop, timed on rank 0 between
           two barriers-free perf_counter reads (DDP's all-reduce already synchronises the ranks).
  report   samples/s = global batch / median step seconds. Efficiency: strong t(1)/(P t(P)), weak t(1)/t(P), with t the
           median step on 1 or P processes.
  --procs 1 runs without DDP. Each rank chooses its own solver steps (its own error norm), as any DDP user's code does.
"""
import argparse, json, os, socket, sys, time
import numpy as np


def work(rank, a, port, q):
    for v in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[v] = str(a.threads)
    import torch
    import common as C
    from w1b_spiral_large import SpiralLarge
    torch.set_num_threads(a.threads)
    torch.set_num_interop_threads(1)
    if a.procs > 1:
        import torch.distributed as dist
        dist.init_process_group("gloo", init_method=f"tcp://127.0.0.1:{port}", rank=rank, world_size=a.procs)
    w = SpiralLarge()
    a.rtol = a.atol = None
    a.lib, a.grad = "torchdiffeq", "direct"
    dt = getattr(torch, a.dtype)
    m = w.torch_model(a).to(dt)
    m.load_state_dict({k: torch.tensor(v, dtype=dt) for k, v in w.params0(a).items()})
    net = m
    if a.procs > 1:
        from torch.nn.parallel import DistributedDataParallel as DDP
        net = DDP(m)
    opt = C.torch_opt(w.OPT, m.parameters())
    n = a.warmup + a.iters
    bs = []
    for i in range(n):
        if a.scaling == "strong":
            b = w.batch(a, i); k = w.BATCH // a.procs; s = slice(rank * k, (rank + 1) * k)
            b = dict(t=b["t"], y0=b["y0"][s], y=b["y"][:, s])
        else:
            b = w.batch(a, i * a.procs + rank)
        bs.append({k: torch.tensor(v, dtype=dt) for k, v in b.items()})
    wall, cpu, losses = [], [], []
    for i in range(n):
        c0, t0 = time.process_time(), time.perf_counter()
        opt.zero_grad()
        m.func.nfe = 0
        loss = net(bs[i])
        loss.backward()
        opt.step()
        losses.append(loss.item())
        wall.append(time.perf_counter() - t0); cpu.append(time.process_time() - c0)
    comm = 0.0
    if a.procs > 1:
        v = torch.zeros(sum(p.numel() for p in m.parameters()), dtype=dt)
        ts = []
        for _ in range(200):
            t0 = time.perf_counter(); dist.all_reduce(v); ts.append(time.perf_counter() - t0)
        comm = float(np.median(ts))
        g = torch.tensor([p.detach().double().sum() for p in m.parameters()])
        h = [torch.zeros_like(g) for _ in range(a.procs)]
        dist.all_gather(h, g)
        same = all(bool(torch.equal(x, h[0])) for x in h)
        dist.barrier()
    else:
        same = True
    if rank == 0:
        s = slice(a.warmup, None)
        t = float(np.median(wall[s]))
        gb = w.BATCH * (a.procs if a.scaling == "weak" else 1)
        q.put(dict(workload="W5-ddp", variant=f"{a.method}-{a.scaling}", lib="torchdiffeq+DDP" if a.procs > 1 else "torchdiffeq",
                   dtype=a.dtype, procs=a.procs, threads=a.threads, iters=a.iters, global_batch=gb, step_median_s=t,
                   step_min_s=float(np.min(wall[s])), cpu_median_s_rank0=float(np.median(cpu[s])), samples_per_s=gb / t,
                   allreduce_median_s=comm, nfe_fwd_last=m.func.nfe, ranks_identical=same, loss_final_rank0=losses[-1],
                   rss_peak_mb_rank0=C.rss(), load1_at_start=a.load))
    if a.procs > 1:
        dist.destroy_process_group()


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--lib", choices=("torchdiffeq",), default="torchdiffeq")
    p.add_argument("--procs", type=int, default=2)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--dtype", choices=("float32", "float64"), default="float32")
    p.add_argument("--method", choices=("dopri5", "rk4"), default="dopri5")
    p.add_argument("--scaling", choices=("strong", "weak"), default="strong")
    p.add_argument("--iters", type=int, default=30)
    p.add_argument("--warmup", type=int, default=3)
    a = p.parse_args()
    a.load = os.getloadavg()[0]
    import multiprocessing as mp
    ctx = mp.get_context("spawn")
    s = socket.socket(); s.bind(("127.0.0.1", 0)); port = s.getsockname()[1]; s.close()
    q = ctx.Queue()
    ps = [ctx.Process(target=work, args=(r, a, port, q)) for r in range(a.procs)]
    for x in ps:
        x.start()
    print(json.dumps(q.get(timeout=600)))
    for x in ps:
        x.join()
