#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs compare.sh on a list of workloads and writes one Markdown table: the one of docs/performance.md.
# What is measured already is not measured again, so a run that was broken off goes on where it was.
#
#   PEER_PYTHON=/path/to/python3 belady-bench/performance.sh [directory=...] [minutes=...] [list=...] [name=value ...]
#
#   directory=target/performance   results, one file each; the table, table.md; samples and first
#                                  values, up to 6 GB while it runs
#   minutes=1000                   no measurement starts later than that
#   list=all                       all; short: RMC2, RMC3 and one line of every other workload
#
# Further arguments go to compare.sh. All of the list takes more than 100 minutes, short 45. Nothing else
# should run on the machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

directory=target/performance
minutes=1000
list=all
further=()
for argument in "$@"; do
  case $argument in
  directory=*) directory=${argument#*=} ;;
  minutes=*) minutes=${argument#*=} ;;
  list=all | list=short) list=${argument#*=} ;;
  list=*)
    printf 'performance: list must be all or short: %s\n' "$argument" >&2
    exit 1
    ;;
  *) further+=("$argument") ;;
  esac
done

# workload batch keys optimizer threads, the most telling first
others='RMC4 SYN-M1 SYN-M2 SYN-M3 SYN-M4 MLPERF WDL DCN'
lines() {
  printf '%s\n' 'RMC2 2048 zipf sgd 2' 'RMC3 2048 zipf sgd 2' 'RMC2 16384 zipf sgd 2' 'RMC2 128 zipf sgd 2' \
    'RMC3 16384 zipf sgd 2' 'RMC3 128 zipf sgd 2'
  for workload in $others; do echo "$workload 2048 zipf sgd 2"; done
  printf '%s\n' 'RMC2 2048 zipf sgd 1' 'RMC2 2048 uniform sgd 2' 'RMC3 2048 uniform sgd 2' \
    'RMC2 2048 zipf adagrad 2' 'RMC3 2048 zipf adagrad 2'
  [[ $list == all ]] || return 0
  for workload in RMC2 RMC3; do
    for batch in 128 16384; do
      echo "$workload $batch uniform sgd 2"
      echo "$workload $batch zipf adagrad 2"
    done
  done
  for workload in $others; do
    printf '%s\n' "$workload 16384 zipf sgd 2" "$workload 128 zipf sgd 2" "$workload 2048 uniform sgd 2"
    # Three models of MLPERF's size with AdaGrad's states would take 24 GB.
    [[ $workload == MLPERF ]] || echo "$workload 2048 zipf adagrad 2"
  done
}

mkdir -p "$directory/results"
failed=0
while read -r workload batch keys optimizer threads; do
  result=$directory/results/$workload-$batch-$keys-$optimizer-$threads.json
  if [[ -s $result ]]; then
    continue
  fi
  if ((SECONDS >= minutes * 60)); then
    printf 'performance: the time is over; the same command goes on\n'
    break
  fi
  belady-bench/compare.sh "directory=$directory" "result=$result" "workload=$workload" "batch=$batch" \
    "keys=$keys" "optimizer=$optimizer" "threads=$threads" "${further[@]}" </dev/null ||
    { printf 'performance: failed: %s\n' "$result" && failed=1; }
  rm -f "$directory"/table*.f32
done < <(lines)
if compgen -G "$directory/results/*.json" >/dev/null; then
  "${PEER_PYTHON-python3}" belady-bench/peers/table.py "$directory"/results/*.json | tee "$directory/table.md"
fi
exit "$failed"
