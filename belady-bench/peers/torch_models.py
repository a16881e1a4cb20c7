# SPDX-License-Identifier: Apache-2.0
"""The benchmarks' models in PyTorch, from the files that dev.belady.bench.PeerFiles wrote.

All embeddings have sparse gradients and one key per table and sample. SeparateTables is what the reference
implementation of DLRM builds, FusedTables what somebody does who wants fewer and larger operations.
"""
import numpy as np
import torch
from torch import nn


class SeparateTables(nn.Module):
    """One EmbeddingBag per table; keys are (tables, B). Returns (B, tables * dim)."""

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
    """All tables in one; keys are (B, tables), numbered table after table. Returns (B, tables * dim)."""

    def __init__(self, rows, values):
        super().__init__()
        self.rows = nn.Embedding.from_pretrained(torch.from_numpy(np.array(values)), freeze=False, sparse=True)

    @staticmethod
    def arrange(keys, rows):
        return number_through(keys, rows)

    def forward(self, keys, offsets):
        return [self.rows(keys).flatten(1)]


def number_through(keys, rows):
    return torch.from_numpy(keys + np.concatenate([[0], np.cumsum(rows)[:-1]]))


class Parameters:
    """The dense parameters by name."""

    def __init__(self, directory, shape):
        values, at = np.fromfile(directory / "dense.f32", "<f4"), 0
        self.by_name = {}
        for name, rows, columns in shape["parameters"]:
            self.by_name[name] = torch.from_numpy(values[at:at + rows * columns].reshape(rows, columns).copy())
            at += rows * columns

    def names(self, prefix):
        """Of the layers prefix0, prefix1, ..., in order."""
        count = sum(name.startswith(prefix) and name.endswith(".weight") for name in self.by_name)
        return [f"{prefix}{number}" for number in range(count)]

    def linear(self, name, inputs=None):
        """A linear layer with the first `inputs` rows of its weight, all if None."""
        weight, bias = self.by_name[name + ".weight"][:inputs], self.by_name[name + ".bias"]
        linear = nn.Linear(*weight.shape)
        with torch.no_grad():
            linear.weight.copy_(weight.T)
            linear.bias.copy_(bias[0])
        return linear

    def mlp(self, prefix, relu_behind_last, dropout=0.0, first_inputs=None):
        layers, names = [], self.names(prefix)
        for name in names:
            layers.append(self.linear(name, first_inputs if name == names[0] else None))
            if relu_behind_last or name != names[-1]:
                layers.append(nn.ReLU(inplace=True))
                if dropout > 0:
                    layers.append(nn.Dropout(dropout))
        return nn.Sequential(*layers)


class Dlrm(nn.Module):
    """A bottom network, the products of all pairs of vectors, a top network."""

    def __init__(self, shape, parameters):
        super().__init__()
        vectors = len(shape["rows"]) + 1
        row, column = torch.tril_indices(vectors, vectors, offset=-1)
        self.register_buffer("pairs", row * vectors + column)
        self.bottom = parameters.mlp("bottom", relu_behind_last=True)
        # Belady's interaction ends with a column of zeros, which is left out here.
        self.top = parameters.mlp("top", relu_behind_last=False, first_inputs=shape["dim"] + len(self.pairs))

    def forward(self, dense, looked_up, wide):
        x = self.bottom(dense)
        vectors = torch.cat([x] + looked_up, 1).view(len(x), -1, x.shape[1])
        products = torch.bmm(vectors, vectors.transpose(1, 2))
        # The same as products[:, row, column], whose backward takes four times as long.
        return self.top(torch.cat([x, products.flatten(1).index_select(1, self.pairs)], 1))


class WideAndDeep(nn.Module):
    """A network on all vectors and the dense features, beside a linear part."""

    def __init__(self, shape, parameters):
        super().__init__()
        self.deep = parameters.mlp("deep", relu_behind_last=False, dropout=shape["dropout"])

    def forward(self, dense, looked_up, wide):
        return self.deep(torch.cat(looked_up + [dense], 1)) + wide


class DeepAndCross(nn.Module):
    """A network beside cross layers, both on all vectors and the dense features."""

    def __init__(self, shape, parameters):
        super().__init__()
        self.deep = parameters.mlp("deep", relu_behind_last=True, dropout=shape["dropout"])
        self.last = parameters.linear("last0")
        names = parameters.names("cross.")
        self.weights = nn.ParameterList([parameters.by_name[name + ".weight"] for name in names])
        self.biases = nn.ParameterList([parameters.by_name[name + ".bias"] for name in names])

    def forward(self, dense, looked_up, wide):
        x0 = torch.cat(looked_up + [dense], 1)
        x = x0
        for weight, bias in zip(self.weights, self.biases):
            x = torch.addcmul(x + bias, x0, nn.functional.linear(x, weight))
        return self.last(torch.cat([self.deep(x0), x], 1))


class Ranking(nn.Module):
    """Tables and, where the shape has one, a wide part, below a dense network."""

    KINDS = {"DLRM": Dlrm, "WIDE_AND_DEEP": WideAndDeep, "DEEP_AND_CROSS": DeepAndCross}

    def __init__(self, directory, shape, tables_class, compiled):
        super().__init__()
        wide_rows, rows = shape["wide_rows"], shape["rows"]
        number = 0
        self.wide = None
        if wide_rows:
            values = torch.from_numpy(np.fromfile(directory / "table0.f32", "<f4").reshape(-1, 1))
            self.wide = nn.EmbeddingBag.from_pretrained(values, freeze=False, mode="sum", sparse=True)
            number = 1
        values = np.memmap(directory / f"table{number}.f32", "<f4", "r").reshape(-1, shape["dim"])
        self.tables = tables_class(rows, values)
        self.network = self.KINDS[shape["kind"]](shape, Parameters(directory, shape))
        if compiled:
            self.network.compile(dynamic=False)

    def forward(self, dense, keys, wide_keys, offsets):
        wide = None if self.wide is None else self.wide(wide_keys)
        return self.network(dense, self.tables(keys, offsets), wide)


def read_batches(directory, shape, tables_class):
    """All samples as a list of (dense, keys, wide keys or None, labels), one entry per batch."""
    wide, rows = shape["wide_rows"], shape["rows"]
    record = np.dtype([("label", "<f4"), ("dense", "<f4", (shape["dense"],)), ("wide", "<u4", (len(wide),)),
                       ("keys", "<u4", (len(rows),))])
    samples = np.memmap(directory / shape["data"], record, "r").reshape(-1, shape["batch"])
    keys = tables_class.arrange(samples["keys"].astype(np.int64), rows)
    wide_keys = number_through(samples["wide"].astype(np.int64), wide) if wide else [None] * len(samples)
    return list(zip(torch.from_numpy(samples["dense"].copy()), keys, wide_keys,
                    torch.from_numpy(samples["label"].copy()).unsqueeze(2)))
