#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures Belady beside the same model in PyTorch, and in C++ by hand: turn by turn in one run, on the
# same samples, from the same first values, with the same batch and threads. Compares the losses and
# prints medians, spread, ratios, and how near each comes to what the machine could do.
#
#   PEER_PYTHON=/path/to/python3 [PEER_BLAS=/path/to/libmkl_rt.so] belady-bench/compare.sh [name=value ...]
#
#   workload=RMC2     RMC2 to RMC4, SYN-M1 to SYN-M4, MLPERF, WDL, DCN; SMOKE takes seconds
#   batch=2048        samples of a step
#   optimizer=sgd     or adagrad
#   keys=zipf         or uniform
#   threads=2         of each contender
#   rounds=7          windows of each contender, in turns
#   seconds=2         of a window
#   warmup=12         seconds that Belady trains before the first window
#   peer_warmup=3     seconds that each other contender does
#   patience=60       seconds of windows that may be repeated because others were busy meanwhile
#   peers=separate,fused,cpp   PyTorch: a table for each field, or one for all; compiled: one, and
#                     torch.compile; cpp: C++, DLRM layer by layer on the products of a BLAS
#   directory=...     for samples and first values (up to 4 GB); kept, target/compare if not given
#   result=...        where the figures go, DIRECTORY/result.json if not given
#   shim=auto         auto: where there is a C compiler and no Intel CPU, MKL is made to use its
#                     AVX2 and AVX-512 code; off: MKL is left as it is
#
# PEER_BLAS is the library of cpp: any with sgemm_, such as MKL or OpenBLAS. If not given, it is the MKL in
# PyTorch. It is loaded at run time. CXX is the compiler, c++ if not given. Where there is none, and for WDL
# and DCN, cpp is left out.
#
# Needs a Python with torch and numpy; installs nothing. Nothing else should run on the machine:
# PyTorch's threads spin, and a busy core slows them down out of proportion. All contenders are in memory
# at once: four times the tables, which is 16 GB for MLPERF.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
  printf 'compare: %s\n' "$1" >&2
  exit 1
}

declare -A given=([workload]=RMC2 [batch]=2048 [optimizer]=sgd [keys]=zipf [threads]=2 [rounds]=7
  [seconds]=2 [warmup]=12 [peer_warmup]=3 [patience]=60
  [peers]=separate,fused,cpp [directory]=target/compare
  [result]= [shim]=auto)
for argument in "$@"; do
  name=${argument%%=*}
  [[ $argument == *=* && -v given[$name] ]] || fail "unknown argument (see the script's head): $argument"
  given[$name]=${argument#*=}
done

python=${PEER_PYTHON-python3}
"$python" -c 'import numpy, torch' 2>/dev/null ||
  fail "PEER_PYTHON must name a Python with torch and numpy: PEER_PYTHON=$python"
. belady-bench/java.sh
find_benchmarks

directory=${given[directory]}
mkdir -p "$directory"
result=${given[result]:-$directory/result.json}

unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OMP_NUM_THREADS=${given[threads]} MKL_NUM_THREADS=${given[threads]}

given[preload]=
if [[ ${given[shim]} == auto ]] && ! grep -qs GenuineIntel /proc/cpuinfo && command -v cc >/dev/null; then
  cc -shared -fPIC -O2 -o "$directory/mkl_on_amd.so" belady-bench/peers/mkl_on_amd.c
  given[preload]=$(cd "$directory" && pwd)/mkl_on_amd.so
fi

# build_cpp: builds the contender in C++; prints why there is none otherwise.
build_cpp() {
  case ${given[workload]} in
  WDL | DCN)
    printf 'it is DLRM only'
    return 1
    ;;
  esac
  local compiler program
  read -r -a compiler <<<"${CXX:-c++}"
  command -v "${compiler[0]}" >/dev/null || {
    printf 'no compiler: CXX=%s' "${CXX:-c++}"
    return 1
  }
  program=$(cd "$directory" && pwd)/dlrm
  "${compiler[@]}" -O3 -march=native -std=c++17 -pthread -ffp-contract=fast -Wno-psabi -o "$program" \
    belady-bench/peers/dlrm.cpp -ldl 2>&1 || return 1
  "$program" check "${given[blas]}" 2>&1 || return 1
}

given[cpp]=$(cd "$directory" && pwd)/dlrm
given[blas]=
if [[ ,${given[peers]}, == *,cpp,* ]]; then
  given[blas]=${PEER_BLAS:-$("$python" -c '
import pathlib, torch
print(pathlib.Path(torch.__file__).parent / "lib" / "libtorch_cpu.so")')}
  if ! why=$(build_cpp); then
    printf 'compare: the contender in C++ is left out: %s\n' "$why"
    peers=,${given[peers]},
    peers=${peers/,cpp,/,}
    peers=${peers#,}
    given[peers]=${peers%,}
    [[ -n ${given[peers]} ]] || fail 'there is no other contender'
  fi
fi

settings=()
for name in "${!given[@]}"; do
  settings+=("$name=${given[$name]}")
done
printf 'load before: %s\n' "$(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || echo unknown)"
"$python" belady-bench/peers/compare.py "$result" "$directory" "${settings[@]}" -- \
  "$JAVA_HOME/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  -XX:+UseParallelGC -cp "$jar" 2> >(grep -v '^WARNING: Using incubator' >&2)
