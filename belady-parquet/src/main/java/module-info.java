// SPDX-License-Identifier: Apache-2.0
/// Reads and writes training data as Parquet.
@org.jspecify.annotations.NullMarked
module dev.belady.parquet {
  requires transitive dev.belady.core;
  requires static transitive org.jspecify;
}
