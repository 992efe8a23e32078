"""Which direction each library call computes, measured on an asymmetric pair.

    python measure_calls.py > calls.json

needs the packages listed under `versions` in the output. For each call the script runs it, and says to
which of the candidate numbers its value is equal to 1e-6: D_KL in both directions, with the reductions
that are in use. The numbers of the candidates are computed here from the definition in NumPy.
"""
import json, math, os, sys, warnings
os.environ.setdefault("KERAS_BACKEND", "torch")
warnings.simplefilter("ignore")
import numpy as np

A = np.array([0.7, 0.2, 0.1])   # the first name in a call below
B = np.array([0.2, 0.3, 0.5])   # the second
kl = lambda p, q: float(np.sum(p * (np.log(p) - np.log(q))))
M = (A + B) / 2
H = lambda p: float(-np.sum(p * np.log(p)))
NUMBERS = {
    "KL(A||B)": kl(A, B), "KL(B||A)": kl(B, A),
    "KL(A||B)/3": kl(A, B) / 3, "KL(B||A)/3": kl(B, A) / 3,
    "KL(A||B) bits": kl(A, B) / math.log(2), "KL(B||A) bits": kl(B, A) / math.log(2),
    "CE(A,B)": H(A) + kl(A, B), "CE(B,A)": H(B) + kl(B, A),
    "sqrt JS": math.sqrt((kl(A, M) + kl(B, M)) / 2),
    "H(A)": H(A), "-log A[1]": -math.log(A[1]), "-log B[1]": -math.log(B[1]),
}
import torch, torch.nn.functional as F, torch.nn as nn, scipy, scipy.stats, scipy.special, scipy.spatial
import scipy.spatial.distance, jax, optax, keras, numpyro, numpyro.distributions, torchmetrics, dit, dit.divergences
import torchmetrics.functional
from tensorflow_probability.substrates import jax as tfp
jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
ta, tb = torch.tensor(A), torch.tensor(B)
ja, jb = jnp.array(A), jnp.array(B)
ta1, tb1 = ta[None], tb[None]
ka, kb = ta1.double(), tb1.double()
one = torch.tensor([1])
da, db = (dit.Distribution(["0", "1", "2"], list(p)) for p in (A, B))
tca, tcb = torch.distributions.Categorical(ta), torch.distributions.Categorical(tb)
nca, ncb = numpyro.distributions.Categorical(ja), numpyro.distributions.Categorical(jb)
tfa, tfb = tfp.distributions.Categorical(probs=ja), tfp.distributions.Categorical(probs=jb)
cases = [
    # (what kullback is asked, what is run)
    ("F.kl_div(A.log(), B, reduction='sum')", lambda: F.kl_div(ta.log(), tb, reduction="sum")),
    ("F.kl_div(A.log(), B.log(), reduction='sum', log_target=True)", lambda: F.kl_div(ta.log(), tb.log(), reduction="sum", log_target=True)),
    ("F.kl_div(A.log(), B, reduction='batchmean')", lambda: F.kl_div(ta1.log(), tb1, reduction="batchmean")),
    ("F.kl_div(A.log(), B)", lambda: F.kl_div(ta1.log(), tb1)),
    ("F.kl_div(target=A, input=B.log(), reduction='sum')", lambda: F.kl_div(target=ta, input=tb.log(), reduction="sum")),
    ("nn.KLDivLoss(reduction='sum')(A.log(), B)", lambda: nn.KLDivLoss(reduction="sum")(ta.log(), tb)),
    ("nn.KLDivLoss()(A.log(), B)", lambda: nn.KLDivLoss()(ta1.log(), tb1)),
    ("torch.distributions.kl_divergence(A, B)", lambda: torch.distributions.kl_divergence(tca, tcb)),
    ("torch.distributions.kl.kl_divergence(A, B)", lambda: torch.distributions.kl.kl_divergence(tca, tcb)),
    ("numpyro.distributions.kl_divergence(A, B)", lambda: numpyro.distributions.kl_divergence(nca, ncb)),
    ("optax.kl_divergence(jnp.log(A), B)", lambda: optax.kl_divergence(jnp.log(ja), jb)),
    ("optax.losses.kl_divergence_with_log_targets(jnp.log(A), jnp.log(B))", lambda: optax.losses.kl_divergence_with_log_targets(jnp.log(ja), jnp.log(jb))),
    ("optax.convex_kl_divergence(jnp.log(A), B)", lambda: optax.convex_kl_divergence(jnp.log(ja), jb)),
    ("optax.softmax_cross_entropy(A, B)", lambda: optax.softmax_cross_entropy(jnp.log(ja), jb)),
    ("optax.softmax_cross_entropy_with_integer_labels(A, B)", lambda: optax.softmax_cross_entropy_with_integer_labels(jnp.log(ja), jnp.array(1))),
    ("keras.losses.kl_divergence(A, B)", lambda: keras.losses.kl_divergence(ka, kb)),
    ("keras.losses.KLDivergence()(A, B)", lambda: keras.losses.KLDivergence()(ka, kb)),
    ("keras.losses.categorical_crossentropy(A, B)", lambda: keras.losses.categorical_crossentropy(ka, kb)),
    ("scipy.stats.entropy(A, B)", lambda: scipy.stats.entropy(A, B)),
    ("scipy.stats.entropy(pk=A, qk=B, base=2)", lambda: scipy.stats.entropy(pk=A, qk=B, base=2)),
    ("scipy.stats.entropy(A)", lambda: scipy.stats.entropy(A)),
    ("scipy.special.rel_entr(A, B)", lambda: scipy.special.rel_entr(A, B).sum()),
    ("scipy.special.kl_div(A, B)", lambda: scipy.special.kl_div(A, B).sum()),
    ("jax.scipy.special.rel_entr(A, B)", lambda: jax.scipy.special.rel_entr(ja, jb).sum()),
    ("jax.scipy.special.kl_div(A, B)", lambda: jax.scipy.special.kl_div(ja, jb).sum()),
    ("scipy.spatial.distance.jensenshannon(A, B)", lambda: scipy.spatial.distance.jensenshannon(A, B)),
    ("dit.divergences.kullback_leibler_divergence(A, B)", lambda: dit.divergences.kullback_leibler_divergence(da, db)),
    ("dit.divergences.relative_entropy(A, B)", lambda: dit.divergences.relative_entropy(da, db)),
    ("torchmetrics.functional.kl_divergence(A, B)", lambda: torchmetrics.functional.kl_divergence(ta1, tb1)),
    ("F.cross_entropy(A, B)", lambda: F.cross_entropy(ta1.log(), one)),
    ("F.nll_loss(A, B)", lambda: F.nll_loss(ta1.log(), one)),
    ("nn.CrossEntropyLoss()(A, B)", lambda: nn.CrossEntropyLoss()(ta1.log(), tb1)),
    ("tfp.distributions.kl_divergence(A, B)", lambda: tfp.distributions.kl_divergence(tfa, tfb)),
    ("tfd.Categorical(probs=A).kl_divergence(tfd.Categorical(probs=B))", lambda: tfa.kl_divergence(tfb)),
    ("distrax.Categorical(probs=A).kl_divergence(distrax.Categorical(probs=B))", lambda: __import__("distrax").Categorical(probs=ja).kl_divergence(__import__("distrax").Categorical(probs=jb))),
]
out, seen = [], {}
for text, run in cases:
    try:
        value = float(run())
    except Exception as error:  # a package that is missing or broken is left out
        print(text, repr(error)[:200], file=sys.stderr)
        continue
    equal = [name for name, number in NUMBERS.items() if abs(number - value) < 1e-6]
    out.append({"call": text, "value": value, "equals": equal})
mods = dict(torch=torch, scipy=scipy, numpy=np, jax=jax, optax=optax, keras=keras, numpyro=numpyro, torchmetrics=torchmetrics, dit=dit)
from importlib.metadata import version
json.dump({"A": A.tolist(), "B": B.tolist(), "versions": {**{k: m.__version__ for k, m in mods.items()}, "distrax": version("distrax"), "tensorflow_probability": version("tensorflow-probability"), "python": sys.version.split()[0]}, "numbers": NUMBERS, "calls": out}, sys.stdout, indent=1)
