#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures Belady beside DLRM in PyTorch: turn by turn in one run, on the same samples, from the same
# first values, with the same batch and threads. Compares the losses and prints medians and ratios.
#
#   PEER_PYTHON=/path/to/python3 belady-bench/compare.sh [name=value ...]
#
#   workload=RMC2     RMC2, RMC3, SYN-M1 to SYN-M4, MLPERF
#   batch=2048        samples of a step
#   optimizer=sgd     or adagrad
#   keys=zipf         or uniform
#   threads=2         of each contender
#   rounds=3          turns of each contender
#   warmup=15         seconds before the first window of a turn
#   seconds=4         of a window
#   windows=3         in a turn
#   directory=...     for samples and first values (up to 6 GB); kept, target/compare if not given
#   shim=auto         auto: where there is a C compiler and no Intel CPU, MKL is made to use its
#                     AVX2 and AVX-512 code; off: MKL is left as it is
#
# Needs a Python with torch and numpy; installs nothing. Nothing else should run on the machine:
# PyTorch's threads spin, and a busy core slows them down out of proportion.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
  printf 'compare: %s\n' "$1" >&2
  exit 1
}

declare -A given=([workload]=RMC2 [batch]=2048 [optimizer]=sgd [keys]=zipf [threads]=2 [rounds]=3
  [warmup]=15 [seconds]=4 [windows]=3 [directory]=target/compare [shim]=auto)
for argument in "$@"; do
  name=${argument%%=*}
  [[ $argument == *=* && -v given[$name] ]] || fail "unknown argument (see the script's head): $argument"
  given[$name]=${argument#*=}
done

python=${PEER_PYTHON-python3}
"$python" -c 'import numpy, torch' 2>/dev/null ||
  fail "PEER_PYTHON must name a Python with torch and numpy: PEER_PYTHON=$python"
. .mvn/find-jdk.sh
belady_find_jdk || exit 1
jar=
for built in belady-bench/target/benchmarks belady-bench/target/quick/benchmarks; do
  [[ -z $jar && -f $built/benchmarks.jar ]] && jar=$built/benchmarks.jar
done
[[ -n $jar ]] || fail 'the benchmarks are not built: ./mvnw -Dquick -pl belady-bench -am package'

directory=${given[directory]}
mkdir -p "$directory"
results=$directory/results.jsonl
: >"$results"

unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OMP_NUM_THREADS=${given[threads]} MKL_NUM_THREADS=${given[threads]}

preload=
if [[ ${given[shim]} == auto ]] && ! grep -qs GenuineIntel /proc/cpuinfo && command -v cc >/dev/null; then
  cc -shared -fPIC -O2 -o "$directory/mkl_on_amd.so" belady-bench/peers/mkl_on_amd.c
  preload=$(cd "$directory" && pwd)/mkl_on_amd.so
fi

java() {
  "$JAVA_HOME/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
    -XX:+UseParallelGC -cp "$jar" "$@" "workload=${given[workload]}" "batch=${given[batch]}" \
    "optimizer=${given[optimizer]}" "keys=${given[keys]}" "threads=${given[threads]}" \
    "directory=$directory" "warmup=${given[warmup]}" "seconds=${given[seconds]}" \
    "windows=${given[windows]}" 2> >(grep -v '^WARNING: Using incubator' >&2)
}

torch() {
  LD_PRELOAD=$preload "$python" belady-bench/peers/dlrm_torch.py "$directory" --tables "$1" \
    --threads "${given[threads]}" --warmup "${given[warmup]}" --seconds "${given[seconds]}" \
    --windows "${given[windows]}"
}

grep -m 1 'model name' /proc/cpuinfo 2>/dev/null || true
printf 'load before: %s\n' "$(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || echo unknown)"
java dev.belady.bench.PeerFiles
for ((round = 1; round <= given[rounds]; round++)); do
  printf 'round %d of %d\n' "$round" "${given[rounds]}"
  java dev.belady.bench.StepBenchmark >>"$results"
  torch separate >>"$results"
  torch fused >>"$results"
done
"$python" belady-bench/peers/summary.py "$results"
