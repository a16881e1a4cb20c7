// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A model of the end-to-end benchmarks: shapes from the literature, each table capped at a million
/// rows, one key per table and sample.
///
/// RMC2, RMC3 and RMC4 are the DLRM models for Criteo Kaggle, Terabyte and Avazu of the FAE paper,
/// SYN-M1 to SYN-M4 its synthetic ones; MLPERF is the DLRM of MLPerf Training v0.7; WDL and DCN are
/// HugeCTR's samples. SMOKE is nobody's: it shows in seconds that a benchmark runs.
///
/// @param name such as `SYN-M1`
/// @param kind what the layers are
/// @param dense the dense features of a sample
/// @param dim the width of a row
/// @param bottom the widths of DLRM's bottom network after the dense features
/// @param top the widths of the top or deep network after its input
/// @param tables the rows of each table, without the two wide slots
/// @param dropout the rate of the dropouts in a deep network
record Workload(
    String name,
    Kind kind,
    int dense,
    int dim,
    List<Integer> bottom,
    List<Integer> top,
    List<Long> tables,
    double dropout) {
  /// The dense features of the Criteo data.
  private static final int CRITEO_DENSE = 13;

  /// The keys of each of the two slots of a wide part.
  static final long WIDE_ROWS = 250_000;

  private static final long MAX_ROWS = 1_000_000;

  /// Distinct values of the 26 columns of Criteo Kaggle.
  private static final List<Long> KAGGLE =
      capped(
          1460, 583, 10131227, 2202608, 305, 24, 12517, 633, 3, 93145, 5683, 8351593, 3194, 27,
          14992, 5461306, 10, 5652, 2173, 4, 7046547, 18, 15, 286181, 105, 142572);

  /// Distinct values of the 26 columns of Criteo Terabyte.
  private static final List<Long> TERABYTE =
      capped(
          45833188, 36746, 17245, 7413, 20243, 3, 7114, 1441, 62, 29275261, 1572176, 345138, 10,
          2209, 11267, 128, 4, 974, 14, 48937457, 11316796, 40094537, 452104, 12606, 104, 35);

  /// Distinct values of the 21 columns of Avazu.
  private static final List<Long> AVAZU =
      capped(
          8, 8, 4738, 7746, 27, 8553, 560, 37, 2686409, 6729487, 8252, 6, 5, 2627, 9, 10, 436, 5,
          69, 173, 61);

  /// What the layers are.
  enum Kind {
    /// A bottom network, pairwise interactions, a top network.
    DLRM,
    /// A linear part beside a deep network.
    WIDE_AND_DEEP,
    /// A cross network beside a deep one.
    DEEP_AND_CROSS
  }

  /// The workload of a name.
  static Workload of(String name) {
    return switch (name) {
      case "SMOKE" -> dlrm(name, List.of(16, 8), List.of(16, 1), List.of(4000L, 300L, 20L));
      case "RMC2" -> dlrm(name, List.of(512, 256, 64, 16), List.of(512, 256, 1), KAGGLE);
      case "RMC3" -> dlrm(name, List.of(512, 256, 64), List.of(512, 512, 256, 1), TERABYTE);
      case "RMC4" -> dlrm(name, 1, List.of(512, 256, 64, 16), List.of(512, 256, 1), AVAZU);
      case "SYN-M1" -> dlrm(name, List.of(64), List.of(512, 1), TERABYTE);
      case "SYN-M2" -> dlrm(name, List.of(512, 64), List.of(512, 256, 1), TERABYTE);
      case "SYN-M3" -> dlrm(name, List.of(1024, 512, 64), List.of(512, 1024, 256, 1), TERABYTE);
      case "SYN-M4" ->
          dlrm(name, List.of(1024, 512, 256, 64), List.of(512, 1024, 512, 256, 1), TERABYTE);
      case "MLPERF" ->
          dlrm(name, List.of(512, 256, 128), List.of(1024, 1024, 512, 256, 1), TERABYTE);
      case "WDL" -> criteo(name, Kind.WIDE_AND_DEEP, List.of(1024, 1024, 1));
      case "DCN" -> criteo(name, Kind.DEEP_AND_CROSS, List.of(1024, 1024));
      default ->
          throw new IllegalArgumentException(
              "workload must be RMC2, RMC3, RMC4, SYN-M1 to SYN-M4, MLPERF, WDL, DCN or SMOKE: workload="
                  + name);
    };
  }

  private static Workload dlrm(
      String name, List<Integer> bottom, List<Integer> top, List<Long> tables) {
    return dlrm(name, CRITEO_DENSE, bottom, top, tables);
  }

  private static Workload dlrm(
      String name, int dense, List<Integer> bottom, List<Integer> top, List<Long> tables) {
    return new Workload(name, Kind.DLRM, dense, bottom.getLast(), bottom, top, tables, 0);
  }

  private static Workload criteo(String name, Kind kind, List<Integer> top) {
    return new Workload(name, kind, CRITEO_DENSE, 16, List.of(), top, KAGGLE, 0.5);
  }

  /// The same with another rate of dropout.
  Workload withDropout(double rate) {
    return new Workload(name, kind, dense, dim, bottom, top, tables, rate);
  }

  /// The rows of each slot of a sample, the wide ones first.
  List<Long> slots() {
    List<Long> slots = new ArrayList<>(tables);
    if (kind == Kind.WIDE_AND_DEEP) {
      slots.addAll(0, List.of(WIDE_ROWS, WIDE_ROWS));
    }
    return slots;
  }

  private static List<Long> capped(long... rows) {
    return Arrays.stream(rows).map(count -> Math.min(count, MAX_ROWS)).boxed().toList();
  }
}
