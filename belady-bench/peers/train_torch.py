#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PyTorch's side of compare.sh: a model that trains when it is told to, so that contenders can take turns while
all of them stay warm. Same samples, same first values, same steps as dev.belady.bench.StepContender.

    python3 train_torch.py DIRECTORY [--tables separate|fused] [--compiled] [--threads 2]

DIRECTORY holds what dev.belady.bench.PeerFiles wrote. The samples stand in memory as tensors, batch by batch,
before the first step: nothing is read, decoded or copied in a step. Prints a line of JSON when it is ready, and
one for each line that it reads: `losses`, `window SECONDS`, `roof`. Needs torch and numpy, nothing else.
"""
import argparse
import json
import os
import pathlib
import sys
import time
import warnings

import torch
from torch import nn

import torch_models

FIRST_LOSSES = 20
TABLES = {"separate": torch_models.SeparateTables, "fused": torch_models.FusedTables}


def optimizer_of(kind, model):
    """Both take dense and sparse gradients; Adagrad sums those of one row first. From an accumulator of 0 its
    first step would be the whole rate even where a gradient is nothing but rounding, and losses would differ."""
    if kind == "sgd":
        return torch.optim.SGD(model.parameters(), lr=0.1)
    if kind == "adagrad":
        return torch.optim.Adagrad(model.parameters(), lr=0.01, initial_accumulator_value=0.01, eps=1e-10)
    raise SystemExit("optimizer must be sgd or adagrad: optimizer=" + kind)


class Training:
    def __init__(self, directory, tables, compiled):
        self.shape = json.loads((directory / "shape.json").read_text())
        self.model = torch_models.Ranking(directory, self.shape, tables, compiled)
        self.batches = torch_models.read_batches(directory, self.shape, tables)
        self.optimizer = optimizer_of(self.shape["optimizer"], self.model)
        self.criterion = nn.BCEWithLogitsLoss()
        self.offsets = torch.arange(self.shape["batch"])
        self.steps = 0

    def step(self):
        dense, keys, wide_keys, labels = self.batches[self.steps % len(self.batches)]
        self.steps += 1
        loss = self.criterion(self.model(dense, keys, wide_keys, self.offsets), labels)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss

    def losses(self):
        return {"event": "losses", "values": [self.step().item() for _ in range(FIRST_LOSSES)]}

    def window(self, seconds):
        """The first step does not count: after a pause it finds what it needs in no cache."""
        self.step()
        steps, cpu, start = self.steps, time.process_time(), time.perf_counter()
        while True:
            self.step()
            elapsed = time.perf_counter() - start
            if elapsed >= seconds:
                break
        samples = (self.steps - steps) * self.shape["batch"]
        return {"event": "window", "samples_per_second": round(samples / elapsed),
                "cpu_us_per_sample": round((time.process_time() - cpu) / samples * 1e6, 3)}


def gemm_gflops(seconds=1.5):
    """The best speed of a matrix product as large as those of a model's layers."""
    x, w = torch.randn(2048, 512), torch.randn(512, 512)
    y, best, end = torch.empty(2048, 512), 0.0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(20):
            torch.mm(x, w, out=y)
        best = max(best, 20 * 2 * 2048 * 512 * 512 / (time.perf_counter() - start))
    return best * 1e-9


def blas_path():
    if not torch.backends.mkl.is_available():
        return "no MKL"
    return "MKL, told that the CPU is Intel's" if "mkl_on_amd" in os.environ.get("LD_PRELOAD", "") else "MKL as it is"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--tables", choices=list(TABLES), default="separate")
    parser.add_argument("--compiled", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    warnings.filterwarnings("ignore", message="Sparse invariant checks")  # torch's own Adagrad triggers it
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    training = Training(args.directory, TABLES[args.tables], args.compiled)
    name = "torch-" + args.tables + ("-compiled" if args.compiled else "")

    def answer(event):
        print(json.dumps(event), flush=True)

    answer({"event": "start", "implementation": name, "path": blas_path(), "workload": training.shape["workload"],
            "batch": training.shape["batch"], "threads": torch.get_num_threads(),
            "version": "PyTorch " + torch.__version__})
    for line in sys.stdin:
        command, *rest = line.split()
        if command == "losses":
            answer(training.losses())
        elif command == "window":
            answer(training.window(float(rest[0])))
        elif command == "roof":
            answer({"event": "roof", "gemm_gflops": round(gemm_gflops(), 1)})
        else:
            raise SystemExit("unknown command: " + command)


if __name__ == "__main__":
    main()
