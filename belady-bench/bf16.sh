#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Compares training with products of bf16 numbers, by oneDNN, with training in 32-bit floats.
#
#   belady-bench/bf16.sh accuracy [library=/path/libdnnl.so.3] [name=value ...]
#   belady-bench/bf16.sh speed    [library=/path/libdnnl.so.3] [rounds=7] [seconds=2] [warmup=12] [name=value ...]
#
# accuracy: AUC and log loss of RMC2 with smaller tables over five seeds, with 32-bit floats and with
# bf16, the differences seed by seed with the 95% interval of their mean, and whether the mean AUC of
# bf16 is within the AUCs of the others. Further arguments are those of accuracy.sh.
#
# speed: both train the same model on the same samples, each in a process of its own, window by window in
# turns; prints each window and the median of the ratios. Further arguments are those of StepBenchmark,
# for example workload=RMC2 batch=2048 threads=2. Nothing else should run on the machine.
#
# Without library= the loader looks for libdnnl.so.3 and libdnnl.so.2.
set -euo pipefail
from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. belady-bench/java.sh

fail() {
  printf 'bf16: %s\n' "$1" >&2
  exit 1
}

what=${1-}
[[ $what == accuracy || $what == speed ]] || fail 'the first argument must be accuracy or speed (see the head of the script)'
shift
library=
rounds=7
seconds=2
warmup=12
further=()
for argument in "$@"; do
  case $argument in
  library=/*) library=${argument#*=} ;;
  library=*/*) library=$from/${argument#*=} ;;
  library=*) library=${argument#*=} ;;
  rounds=*) rounds=${argument#*=} ;;
  seconds=*) seconds=${argument#*=} ;;
  warmup=*) warmup=${argument#*=} ;;
  *) further+=("$argument") ;;
  esac
done
[[ -z $library ]] || BELADY_OPTS="${BELADY_OPTS-} -Dbelady.bf16Library=$library"

if [[ $what == accuracy ]]; then
  run_benchmark dev.belady.bench.AccuracyStudy workloads=rmc2 orders=keep-order,keep-order+bf16 \
    directory=target/bf16 "${further[@]}"
  exit
fi

pipes=$(mktemp -d)
trap 'rm -rf "$pipes"' EXIT
mkfifo "$pipes"/{floats,bf16}.{in,out}

# ask IN OUT COMMAND: sets answer to the line that a contender answers with.
ask() {
  printf '%s\n' "$3" >&"$1"
  IFS= read -r answer <&"$2" || fail 'a contender has ended'
}

# number NAME: the value of a number in answer.
number() {
  sed -E "s/.*\"$1\": ([0-9.]+).*/\1/" <<<"$answer"
}

# The second starts when the first is ready: the first may have to write the samples.
(
  BELADY_OPTS+=' -Dbelady.kernels=vector'
  run_benchmark dev.belady.bench.StepContender "${further[@]}"
) <"$pipes/floats.in" >"$pipes/floats.out" &
exec 3>"$pipes/floats.in" 4<"$pipes/floats.out"
IFS= read -r answer <&4 || fail 'a contender has ended'
printf '%s\n' "$answer"
(
  exec 3>&- 4<&-
  BELADY_OPTS+=' -Dbelady.kernels=bf16'
  run_benchmark dev.belady.bench.StepContender "${further[@]}"
) <"$pipes/bf16.in" >"$pipes/bf16.out" &
exec 5>"$pipes/bf16.in" 6<"$pipes/bf16.out"
IFS= read -r answer <&6 || fail 'a contender has ended'
printf '%s\n' "$answer"

ask 3 4 losses
printf 'floats %s\n' "$answer"
ask 5 6 losses
printf 'bf16   %s\n' "$answer"
ask 3 4 "window $warmup"
ask 5 6 "window $warmup"
ratios=()
for ((round = 1; round <= rounds; round++)); do
  ask 3 4 "window $seconds"
  floats=$(number samples_per_second)
  ask 5 6 "window $seconds"
  bf16=$(number samples_per_second)
  ratio=$(awk "BEGIN { printf \"%.3f\", $bf16 / $floats }")
  ratios+=("$ratio")
  printf 'round %d: floats %s samples/s, bf16 %s samples/s, ratio %s\n' "$round" "$floats" "$bf16" "$ratio"
done
ask 3 4 roof
printf 'products: floats %s GFLOP/s' "$(number gemm_gflops)"
ask 5 6 roof
printf ', bf16 %s GFLOP/s\n' "$(number gemm_gflops)"
printf '%s\n' "${ratios[@]}" | sort -n |
  awk '{ r[NR] = $1 } END { printf "median of the ratios: %.3f (%.3f to %.3f)\n", (r[int((NR + 1) / 2)] + r[int(NR / 2) + 1]) / 2, r[1], r[NR] }'
exec 3>&- 5>&-
wait
