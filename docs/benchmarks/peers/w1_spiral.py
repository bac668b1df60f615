"""W1 spiral: torchdiffeq examples/ode_demo.py.

Common specification
  truth    dy/dt = (y^3) A (row vector times matrix), A = [[-0.1, 2],[-2, -0.1]], y(0) = (2,0),
           1000 points t_k = 25 k/999 on [0,25]. Truth is integrated in float64 by classical RK4 with 64 equal
           substeps per interval (error 1e-11; ode_demo's own truth, dopri5 rtol 1e-7, is up to 7e-6 (f32) or 3e-6 (f64) away).
  batch    20 trajectories of 10 consecutive points. Iteration i: start indices are a sample without replacement from
           {0..989}: partial Fisher-Yates, idx = [0..989], for j = 0..19: r = j + floor(u_j * (990-j)), swap(idx[j],idx[r]),
           u = uniform(seed(3,i)). Batch times are t_0..t_9 (step 25/999), y0 = truth[s], targets truth[s..s+9].
  network  f(t,y) = W2 tanh(W1 y^3 + b1) + b2, 2-50-2; weights N(0, 0.1^2) = 0.1*normal(seed(1,k)), biases 0.
           Tensor order k: net.0.weight[50,2], net.0.bias[50], net.2.weight[2,50], net.2.bias[2].
  solver   dopri5, rtol 1e-7, atol 1e-9, one step size for the whole batch (RMS norm over 20x2), output at 10 times.
  loss     mean |pred - target| over 10 x 20 x 2 (the first time point contributes 0).
  optim    RMSprop lr 1e-3, alpha 0.99, eps 1e-8 added after the square root.
  gradient --grad direct: backprop through the solver (steps' sizes treated as constants);
           --grad adjoint: backward solve interval by interval, same tolerances, state y is reset to the stored forward value at
           each of the 10 times.
"""
import numpy as np
from collections import OrderedDict
import common as C


def truth(y0, n_points=1000, t_end=25.0, sub=64):
    """y0 [R,2] -> [n_points, R, 2], classical RK4, float64"""
    A = np.array([[-0.1, 2.0], [-2.0, -0.1]])
    f = lambda y: (y ** 3) @ A
    h = t_end / (n_points - 1) / sub
    y = np.array(y0, dtype=np.float64)
    out = [y]
    for _ in range(n_points - 1):
        for _ in range(sub):
            k1 = f(y); k2 = f(y + 0.5 * h * k1); k3 = f(y + 0.5 * h * k2); k4 = f(y + h * k3)
            y = y + h / 6.0 * (k1 + 2 * k2 + 2 * k3 + k4)
        out.append(y)
    return np.stack(out)


class Spiral:
    NAME = "W1-spiral"
    OPT = dict(kind="rmsprop", lr=1e-3)
    SIZES = [2, 50, 2]
    RTOL, ATOL = 1e-7, 1e-9
    POINTS, T_END, BATCH, BT = 1000, 25.0, 20, 10
    Y0 = np.array([[2.0, 0.0]])
    _d = None

    def spec(self, a):
        return dict(workload=self.NAME, sizes=self.SIZES, rtol=self.rtol(a), atol=self.atol(a),
                    batch=self.BATCH, batch_time=self.BT, points=self.POINTS, t_end=self.T_END, opt=self.OPT)

    def rtol(self, a): return a.rtol or self.RTOL
    def atol(self, a): return a.atol or self.ATOL
    def method(self, a): return a.method
    def variant(self, a): return f"{self.method(a)}-{a.grad}"

    def data(self, a):
        if self._d is None:
            t = self.T_END * np.arange(self.POINTS) / (self.POINTS - 1)
            self._d = dict(t=t[:self.BT], t_all=t, true_y=truth(self.Y0, self.POINTS, self.T_END))
        return self._d

    def params0(self, a):
        p, k = OrderedDict(), 0
        for l in range(len(self.SIZES) - 1):
            i, o = self.SIZES[l], self.SIZES[l + 1]
            p[f"func.net.{2*l}.weight"] = 0.1 * C.normal(C.seed(1, k), (o, i)); k += 1
            p[f"func.net.{2*l}.bias"] = np.zeros(o); k += 1
        return p

    def starts(self, i):
        n, m = self.POINTS - self.BT, self.BATCH
        u, idx = C.uniform(C.seed(3, i), (m,)), np.arange(n)
        for j in range(m):
            r = j + int(u[j] * (n - j))
            idx[j], idx[r] = idx[r], idx[j]
        return idx[:m], np.zeros(m, int)

    def batch(self, a, i):
        d = self.data(a)
        s, r = self.starts(i)
        y = np.stack([d["true_y"][s + j, r] for j in range(self.BT)])      # [T,M,2]
        return dict(t=d["t"], y0=y[0], y=y)

    def torch_model(self, a):
        import torch, torch.nn as nn
        me, Counted = self, C.torch_counted()

        class Func(Counted):
            def __init__(self):
                super().__init__()
                L = []
                for i, o in zip(me.SIZES[:-1], me.SIZES[1:]):
                    L += [nn.Linear(i, o), nn.Tanh()]
                self.net = nn.Sequential(*L[:-1])

            def f(self, t, y):
                return self.net(y ** 3)

        class Model(nn.Module):
            def __init__(self):
                super().__init__()
                self.func = Func()

            def forward(self, b):
                pred = C.torch_solve(a, self.func, b["y0"], b["t"], me.rtol(a), me.atol(a), me.method(a))
                return torch.mean(torch.abs(pred - b["y"]))
        return Model()

    def jax_loss(self, a):
        import jax.numpy as jnp
        nl = len(self.SIZES) - 1

        def vf(t, y, p):
            x = y ** 3
            for l in range(nl):
                x = x @ p[f"func.net.{2*l}.weight"].T + p[f"func.net.{2*l}.bias"]
                if l < nl - 1:
                    x = jnp.tanh(x)
            return x

        def loss(p, b):
            pred, n = C.jax_solve(a, vf, p, b["y0"], b["t"], self.rtol(a), self.atol(a), self.method(a))
            return jnp.mean(jnp.abs(pred - b["y"])), n
        return loss


if __name__ == "__main__":
    C.main(Spiral(), __doc__, iters=100)
