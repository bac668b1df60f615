"""Writes optimizers.json: parameters after updates by the rules that PyTorch 2 documents, in 64-bit arithmetic.

The rules are transcribed from the pages of torch.optim.SGD, Adam, AdamW and RMSprop. Gradients are fixed: SplitMix64
from seed 7, one number in [-1, 1) per parameter and step, the same in OptimizerTests.swift.

    python3 optimizers.py > optimizers.json
"""

import json
import math

COUNT = 8
STEPS = 1000
RECORDED = (1, 2, 3, 10, 100, 1000)
MASK = (1 << 64) - 1


class SplitMix:
    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        z ^= z >> 31
        return (z >> 11) * 2.0**-52 - 1.0


def sgd(p, g, s, t, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
    if weight_decay != 0:
        g = g + weight_decay * p
    if momentum != 0:
        if t > 1:
            s["b"] = momentum * s["b"] + g
        else:
            s["b"] = g
        g = g + momentum * s["b"] if nesterov else s["b"]
    return p - lr * g


def adam(p, g, s, t, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    if weight_decay != 0:
        g = g + weight_decay * p
    s["m"] = betas[0] * s.get("m", 0.0) + (1 - betas[0]) * g
    s["v"] = betas[1] * s.get("v", 0.0) + (1 - betas[1]) * g * g
    m_hat = s["m"] / (1 - betas[0] ** t)
    v_hat = s["v"] / (1 - betas[1] ** t)
    return p - lr * m_hat / (math.sqrt(v_hat) + eps)


def adamw(p, g, s, t, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
    p = p - lr * weight_decay * p
    return adam(p, g, s, t, lr, betas, eps, 0.0)


def rmsprop(p, g, s, t, lr, alpha=0.99, eps=1e-8, weight_decay=0.0, momentum=0.0):
    if weight_decay != 0:
        g = g + weight_decay * p
    s["v"] = alpha * s.get("v", 0.0) + (1 - alpha) * g * g
    v_tilde = math.sqrt(s["v"])
    if momentum > 0:
        s["b"] = momentum * s.get("b", 0.0) + g / (v_tilde + eps)
        return p - lr * s["b"]
    return p - lr * g / (v_tilde + eps)


CASES = {
    "sgd": (sgd, dict(lr=0.05)),
    "sgd decay": (sgd, dict(lr=0.05, weight_decay=0.02)),
    "sgd momentum": (sgd, dict(lr=0.01, momentum=0.9, weight_decay=0.02)),
    "sgd nesterov": (sgd, dict(lr=0.01, momentum=0.9, nesterov=True, weight_decay=0.02)),
    "adam": (adam, dict(lr=0.01)),
    "adam decay": (adam, dict(lr=0.02, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)),
    "adamw": (adamw, dict(lr=0.01)),
    "adamw decay": (adamw, dict(lr=0.02, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)),
    "rmsprop": (rmsprop, dict(lr=0.01)),
    "rmsprop decay": (rmsprop, dict(lr=0.02, alpha=0.9, eps=1e-2, weight_decay=0.1)),
    "rmsprop momentum": (rmsprop, dict(lr=0.01, alpha=0.95, momentum=0.9, weight_decay=0.1)),
}


def run(rule, settings):
    random = SplitMix(7)
    parameters = [random.uniform() for _ in range(COUNT)]
    states = [{} for _ in range(COUNT)]
    recorded = {}
    for step in range(1, STEPS + 1):
        for i in range(COUNT):
            parameters[i] = rule(parameters[i], random.uniform(), states[i], step, **settings)
        if step in RECORDED:
            recorded[str(step)] = list(parameters)
    return recorded


print(json.dumps({name: run(*case) for name, case in CASES.items()}, indent=1))
