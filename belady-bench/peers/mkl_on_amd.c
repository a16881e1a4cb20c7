// SPDX-License-Identifier: Apache-2.0
// Preloaded, it makes MKL take its AVX2 and AVX-512 code on CPUs that are not Intel's.
int mkl_serv_intel_cpu_true(void) { return 1; }
