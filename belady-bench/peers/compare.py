#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lets Belady and its peers, PyTorch and hand-written C++, take turns on one workload; compare.sh calls it.

    python3 compare.py RESULT.json DIRECTORY name=value ... -- JAVA COMMAND

All contenders stay alive and warm; in every round each trains for one window. A window in which other processes
were busy is repeated. Before, the losses of the first
steps are compared; where the model has dropouts, that is done without them, by contenders of their own. Writes
what was measured to RESULT.json and prints it. Exits with 1 when the losses differ by more than 0.1%.
"""
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

import table

OTHERS = 0.04  # the part of the machine that others may use in a window that counts
HERE = pathlib.Path(__file__).parent
TOLERANCE = 1e-3
TORCH = {"separate": [], "fused": ["--tables", "fused"], "compiled": ["--tables", "fused", "--compiled"]}


class Contender:
    """A process that answers each line with a line of JSON."""

    def __init__(self, command, environment=None):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment)
        self.start = None

    def ready(self):
        self.start = self.read()
        self.name = self.start["implementation"]
        return self

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"compare: a contender ended with {self.process.wait()}: {self.process.args}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Machine:
    """Sees how much of the machine other processes used; nothing where Linux does not tell."""

    TICKS = os.sysconf("SC_CLK_TCK")

    def __init__(self, contenders, patience):
        self.processes = [contender.process.pid for contender in contenders]
        self.patience = patience

    def busy(self):
        """Seconds of all processors that were not idle, and those of the contenders."""
        try:
            with open("/proc/stat", encoding="ascii") as lines:
                user, nice, system, _, _, irq, soft, steal = map(int, lines.readline().split()[1:9])
            own = 0
            for process in self.processes:
                with open(f"/proc/{process}/stat", encoding="utf-8") as line:
                    own += sum(map(int, line.read().rpartition(")")[2].split()[11:13]))
        except OSError:
            return 0.0, 0.0
        return (user + nice + system + irq + soft + steal) / self.TICKS, own / self.TICKS

    def window(self, contender, seconds):
        """A window in which nobody else was busy, or, once patience is at its end, any."""
        while True:
            start, (all_before, own_before) = time.monotonic(), self.busy()
            window = contender.ask("window " + seconds)
            took, (all_after, own_after) = time.monotonic() - start, self.busy()
            others = (all_after - all_before - own_after + own_before) / took / (os.cpu_count() or 1)
            window["others"] = round(max(0.0, others), 3)
            if others < OTHERS or self.patience < 0:
                return window
            self.patience -= took


def open_all(given, directory, java, extra):
    """Belady first, since it writes the files that the others read."""
    belady = Contender(java + ["dev.belady.bench.StepContender", f"directory={directory}"] + extra + [
        f"{name}={given[name]}" for name in ("workload", "batch", "optimizer", "keys", "threads")]).ready()
    belady.ask("files")
    environment = dict(os.environ, LD_PRELOAD=given["preload"]) if given["preload"] else dict(os.environ)
    peers = []
    for peer in given["peers"].split(","):
        if peer == "cpp":
            # Each of its threads calls a BLAS of one thread.
            peers.append(Contender(cpp_command(given, directory), environment | dict.fromkeys(
                ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")))
        else:
            peers.append(Contender([sys.executable, str(HERE / "train_torch.py"), directory, "--threads",
                                    given["threads"]] + TORCH[peer], environment))
    return [belady] + [peer.ready() for peer in peers]


def cpp_command(given, directory):
    """The shape as arguments, so that dlrm.cpp need not read JSON."""
    shape = json.loads((pathlib.Path(directory) / "shape.json").read_text(encoding="utf-8"))
    names = ("workload", "kind", "data", "samples", "batch", "dense", "dim", "optimizer")
    return ([given["cpp"], directory] + [f"{name}={given[name]}" for name in ("blas", "threads")]
            + [f"{name}={shape[name]}" for name in names]
            + ["rows=" + ",".join(map(str, shape["rows"])),
               "parameters=" + ",".join(":".join(map(str, entry)) for entry in shape["parameters"])])


def compare_losses(contenders):
    """The first losses, and the largest relative difference from Belady's."""
    losses = [contender.ask("losses")["values"] for contender in contenders]
    worst = max(abs(a - b) / abs(b) for run in losses for a, b in zip(run, losses[0]))
    return losses[0], worst


def measure(given, directory, java):
    has_dropout = given["workload"] in ("WDL", "DCN")
    if has_dropout:
        exact = open_all(given, directory, java, ["dropout=0"])
        losses, worst = compare_losses(exact)
        for contender in exact:
            contender.close()
    contenders = open_all(given, directory, java, [])
    first, difference = compare_losses(contenders)
    if not has_dropout:
        losses, worst = first, difference
    for contender in contenders:
        contender.ask("window " + (given["warmup"] if contender.name == "belady" else given["peer_warmup"]))
    machine = Machine(contenders, float(given["patience"]))
    windows = {contender.name: [] for contender in contenders}
    for _ in range(int(given["rounds"])):
        for contender in contenders:
            windows[contender.name].append(machine.window(contender, given["seconds"]))
    roof = contenders[0].ask("roof")
    # PyTorch's and that of C++ use threads in different ways.
    roof["peer_gemm_gflops"] = max(peer.ask("roof")["gemm_gflops"] for peer in {contenders[1], contenders[-1]})
    for contender in contenders:
        contender.close()
    return {**{name: given[name] for name in ("workload", "keys", "optimizer")},
            "batch": int(given["batch"]), "threads": int(given["threads"]), "processor": processor(),
            "when": time.strftime("%Y-%m-%d %H:%M", time.gmtime()), "losses": losses, "loss_difference": worst,
            "roof": roof, "starts": {c.name: c.start for c in contenders}, "windows": windows}


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def main():
    split = sys.argv.index("--")
    result, directory, *settings = sys.argv[1:split]
    given = dict(setting.split("=", 1) for setting in settings)
    measured = measure(given, directory, sys.argv[split + 1:])
    pathlib.Path(result).write_text(json.dumps(measured) + "\n", encoding="utf-8")
    print(table.one(measured))
    if measured["loss_difference"] > TOLERANCE:
        sys.exit("the contenders do not do the same work")


if __name__ == "__main__":
    main()
