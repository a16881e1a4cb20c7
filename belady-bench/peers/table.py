#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what compare.sh measured.

    python3 table.py RESULT.json ...

One Markdown table with a line for each result. Samples/s are medians over the windows; a ratio is the median
over the rounds of Belady's speed by the other's in the same round, with the least and the most.
"""
import json
import statistics
import sys

ORDER = ["RMC2", "RMC3", "RMC4", "SYN-M1", "SYN-M2", "SYN-M3", "SYN-M4", "MLPERF", "WDL", "DCN", "SMOKE"]


def speeds(measured, name):
    return [window["samples_per_second"] for window in measured["windows"][name]]


def peers(measured):
    return [name for name in measured["windows"] if name != "belady"]


def best_of(measured, names):
    """The name with the highest median, None of none."""
    return max(names, key=lambda name: statistics.median(speeds(measured, name)), default=None)


def label(name):
    return "C++" if name == "cpp" else name.removeprefix("torch-")


def ratios(measured, name):
    return [a / b for a, b in zip(speeds(measured, "belady"), speeds(measured, name))]


def processor_ratio(measured, name):
    """How many times the other's processor time per sample is Belady's."""
    ours, other = ([statistics.median(w["cpu_us_per_sample"] for w in measured["windows"][n])] for n in ("belady", name))
    return other[0] / ours[0]


def roofs(measured):
    """Samples per second if only the matrix products took time, and if only the rows did."""
    roof = measured["roof"]
    gflops = max(roof["gemm_gflops"], roof["peer_gemm_gflops"])
    return gflops * 1e9 / roof["flops_per_sample"], roof["row_gbytes"] * 1e9 / roof["row_bytes_per_sample"]


def thousands(speed):
    return f"{speed / 1000:.1f}k" if speed < 100_000 else f"{speed / 1000:.0f}k"


def one(measured):
    """A result as text for people."""
    roof = measured["roof"]
    gemm, rows = roofs(measured)
    lines = [f"{measured['workload']}, batch {measured['batch']}, {measured['keys']} keys, {measured['optimizer']}, "
             f"{measured['threads']} threads: {roof['flops_per_sample'] / 1e6:.2f} MFLOP and "
             f"{roof['row_bytes_per_sample'] / 1e3:.2f} kB of rows a sample",
             f"machine: {measured['processor']}; products {roof['gemm_gflops']:.0f} GFLOP/s (Belady's), "
             f"{roof['peer_gemm_gflops']:.0f} (the peers'); rows at random places {roof['row_gbytes']:.1f} GB/s",
             f"roofs: {thousands(gemm)} samples/s by products, {thousands(rows)} by rows",
             f"{'':20} {'samples/s':>10} {'spread':>17} {'CPU us':>7} {'of roof':>8} {'Belady is':>22}"]
    for name, windows in measured["windows"].items():
        speed = speeds(measured, name)
        median = statistics.median(speed)
        times = ratios(measured, name)
        lines.append(f"{name:20} {median:10.0f} {min(speed):8.0f}-{max(speed):8.0f} "
                     f"{statistics.median(w['cpu_us_per_sample'] for w in windows):7.1f} "
                     f"{median / min(gemm, rows):8.2f} {statistics.median(times):8.2f}x ({min(times):.2f}-{max(times):.2f})")
    best = best_of(measured, peers(measured))
    lines.append(f"best peer: {label(best)}; Belady is {statistics.median(ratios(measured, best)):.2f}x")
    others = max(window["others"] for windows in measured["windows"].values() for window in windows)
    lines.append(f"other processes used up to {others:.0%} of the machine in a window")
    losses = measured["losses"]
    lines.append(f"losses of the first {len(losses)} steps: {losses[0]:.6f} to {losses[-1]:.6f}; "
                 f"the largest difference is {measured['loss_difference']:.1e} of the loss")
    return "\n".join(lines)


def speed_field(measured, name):
    if name is None:
        return "-"
    speed = speeds(measured, name)
    return f"{thousands(statistics.median(speed))} ({thousands(min(speed))}-{thousands(max(speed))})"


def row(measured):
    best = best_of(measured, peers(measured))
    torch = best_of(measured, [name for name in peers(measured) if name != "cpp"])
    cpp = "cpp" if "cpp" in peers(measured) else None
    times = ratios(measured, best)
    gemm, rows = roofs(measured)
    roof = measured["roof"]
    fields = [measured["workload"], f"{measured['batch']:,}", measured["keys"], measured["optimizer"],
              speed_field(measured, "belady"), speed_field(measured, torch) + (f", {label(torch)}" if torch else ""),
              speed_field(measured, cpp), f"**{statistics.median(times):.2f}** ({min(times):.2f}-{max(times):.2f}), {label(best)}",
              f"{processor_ratio(measured, best):.2f}", f"{measured['loss_difference']:.0e}",
              f"{roof['flops_per_sample'] / 1e6:.2f}", f"{roof['row_bytes_per_sample'] / 1e3:.1f}",
              thousands(gemm), thousands(rows), f"{statistics.median(speeds(measured, 'belady')) / min(gemm, rows):.2f}"]
    return "| " + " | ".join(fields) + " |"


def main():
    results = []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            results.append(json.load(file))
    results.sort(key=lambda r: (r["threads"], ORDER.index(r["workload"]), r["optimizer"] != "sgd", r["keys"] != "zipf",
                                r["batch"]))
    print("| model | batch | keys | optimizer | Belady, samples/s | best of PyTorch | C++ | ratio | ratio of CPU time "
          "| losses differ | MFLOP | kB of rows | roof of products | roof of rows | Belady of its roof |")
    print("| --- | --: | --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |")
    for measured in results:
        print(row(measured))
    gflops = [max(r["roof"]["gemm_gflops"], r["roof"]["peer_gemm_gflops"]) for r in results]
    gbytes = [r["roof"]["row_gbytes"] for r in results]
    print(f"\nPeaks measured in the same runs: products {min(gflops):.0f} to {max(gflops):.0f} GFLOP/s, rows at random "
          f"places {min(gbytes):.1f} to {max(gbytes):.1f} GB/s.")


if __name__ == "__main__":
    main()
