#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures what a memory budget costs: budgets and stores beside all rows in memory, turn by turn in
# one process. Prints a table for each workload, key law and optimizer.
#
#   belady-bench/tiers.sh [name=value ...]
#
#   workloads=RMC2,RMC3      also SYN-M1 to SYN-M4, MLPERF; SMOKE takes seconds
#   keys=zipf,steep_zipf     power laws with exponents 1.05 and 1.2; also uniform
#   optimizers=sgd,adagrad   also adam
#   percents=20,5,1          budgets in percent of the bytes of all rows; one that is too small is
#                            replaced by the least that works, which is then shown
#   stores=memory,file,direct   direct: files past the page cache
#   batch=2048               samples of a step
#   threads=2                computing threads
#   io_threads=0             threads of the stores; 0 is the default
#   rounds=5                 sessions of each contender
#   seconds=4                of the window at the end of a session
#   samples=262144           of the data, which a session trains once before its window and then
#                            repeats
#   shuffle=0                samples that a pass shuffles at a time, each pass anew; in the same order
#                            rows that left together come back together, as pages of the disk do
#   directory=target/tiers   for data (kept) and stores (removed)
#
# ratio: samples/s over those of resident in the same round, median, least and most. hits: rows of a
# batch that were in memory. up, down: rows read and written. store, data: how long training waited
# for rows, and for batches to be read and planned. plan, move: processor time of the planner thread
# and of mover and store threads, in percent of a core. disk rd, wr: MB/s that really went to disks.
# disk: their sum in parts of what the disk did with reads and writes of pages at random places, 16
# threads. others: processor time of other processes in percent of a core, the most in any window; a
# window with more than 10% is repeated up to three times, and the least disturbed one counts.
#
# Nothing else should run on the machine. Each session is opened anew, after the one before it was
# closed, in another order in every round: what differs between sessions that do the same shows as
# spread. Two sessions that are not counted come first, for the compiler of the JVM. A round takes
# for each contender opening, the samples, and the window.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

. belady-bench/java.sh
grep -m 1 'model name' /proc/cpuinfo 2>/dev/null || true
printf 'load before: %s\n' "$(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || echo unknown)"
BELADY_OPTS="-XX:NewSize=64m -XX:MaxNewSize=64m -XX:-UseAdaptiveSizePolicy ${BELADY_OPTS-}"
run_benchmark dev.belady.bench.TierBenchmark "$@"
