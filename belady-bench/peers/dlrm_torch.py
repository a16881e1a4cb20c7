#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""DLRM in PyTorch, to be measured beside Belady: same samples, same first values, same steps.

    python3 dlrm_torch.py DIRECTORY [--tables separate|fused] [--threads 2] [--warmup 5] [--seconds 4]
                          [--windows 5]

DIRECTORY holds what dev.belady.bench.PeerFiles wrote. The model is what the reference implementation
builds: one EmbeddingBag (sum, sparse gradients) per table, or with `fused` one table for all; pairwise
products by bmm; BCEWithLogits; torch.optim. The samples stand in memory as tensors, batch by batch, before
the first step: nothing is read, decoded or copied in a step. Prints one JSON object a line, like
dev.belady.bench.StepBenchmark. Needs torch and numpy, nothing else.
"""
import argparse
import json
import os
import pathlib
import statistics
import time
import warnings

import numpy as np
import torch
from torch import nn

FIRST_LOSSES = 20


class SeparateTables(nn.Module):
    """One EmbeddingBag per table; keys are (tables, B)."""

    def __init__(self, rows, values):
        super().__init__()
        starts = np.concatenate([[0], np.cumsum(rows)])
        self.bags = nn.ModuleList()
        for begin, end in zip(starts, starts[1:]):
            weight = torch.from_numpy(np.array(values[begin:end]))
            self.bags.append(nn.EmbeddingBag.from_pretrained(weight, freeze=False, mode="sum", sparse=True))

    @staticmethod
    def arrange(keys, rows):
        return torch.from_numpy(np.ascontiguousarray(keys.transpose(0, 2, 1)))

    def forward(self, keys, offsets):
        return [bag(k, offsets) for bag, k in zip(self.bags, keys)]


class FusedTables(nn.Module):
    """All tables in one; keys are (B, tables), numbered table after table."""

    def __init__(self, rows, values):
        super().__init__()
        self.rows = nn.Embedding.from_pretrained(torch.from_numpy(np.array(values)), freeze=False, sparse=True)

    @staticmethod
    def arrange(keys, rows):
        return torch.from_numpy(keys + np.concatenate([[0], np.cumsum(rows)[:-1]]))

    def forward(self, keys, offsets):
        return [self.rows(keys)]


class Dlrm(nn.Module):
    def __init__(self, shape, dense_values, tables):
        super().__init__()
        self.tables = tables
        vectors = len(shape["rows"]) + 1
        row, column = torch.tril_indices(vectors, vectors, offset=-1)
        self.pairs = row * vectors + column
        layers, at = [], 0
        for number, (inputs, outputs) in enumerate(shape["weights"]):
            weight = dense_values[at:at + inputs * outputs].reshape(inputs, outputs)
            bias = dense_values[at + inputs * outputs:at + (inputs + 1) * outputs]
            at += (inputs + 1) * outputs
            if number == shape["bottom_layers"]:
                weight = weight[:-1]  # Belady's interaction ends with a column of zeros
            linear = nn.Linear(weight.shape[0], outputs)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(weight.T.copy()))
                linear.bias.copy_(torch.from_numpy(bias.copy()))
            layers += [linear, nn.ReLU(inplace=True)]
        self.bottom = nn.Sequential(*layers[:2 * shape["bottom_layers"]])
        self.top = nn.Sequential(*layers[2 * shape["bottom_layers"]:-1])

    def forward(self, dense, keys, offsets):
        x = self.bottom(dense)
        looked_up = self.tables(keys, offsets)
        all_vectors = torch.cat([x] + [v.reshape(len(x), -1) for v in looked_up], 1).view(len(x), -1, x.shape[1])
        products = torch.bmm(all_vectors, all_vectors.transpose(1, 2))
        # The same as products[:, row, column], whose backward takes four times as long.
        return self.top(torch.cat([x, products.flatten(1).index_select(1, self.pairs)], 1))


def optimizer_of(kind, model):
    """Both take dense and sparse gradients; Adagrad sums those of one row first. From an accumulator of 0 its
    first step would be the whole rate even where a gradient is nothing but rounding, and losses would differ."""
    if kind == "sgd":
        return torch.optim.SGD(model.parameters(), lr=0.1)
    if kind == "adagrad":
        return torch.optim.Adagrad(model.parameters(), lr=0.01, initial_accumulator_value=0.01, eps=1e-10)
    raise SystemExit("optimizer must be sgd or adagrad: optimizer=" + kind)


def load(directory, tables_class):
    shape = json.loads((directory / "shape.json").read_text())
    batch, tables, dense = shape["batch"], len(shape["rows"]), shape["dense"]
    record = np.dtype([("label", "<f4"), ("dense", "<f4", dense), ("keys", "<u4", tables)])
    samples = np.memmap(directory / shape["data"], record, "r").reshape(-1, batch)
    values = np.memmap(directory / "tables.f32", "<f4", "r").reshape(-1, shape["dim"])
    model = Dlrm(shape, np.fromfile(directory / "dense.f32", "<f4"), tables_class(shape["rows"], values))
    keys = tables_class.arrange(samples["keys"].astype(np.int64), shape["rows"])
    batches = list(zip(torch.from_numpy(samples["dense"].copy()), keys,
                       torch.from_numpy(samples["label"].copy()).unsqueeze(2)))
    return shape, model, batches


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--tables", choices=["separate", "fused"], default="separate")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--warmup", type=float, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--windows", type=int, default=5)
    args = parser.parse_args()
    warnings.filterwarnings("ignore", message="Sparse invariant checks")  # torch's own Adagrad triggers it
    torch.set_num_threads(args.threads)
    shape, model, batches = load(args.directory, SeparateTables if args.tables == "separate" else FusedTables)
    optimizer = optimizer_of(shape["optimizer"], model)
    criterion = nn.BCEWithLogitsLoss()
    offsets = torch.arange(shape["batch"])
    print(json.dumps({"event": "start", "implementation": "torch-" + args.tables, "path": blas_path(),
                      "workload": shape["workload"], "batch": shape["batch"], "threads": torch.get_num_threads(),
                      "torch": torch.__version__}), flush=True)
    steps = 0

    def step():
        nonlocal steps
        dense, keys, labels = batches[steps % len(batches)]
        steps += 1
        loss = criterion(model(dense, keys, offsets), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss

    def samples_per_second(seconds):
        start, before = time.perf_counter(), steps
        while True:
            step()
            elapsed = time.perf_counter() - start
            if elapsed >= seconds:
                return (steps - before) * shape["batch"] / elapsed

    print(json.dumps({"event": "losses", "values": [step().item() for _ in range(FIRST_LOSSES)]}), flush=True)
    samples_per_second(args.warmup)
    windows, steps_before, cpu_before = [], steps, time.process_time()
    for _ in range(args.windows):
        windows.append(samples_per_second(args.seconds))
        print(json.dumps({"event": "window", "samples_per_second": round(windows[-1])}), flush=True)
    cpu = (time.process_time() - cpu_before) / ((steps - steps_before) * shape["batch"])
    print(json.dumps({"event": "result", "median": round(statistics.median(windows)), "min": round(min(windows)),
                      "max": round(max(windows)), "loss": step().item(), "cpu_us_per_sample": round(cpu * 1e6, 3)}))


def blas_path():
    if not torch.backends.mkl.is_available():
        return "no MKL"
    return "MKL, told that the CPU is Intel's" if "mkl_on_amd" in os.environ.get("LD_PRELOAD", "") else "MKL as it is"


if __name__ == "__main__":
    main()
