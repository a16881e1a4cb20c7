// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ConfigException;
import dev.belady.lookahead.policy.BatchRows;
import dev.belady.lookahead.policy.PolicySpec;
import dev.belady.simulate.CacheSize;
import dev.belady.simulate.SimulationSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/// Which caches `belady simulate` compares.
final class CacheOptions {
  private static final String ALL_POLICIES = "lru,lfu,clock,static,cdlrm,lookahead,min";
  private static final int MOST_DEPTH = 100_000;

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "SIZE",
      defaultValue = "1%,2%,5%,10%,20%,50%",
      description =
          "Sizes, joined by commas: shares of the distinct rows (5%%), rows (100000), or bytes of"
              + " rows (64MiB); default ${DEFAULT-VALUE}.")
  private List<String> sizes = new ArrayList<>();

  @Option(
      names = "--policies",
      split = ",",
      paramLabel = "NAME",
      defaultValue = ALL_POLICIES,
      description = "Policies, joined by commas; default ${DEFAULT-VALUE}.")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--lookahead",
      split = ",",
      paramLabel = "L",
      defaultValue = "2,10,50",
      description = "Batches that lookahead sees; default ${DEFAULT-VALUE}.")
  private List<Integer> depths = new ArrayList<>();

  @Option(
      names = "--beside",
      description =
          "Sizes are what stays from batch to batch; the rows of a batch lie beside it, as in most"
              + " published hit rates. By default they count, as in training under belady.memory,"
              + " and a size must hold the largest batch.")
  private boolean beside;

  @Option(
      names = "--static-sample",
      paramLabel = "PERCENT",
      description =
          "Share of the batches, evenly spread, in which static counts popularity; default 5.")
  private double staticSample = 5;

  @Option(
      names = "--cdlrm-lookahead",
      paramLabel = "L",
      description = "Batches of a window of cdlrm; default ${DEFAULT-VALUE}, as in its code.")
  private int windowDepth = 2;

  @Option(
      names = "--cdlrm-ways",
      paramLabel = "N",
      description = "Rows of a set of cdlrm; default ${DEFAULT-VALUE}, as in its code.")
  private int windowWays = 4;

  @Option(
      names = "--cdlrm-seed",
      paramLabel = "N",
      description = "Seed of the random choice of ways; default ${DEFAULT-VALUE}.")
  private long windowSeed = 1;

  /// What these options ask for.
  ///
  /// @throws ConfigException when one of them is out of range or unknown
  SimulationSpec spec(int threads) {
    Set<PolicySpec> specs = new LinkedHashSet<>();
    for (String name : policies) {
      add(name.strip().toLowerCase(Locale.ROOT), specs);
    }
    if (!(staticSample > 0 && staticSample <= 100)) {
      throw new ConfigException(
          "static-sample must be > 0 and at most 100 percent: static-sample=" + staticSample);
    }
    return new SimulationSpec(
        List.copyOf(specs),
        sizes.stream().map(CacheSize::parse).distinct().toList(),
        beside ? BatchRows.BESIDE : BatchRows.COUNTED,
        Math.clamp(Math.round(100 / staticSample), 1, Integer.MAX_VALUE),
        threads);
  }

  private void add(String name, Set<PolicySpec> specs) {
    switch (name) {
      case "lru" -> specs.add(new PolicySpec.Lru());
      case "lfu" -> specs.add(new PolicySpec.Lfu());
      case "clock" -> specs.add(new PolicySpec.Clock());
      case "static" -> specs.add(new PolicySpec.StaticPopularity());
      case "cdlrm" ->
          specs.add(
              new PolicySpec.WindowInstall(
                  depth("cdlrm-lookahead", windowDepth),
                  SimulateCommand.positive("cdlrm-ways", windowWays),
                  windowSeed));
      case "lookahead" ->
          depths.forEach(depth -> specs.add(new PolicySpec.Lookahead(depth("lookahead", depth))));
      case "min" -> specs.add(new PolicySpec.Clairvoyant());
      default ->
          throw new ConfigException(
              "a policy must be one of " + ALL_POLICIES.replace(",", ", ") + ": policy=" + name);
    }
  }

  private static int depth(String name, int depth) {
    if (depth < 1 || depth > MOST_DEPTH) {
      throw new ConfigException(name + " must be in 1.." + MOST_DEPTH + ": " + name + "=" + depth);
    }
    return depth;
  }
}
