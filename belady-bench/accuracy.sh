#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Compares the accuracy of schedules of hot and cold inputs with that of the order of the data: AUC
# and log loss on examples with smaller tables, over several seeds.
#
#   belady-bench/accuracy.sh [name=value ...]
#
#   workloads=rmc2,rmc3,rmc4   files in examples/; syn-m1 to syn-m4 work too
#   orders=keep-order,fae    the first is what the others are compared with; a rate behind a colon:
#                            alternate:100 is the order of FAE's released code
#                            kernels behind a plus: keep-order+bf16 (see bf16.sh)
#   seeds=5                  runs of each, 2 to 10
#   samples=262144           of a pass
#   passes=1
#   test_samples=65536
#   batch=1024
#   table_rows=5000          the most rows of a field
#   hot=30                   budget of the hot set, in percent of the bytes of all rows
#   optimizer=adagrad        also sgd, adam
#   learning_rate=0.05
#   threads=2
#   directory=target/accuracy   for the logs of the schedules
#
# Each figure: mean and standard deviation over the seeds; differences to the first order are taken
# seed by seed, with the 95% interval of their mean. The machine may do other things meanwhile.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. belady-bench/java.sh
run_benchmark dev.belady.bench.AccuracyStudy "$@"
