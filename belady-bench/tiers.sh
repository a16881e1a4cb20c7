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
#   rounds=5                 windows of each contender
#   seconds=4                of a window
#   samples=524288           of the data, which a run repeats
#   directory=target/tiers   for data (kept) and stores (removed)
#
# ratio: samples/s over those of resident in the same round, median. hits: rows of a batch that were
# in memory. up, down: rows read and written. store, data: how long training waited for rows, and
# for batches to be read and planned. plan, move: processor time of the planner thread and of mover
# and store threads, in percent of a core. disk rd, wr: MB/s that really went to disks. disk: their
# sum in parts of what the disk did with reads and writes of pages at random places, 16 threads.
#
# Nothing else should run on the machine. All sessions of a table are open at once: RMC3 with AdaGrad
# and all three stores takes about 12 GB of memory and 8 GB of disk.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

. .mvn/find-jdk.sh
belady_find_jdk || exit 1
jar=
for built in belady-bench/target/benchmarks belady-bench/target/quick/benchmarks; do
  [[ -z $jar && -f $built/benchmarks.jar ]] && jar=$built/benchmarks.jar
done
if [[ -z $jar ]]; then
  printf 'tiers: the benchmarks are not built: ./mvnw -Dquick -pl belady-bench -am package\n' >&2
  exit 1
fi

grep -m 1 'model name' /proc/cpuinfo 2>/dev/null || true
printf 'load before: %s\n' "$(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || echo unknown)"
"$JAVA_HOME/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  -XX:+UseParallelGC -cp "$jar" dev.belady.bench.TierBenchmark "$@" \
  2> >(grep -v '^WARNING: Using incubator' >&2)
