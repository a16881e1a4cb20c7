#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures the seconds from the start of the command to the end of the first training step, for a
# model whose tables have 2 GiB when every row is in use (rows are made when they are first used).
#
#   belady-bench/startup.sh [RUNS]
#
# `started` is when the model is built and the kernels are chosen, `first step` when its loss is printed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rows='[1000000,36746,17245,7413,20243,3,7114,1441,62,1000000,1000000,345138,10,2209,11267,128,4,974,14,'
rows+='1000000,1000000,1000000,1952104,12606,104,35]'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for ((run = 1; run <= ${1-5}; run++)); do
  begin=${EPOCHREALTIME/./}
  ./belady train examples/syn-m2.json --json --out "$folder" --set solver.display=1 --set solver.max_iter=1 \
    --set belady.save_final_model=false --set belady.report=false --set "layers[0].slot_size_array=$rows" \
    --set "layers.embedding.sparse_embedding_hparam.slot_size_array=$rows" 2>"$folder/log" |
    while read -r line; do
      now=${EPOCHREALTIME/./}
      case $line in
      *'"started"'*) started=$((now - begin)) ;;
      *'"progress"'*)
        LC_ALL=C awk -v s="$started" -v f="$((now - begin))" \
          'BEGIN { printf "started %.2f s, first step %.2f s\n", s / 1e6, f / 1e6 }'
        ;;
      esac
    done || { cat "$folder/log" >&2 && exit 1; }
done
