#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures what knowing the popular rows is worth: hot rows together, hot rows in memory for good,
# FAE's schedule, cDLRM's windows and look-ahead alone, at the same budgets, beside all rows in
# memory. Every round opens all sessions anew, and begins with another contender.
#
#   belady-bench/popularity.sh [name=value ...]
#
#   workload=RMC2            also RMC3, RMC4, SYN-M1 to SYN-M4, MLPERF; SMOKE takes seconds
#   keys=zipf                power law with exponent 1.05; steep_zipf: 1.2; uniform
#   optimizer=sgd            also adagrad, adam
#   ways=resident_hot,resident_fae,lookahead,pinned,fae,cdlrm   what is compared with resident
#   percents=5,1             budgets in percent of the bytes of all rows, hot rows included
#   stores=memory,file
#   hot=25                   the part of a budget that hot rows get, in percent
#   fae_hot=50               the same under FAE's schedule
#   batch=2048               samples of a step
#   threads=2                computing threads
#   rounds=3                 runs of each contender
#   limit=0                  seconds that no round goes beyond, 0 for none
#   passes=1                 over the data that count, behind one that makes the rows
#   samples=131072           of a pass
#   eval_samples=8192        of each evaluation that FAE's schedule asks for
#   directory=target/popularity   for data (kept) and stores (removed)
#
# ratio, cpu: samples/s and processor time over those of resident in the same round, median. hits:
# rows of a batch that were in memory. hot: accesses of hot rows. inputs: those whose rows are all
# hot. up, down: read and written in a pass. rows, data: how long training waited for rows, and for
# batches to be read and planned. plan, move: processor time of the planner thread and of mover and
# store threads, in percent of a core. hot s: seconds before the first batch, in which hot rows are
# chosen and hot inputs counted. eval: time of evaluations, over that of training; it is not in
# samples/s. MB hot: bytes of hot rows.
#
# The last lines say whether all that train in one order have ended in the same bits. Resident
# contenders with hot rows have as many as those of the first budget. Nothing else should run on the
# machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. belady-bench/java.sh
grep -m 1 'model name' /proc/cpuinfo 2>/dev/null || true
printf 'load before: %s\n' "$(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || echo unknown)"
run_benchmark dev.belady.bench.PopularityBenchmark "$@"
