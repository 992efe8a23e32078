"""What the gradient of each sample estimator descends, by enumeration.

    python measure_gradients.py > gradients.json

Q = softmax(logits) and P are categorical. The expectation over draws of the sampled law is an exact sum
with weights that are held constant, as draws are; the estimator is differentiated by autograd through
the logits of the law that is learned. The gradient is compared to those of both divergences.
"""
import json, sys
import torch

torch.set_default_dtype(torch.float64)
start = torch.tensor([0.3, -0.4, 0.9, 0.1])
other = torch.log_softmax(torch.tensor([-0.5, 0.8, 0.2, -0.1]), 0)
kl = lambda a, b: (a.exp() * (a - b)).sum()


def gradient(loss):
    logits = start.clone().requires_grad_()
    loss(torch.log_softmax(logits, 0)).backward()
    return logits.grad


# s: log of the sampled law, t: log of the other one.
ESTIMATORS = {
    "k1": lambda s, t: s - t,
    "k2": lambda s, t: (s - t) ** 2 / 2,
    "k3": lambda s, t: (t - s).exp() - 1 - (t - s),
}
out = []
for name, k in ESTIMATORS.items():
    for learned in ("sampled", "other"):
        if learned == "sampled":
            found = gradient(lambda q: (q.detach().exp() * k(q, other)).sum())
            there, back = gradient(lambda q: kl(q, other)), gradient(lambda q: kl(other, q))
            # In the reward: the score function weighted by the detached estimate.
            reward = gradient(lambda q: (q.detach().exp() * k(q.detach(), other) * q).sum())
        else:
            found = gradient(lambda q: (other.exp() * k(other, q)).sum())
            there, back = gradient(lambda q: kl(other, q)), gradient(lambda q: kl(q, other))
            reward = None
        same = lambda g, h: bool(torch.allclose(g, h, atol=1e-12))
        row = {
            "estimator": name,
            "learned": learned,
            "gradient": found.tolist(),
            "of KL(sampled||other)": same(found, there),
            "of KL(other||sampled)": same(found, back),
            "zero": same(found, torch.zeros_like(found)),
        }
        if reward is not None:
            row["as reward: of KL(sampled||other)"] = same(reward, there)
        out.append(row)
json.dump({"torch": torch.__version__, "rows": out}, sys.stdout, indent=1)
