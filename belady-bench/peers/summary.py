#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what compare.sh measured as a table and checks that all contenders did the same work.

    python3 summary.py RESULTS.jsonl

Exits with 1 when the losses of the first steps differ by more than 0.1%.
"""
import json
import statistics
import sys

TOLERANCE = 1e-3


def read(path):
    """By contender: its description, windows of all rounds, first losses, last result."""
    contenders, current = {}, None
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            if event["event"] == "start":
                current = contenders.setdefault(event["implementation"], {"windows": [], "losses": [], "cpu": []})
                current["start"] = event
            elif event["event"] == "window":
                current["windows"].append(event["samples_per_second"])
            elif event["event"] == "losses":
                current["losses"].append(event["values"])
            else:
                current["result"] = event
                current["cpu"].append(event["cpu_us_per_sample"])
    return contenders


def main():
    contenders = read(sys.argv[1])
    belady = contenders["belady"]
    start, result = belady["start"], belady["result"]
    ours = statistics.median(belady["windows"])
    print(f"{start['workload']}, batch {start['batch']}, {start['threads']} threads; "
          f"{result['flops_per_sample'] / 1e6:.2f} MFLOP a sample, "
          f"roof {result['gemm_gflops']:.0f} GFLOP/s (Belady's own matrix product)")
    print(f"{'':16} {'samples/s':>10} {'spread':>17} {'CPU us':>7} {'of roof':>8} {'Belady is':>10}  path")
    for name, contender in contenders.items():
        windows = contender["windows"]
        median = statistics.median(windows)
        roof = median * result["flops_per_sample"] / (result["gemm_gflops"] * 1e9)
        print(f"{name:16} {median:10.0f} {min(windows):8.0f}-{max(windows):8.0f} "
              f"{statistics.median(contender['cpu']):7.1f} {roof:8.2f} "
              f"{ours / median:9.2f}x  {contender['start']['path']}")
    expected = belady["losses"][0]
    worst = max(abs(a - b) / abs(b) for c in contenders.values() for run in c["losses"] for a, b in zip(run, expected))
    print(f"losses of the first {len(expected)} steps: {expected[0]:.6f} to {expected[-1]:.6f}; "
          f"largest difference between any two runs and Belady's first: {worst:.1e}")
    if worst > TOLERANCE:
        sys.exit("the contenders do not do the same work")


if __name__ == "__main__":
    main()
