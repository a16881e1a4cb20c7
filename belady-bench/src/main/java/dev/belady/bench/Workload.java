// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.util.List;

/// The models of the end-to-end benchmarks: shapes from the literature, each table capped at a
/// million rows, one key per table and sample.
///
/// RMC2 and RMC3 are the DLRM models for Criteo Kaggle and Terabyte of the FAE paper, SYN-M1 to
/// SYN-M4 its synthetic ones; MLPERF is the DLRM of MLPerf Training v0.7; WDL and DCN are HugeCTR's
/// samples.
@SuppressWarnings("ImmutableEnumChecker") // the lists come from List.of
enum Workload {
  RMC2(16, List.of(512, 256, 64, 16), List.of(512, 256, 1), Tables.KAGGLE),
  RMC3(64, List.of(512, 256, 64), List.of(512, 512, 256, 1), Tables.TERABYTE),
  SYN_M1(64, List.of(64), List.of(512, 1), Tables.TERABYTE),
  SYN_M2(64, List.of(512, 64), List.of(512, 256, 1), Tables.TERABYTE),
  SYN_M3(64, List.of(1024, 512, 64), List.of(512, 1024, 256, 1), Tables.TERABYTE),
  SYN_M4(64, List.of(1024, 512, 256, 64), List.of(512, 1024, 512, 256, 1), Tables.TERABYTE),
  MLPERF(128, List.of(512, 256, 128), List.of(1024, 1024, 512, 256, 1), Tables.TERABYTE),
  WDL(16, List.of(), List.of(1024, 1024, 1), Tables.KAGGLE),
  DCN(16, List.of(), List.of(1024, 1024), Tables.KAGGLE);

  /// The dense features of a sample.
  static final int DENSE = 13;

  /// The keys of each of the two wide slots of WDL.
  static final long WIDE_ROWS = 250_000;

  private final int dim;
  private final List<Integer> bottom;
  private final List<Integer> top;
  private final List<Long> tables;

  Workload(int dim, List<Integer> bottom, List<Integer> top, List<Long> tables) {
    this.dim = dim;
    this.bottom = bottom;
    this.top = top;
    this.tables = tables;
  }

  /// The workload of a name such as `SYN-M1`.
  static Workload of(String name) {
    return valueOf(name.replace('-', '_'));
  }

  /// Whether it is a bottom network, a pairwise interaction and a top network.
  boolean isDlrm() {
    return !bottom.isEmpty();
  }

  /// The width of a row.
  int dim() {
    return dim;
  }

  /// The widths of the bottom network after the dense features.
  List<Integer> bottom() {
    return bottom;
  }

  /// The widths of the top or deep network after its input.
  List<Integer> top() {
    return top;
  }

  /// The rows of each table, without the wide slots of WDL.
  List<Long> tables() {
    return tables;
  }

  private static final class Tables {
    private static final long CAP = 1_000_000;

    /// Distinct values of the 26 columns of Criteo Kaggle.
    static final List<Long> KAGGLE =
        capped(
            1460, 583, 10131227, 2202608, 305, 24, 12517, 633, 3, 93145, 5683, 8351593, 3194, 27,
            14992, 5461306, 10, 5652, 2173, 4, 7046547, 18, 15, 286181, 105, 142572);

    /// Distinct values of the 26 columns of Criteo Terabyte.
    static final List<Long> TERABYTE =
        capped(
            45833188, 36746, 17245, 7413, 20243, 3, 7114, 1441, 62, 29275261, 1572176, 345138, 10,
            2209, 11267, 128, 4, 974, 14, 48937457, 11316796, 40094537, 452104, 12606, 104, 35);

    private static List<Long> capped(long... rows) {
      return java.util.Arrays.stream(rows).map(count -> Math.min(count, CAP)).boxed().toList();
    }
  }
}
