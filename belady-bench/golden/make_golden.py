#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the golden files of GoldenModelTest: one per model, made by PyTorch.

    python3 make_golden.py ../../belady-core/src/test/resources/dev/belady/train/golden

Each file holds a HugeCTR configuration, initial parameters, 20 batches, and what PyTorch computes from
them in double precision: the logits, the loss and every gradient of the first step, the 20 losses,
and the parameters after the last step. Gradients come from autograd; the optimizers are written out
below by HugeCTR's formulas, independently of Belady. Needs torch and numpy, nothing else.
"""
import json
import pathlib
import sys

import numpy as np
import torch

SLOT_SIZES = [5, 7, 3, 11]
SLOTS = len(SLOT_SIZES)
OFFSETS = np.concatenate([[0], np.cumsum(SLOT_SIZES)[:-1]])
DENSE = 3
BATCH = 16
STEPS = 20


def layer(kind, bottom, top, **more):
    return {"name": top if isinstance(top, str) else top[0], "type": kind, "bottom": bottom, "top": top, **more}


def linear(bottom, top, width):
    return layer("InnerProduct", bottom, top, fc_param={"num_output": width})


def embedding(bottom, top, dim, combiner=0):
    return layer("DistributedSlotSparseEmbeddingHash", bottom, top, sparse_embedding_hparam={
        "max_vocabulary_size_per_gpu": 100, "embedding_vec_size": dim, "combiner": combiner})


def config(optimizer, sparse, layers):
    data = {"name": "data", "type": "Data", "format": "Norm", "source": "unused", "check": "None",
            "label": {"top": "label", "label_dim": 1}, "dense": {"top": "dense", "dense_dim": DENSE},
            "sparse": sparse}
    return {"solver": {"lr_policy": "fixed", "display": 1, "max_iter": STEPS, "gpu": [0], "batchsize": BATCH,
                       "snapshot": 1000, "snapshot_prefix": "./", "seed": 1, "input_key_type": "I64"},
            "optimizer": optimizer, "layers": [data] + layers
            + [layer("BinaryCrossEntropyLoss", ["logit", "label"], "loss")]}


def sparse_input(name, slots, hotness):
    return {"top": name, "type": "DistributedSlot", "max_feature_num_per_sample": slots * hotness,
            "max_nnz": hotness, "slot_num": slots}


# --- optimizers: dense tensors see every element, tables only the rows that a batch used (Local) ---

def adam(lr, b1=0.9, b2=0.999, eps=1e-7):
    spec = {"type": "Adam", "adam_hparam": {"learning_rate": lr, "beta1": b1, "beta2": b2, "epsilon": eps}}

    def update(w, g, state, t, used):
        m, v = state.setdefault("m", torch.zeros_like(w)), state.setdefault("v", torch.zeros_like(w))
        rows = used if used is not None else slice(None)
        m[rows] = b1 * m[rows] + (1 - b1) * g[rows]
        v[rows] = b2 * v[rows] + (1 - b2) * g[rows] ** 2
        alpha = lr * (1 - b2 ** t) ** 0.5 / (1 - b1 ** t)
        w[rows] -= alpha * m[rows] / (v[rows].sqrt() + eps)
    return spec, update


def adagrad(lr, eps=1e-7, initial=0.1):
    spec = {"type": "AdaGrad", "adagrad_hparam": {
        "learning_rate": lr, "initial_accu_value": initial, "epsilon": eps}}

    def update(w, g, state, t, used):
        s = state.setdefault("s", torch.full_like(w, initial))
        rows = used if used is not None else slice(None)
        s[rows] += g[rows] ** 2
        w[rows] -= lr * g[rows] / (s[rows].sqrt() + eps)
    return spec, update


def sgd(lr):
    spec = {"type": "SGD", "sgd_hparam": {"learning_rate": lr}}

    def update(w, g, state, t, used):
        w -= lr * g
    return spec, update


# --- the models ------------------------------------------------------------------------------------

class Net:
    """Parameters in the order of HugeCTR's dense file, tables in the order of the embedding layers."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.dense, self.tables = [], []

    def weight(self, rows, cols, scale=None):
        scale = scale or (2.0 / (rows + cols)) ** 0.5
        w = torch.tensor(self.rng.normal(0, scale, (rows, cols)).astype(np.float32).astype(np.float64))
        self.dense.append(w.requires_grad_())
        return w

    def mlp(self, widths):
        return [(self.weight(i, o), self.weight(1, o, 0.1)) for i, o in zip(widths, widths[1:])]

    def table(self, dim):
        w = torch.tensor(self.rng.uniform(-0.5, 0.5, (sum(SLOT_SIZES), dim)).astype(np.float32).astype(np.float64))
        self.tables.append(w.requires_grad_())
        return w


def pool(table, bags, mean=False):
    """bags: per sample a list of slots, each a list of keys; gives B x slots x dim."""
    out = []
    for sample in bags:
        for keys in sample:
            rows = table[torch.tensor(keys, dtype=torch.long)]
            total = rows.sum(0)
            out.append(total / len(keys) if mean and len(keys) > 1 else total)
    return torch.stack(out).reshape(len(bags), -1, table.shape[1])


def run_mlp(x, layers, last_relu):
    for i, (w, b) in enumerate(layers):
        x = x @ w + b
        if i + 1 < len(layers) or last_relu:
            x = torch.relu(x)
    return x


def one_hot_keys(rng, batch):
    return [[[int(OFFSETS[s] + rng.integers(SLOT_SIZES[s]))] for s in range(SLOTS)] for _ in range(batch)]


def multi_hot_keys(rng, batch):
    return [[[int(OFFSETS[s] + rng.integers(SLOT_SIZES[s])) for _ in range(rng.integers(0, 4))]
             for s in range(SLOTS)] for _ in range(batch)]


def wdl():
    net, dim = Net(11), 4
    wide, deep = net.table(1), net.table(dim)
    mlp = net.mlp([SLOTS * dim + DENSE, 8, 6, 1])
    opt = adam(0.01)
    conf = config(opt[0], [sparse_input("wide_in", 1, 3), sparse_input("deep_in", SLOTS, 3)], [
        embedding("wide_in", "wide_emb", 1), embedding("deep_in", "deep_emb", dim, combiner=1),
        layer("Reshape", "deep_emb", "deep_flat", leading_dim=SLOTS * dim),
        layer("Reshape", "wide_emb", "wide_flat", leading_dim=1),
        layer("Concat", ["deep_flat", "dense"], "cat"),
        linear("cat", "fc1", 8), layer("ReLU", "fc1", "relu1"), linear("relu1", "fc2", 6),
        layer("ReLU", "fc2", "relu2"), linear("relu2", "fc3", 1), layer("Add", ["fc3", "wide_flat"], "logit")])

    def forward(x, inputs):
        deep_vec = pool(deep, inputs[1], mean=True).reshape(len(x), -1)
        return run_mlp(torch.cat([deep_vec, x], 1), mlp, False) + pool(wide, inputs[0]).reshape(-1, 1)

    def keys(rng, batch):
        return [[s[:1] for s in multi_hot_keys(rng, batch)], multi_hot_keys(rng, batch)]
    return net, conf, forward, keys, opt[1]


def dcn():
    net, dim, layers = Net(12), 4, 3
    table, width = net.table(dim), SLOTS * dim + DENSE
    cross = [(net.weight(1, width, 0.3), net.weight(1, width, 0.1)) for _ in range(layers)]
    mlp = net.mlp([width, 8, 5])
    top = net.mlp([width + 5, 1])
    opt = adam(0.005)
    spec = dict(opt[0], update_type="Global")
    conf = config(spec, [sparse_input("data1", SLOTS, 1)], [
        embedding("data1", "emb", dim), layer("Reshape", "emb", "flat", leading_dim=SLOTS * dim),
        layer("Concat", ["flat", "dense"], "cat"),
        layer("Slice", "cat", ["slice1", "slice2"], ranges=[[0, width], [0, width]]),
        layer("MultiCross", "slice1", "cross", mc_param={"num_layers": layers}),
        linear("slice2", "fc1", 8), layer("ReLU", "fc1", "relu1"), linear("relu1", "fc2", 5),
        layer("ReLU", "fc2", "relu2"), layer("Concat", ["relu2", "cross"], "both"),
        linear("both", "logit", 1)])

    def forward(x, inputs):
        x0 = torch.cat([pool(table, inputs[0]).reshape(len(x), -1), x], 1)
        xl = x0
        for w, b in cross:
            xl = x0 * (xl @ w.T) + b + xl
        return run_mlp(torch.cat([run_mlp(x0, mlp, True), xl], 1), top, False)

    def everything(w, g, state, t, used):
        opt[1](w, g, state, t, None)
    return net, conf, forward, lambda rng, batch: [one_hot_keys(rng, batch)], everything


def deepfm():
    net, v = Net(13), 4
    table = net.table(v + 1)
    dense_v, dense_1 = net.weight(DENSE, v, 0.5), net.weight(DENSE, 1, 0.5)
    mlp = net.mlp([(SLOTS + DENSE) * v, 8, 1])
    opt = adagrad(0.05)
    conf = config(opt[0], [sparse_input("data1", SLOTS, 1)], [
        embedding("data1", "emb", v + 1), layer("Reshape", "emb", "rows", leading_dim=v + 1),
        layer("Slice", "rows", ["emb_v", "emb_1"], ranges=[[0, v], [v, v + 1]]),
        layer("Reshape", "emb_v", "flat_v", leading_dim=SLOTS * v),
        layer("Reshape", "emb_1", "flat_1", leading_dim=SLOTS),
        layer("Slice", "dense", ["dense_a", "dense_b"], ranges=[[0, DENSE], [0, DENSE]]),
        layer("Multiply", "dense_a", "dense_v", weight_dims=[DENSE, v]),
        layer("Multiply", "dense_b", "dense_1", weight_dims=[DENSE, 1]),
        layer("Concat", ["flat_v", "dense_v"], "all_v"),
        layer("Slice", "all_v", ["deep_in", "fm_in"], ranges=[[0, (SLOTS + DENSE) * v], [0, (SLOTS + DENSE) * v]]),
        linear("deep_in", "fc1", 8), layer("ReLU", "fc1", "relu1"), linear("relu1", "fc2", 1),
        layer("FmOrder2", "fm_in", "fm", out_dim=v), layer("ReduceSum", "fm", "fm_sum", axis=1),
        layer("Concat", ["flat_1", "dense_1"], "all_1"), layer("ReduceSum", "all_1", "first", axis=1),
        layer("Add", ["fc2", "fm_sum", "first"], "logit")])

    def forward(x, inputs):
        emb = pool(table, inputs[0])
        vectors = torch.cat([emb[:, :, :v], x[:, :, None] * dense_v[None]], 1)
        first = emb[:, :, v].sum(1) + (x * dense_1[:, 0]).sum(1)
        fm = 0.5 * (vectors.sum(1) ** 2 - (vectors ** 2).sum(1)).sum(1)
        return run_mlp(vectors.reshape(len(x), -1), mlp, False) + (first + fm)[:, None]
    return net, conf, forward, lambda rng, batch: [one_hot_keys(rng, batch)], opt[1]


def dlrm():
    net, dim = Net(14), 4
    table = net.table(dim)
    bottom = net.mlp([DENSE, 6, dim])
    pairs = (SLOTS + 1) * SLOTS // 2
    top = net.mlp([dim + pairs + 1, 7, 1])
    opt = sgd(0.1)
    conf = config(opt[0], [sparse_input("data1", SLOTS, 1)], [
        embedding("data1", "emb", dim), linear("dense", "fc1", 6), layer("ReLU", "fc1", "relu1"),
        linear("relu1", "fc2", dim), layer("ReLU", "fc2", "relu2"),
        layer("Interaction", ["relu2", "emb"], "pairs"), linear("pairs", "fc3", 7),
        layer("ReLU", "fc3", "relu3"), linear("relu3", "logit", 1)])

    def forward(x, inputs):
        d = run_mlp(x, bottom, True)
        stack = torch.cat([d[:, None], pool(table, inputs[0])], 1)
        gram = stack @ stack.transpose(1, 2)
        i, j = torch.tril_indices(SLOTS + 1, SLOTS + 1, offset=-1)
        return run_mlp(torch.cat([d, gram[:, i, j], torch.zeros(len(x), 1, dtype=x.dtype)], 1), top, False)
    return net, conf, forward, lambda rng, batch: [one_hot_keys(rng, batch)], opt[1]


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def flat(tensors):
    return [value for tensor in tensors for value in numbers(tensor)]


def golden(name, model):
    net, conf, forward, keys, update = model()
    rng = np.random.default_rng(100)
    batches, losses, first = [], [], None
    initial = {"dense": flat(net.dense), "tables": [numbers(t) for t in net.tables]}
    dense_states, table_states = [{} for _ in net.dense], [{} for _ in net.tables]
    for step in range(1, STEPS + 1):
        x = rng.normal(0, 1, (BATCH, DENSE)).astype(np.float32)
        y = rng.integers(0, 2, (BATCH, 1)).astype(np.float32)
        inputs = keys(rng, BATCH)
        batches.append({"dense": [float(f"{v:.9g}") for v in x.flatten()], "label": y.flatten().tolist(),
                        "keys": inputs})
        logit = forward(torch.tensor(x, dtype=torch.float64), inputs)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logit, torch.tensor(y, dtype=torch.float64))
        for p in net.dense + net.tables:
            p.grad = None
        loss.backward()
        losses.append(float(f"{loss.item():.9g}"))
        if step == 1:
            first = {"logit": numbers(logit), "dense_gradient": flat([p.grad for p in net.dense]),
                     "table_gradients": [numbers(t.grad) for t in net.tables]}
        with torch.no_grad():
            for p, state in zip(net.dense, dense_states):
                update(p, p.grad, state, step, None)
            for table, state, bags in zip(net.tables, table_states, inputs):
                used = sorted({key for sample in bags for slot in sample for key in slot})
                update(table, table.grad, state, step, torch.tensor(used, dtype=torch.long))
    return {"made_by": f"make_golden.py, torch {torch.__version__}", "model": name, "config": conf, "rows": sum(SLOT_SIZES),
            "initial": initial, "batches": batches, "first_step": first, "losses": losses,
            "final": {"dense": flat(net.dense), "tables": [numbers(t) for t in net.tables]}}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in {"wdl": wdl, "dcn": dcn, "deepfm": deepfm, "dlrm": dlrm}.items():
        text = json.dumps(golden(name, model), separators=(",", ":"))
        (folder / f"{name}.json").write_text(text.replace('],"', '],\n"') + "\n")
        print(name, len(text), "bytes")


if __name__ == "__main__":
    main()
