// SPDX-License-Identifier: Apache-2.0
package dev.belady;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A package of core: how high it stands and which packages of core it may use.
///
/// @param level 0 at the bottom; only lower levels may be used
/// @param name the last part of the package's name
/// @param mayUse the names of the packages that it may use
record Layer(int level, String name, Set<String> mayUse) {

  private static final Set<String> BELOW_3 =
      Set.of("random", "memory", "kernel", "data", "config", "lookahead", "tier");
  private static final Set<String> BELOW_4 =
      Set.of(
          "random",
          "memory",
          "kernel",
          "data",
          "config",
          "lookahead",
          "tier",
          "embedding",
          "popularity",
          "nn",
          "optim");
  private static final Set<String> BELOW_5 =
      Set.of(
          "random",
          "memory",
          "kernel",
          "data",
          "config",
          "lookahead",
          "tier",
          "embedding",
          "popularity",
          "nn",
          "optim",
          "model",
          "metrics");

  private static final Set<String> BELOW_6 =
      Stream.concat(BELOW_5.stream(), Stream.of("checkpoint"))
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<String> BELOW_7 =
      Stream.concat(BELOW_6.stream(), Stream.of("train")).collect(Collectors.toUnmodifiableSet());

  /// The level table of ARCHITECTURE.md.
  static final List<Layer> ALL =
      List.of(
          new Layer(0, "random", Set.of()),
          new Layer(0, "memory", Set.of()),
          new Layer(1, "kernel", Set.of("memory")),
          new Layer(1, "data", Set.of("random", "memory")),
          new Layer(2, "config", Set.of("data")),
          new Layer(2, "lookahead", Set.of("data")),
          new Layer(2, "tier", Set.of("memory", "data")),
          new Layer(3, "embedding", BELOW_3),
          new Layer(3, "popularity", Set.of("random", "data", "lookahead")),
          new Layer(3, "nn", Set.of("random", "memory", "kernel")),
          new Layer(3, "optim", Set.of("memory", "kernel")),
          new Layer(4, "model", BELOW_4),
          new Layer(4, "metrics", Set.of("memory")),
          new Layer(5, "checkpoint", BELOW_5),
          new Layer(6, "train", BELOW_6),
          new Layer(7, "report", Set.of("tier", "popularity", "metrics", "train")),
          new Layer(7, "simulate", BELOW_7));

  String packageName() {
    return "dev.belady." + name;
  }

  /// As ArchUnit writes the package and all below it.
  String pattern() {
    return packageName() + "..";
  }

  @Override
  public String toString() {
    return name;
  }
}
