// SPDX-License-Identifier: Apache-2.0
/// Benchmarks of Belady.
@org.jspecify.annotations.NullMarked
module dev.belady.bench {
  requires dev.belady.core;
  requires dev.belady.parquet;
  requires static org.jspecify;
  requires java.management;
  requires jdk.management;
  requires jmh.core;
}
