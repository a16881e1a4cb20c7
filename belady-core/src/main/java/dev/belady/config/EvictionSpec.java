// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

/// Who decides which rows leave memory under a budget: `belady.policy`.
public sealed interface EvictionSpec {
  /// Its name in the configuration.
  Name name();

  /// The row whose next use is farthest away leaves.
  record Lookahead() implements EvictionSpec {
    @Override
    public Name name() {
      return Name.LOOKAHEAD;
    }
  }

  /// As cDLRM: windows of `lookahead` batches are installed into sets, over rows drawn at random.
  ///
  /// @param mostSets the sets of a table, at most; 0 for as many as its frames allow
  /// @param ways rows of a set
  /// @param seed of the random choice
  record WindowInstall(int mostSets, int ways, long seed) implements EvictionSpec {
    /// Checks the ranges.
    public WindowInstall {
      Require.notNegative("policy_sets", mostSets);
      Require.that(ways >= 1 && ways <= 1024, "policy_ways must be 1 to 1024", "policy_ways", ways);
    }

    @Override
    public Name name() {
      return Name.CDLRM;
    }
  }

  /// The names of policies.
  enum Name {
    /// [Lookahead].
    LOOKAHEAD("lookahead"),
    /// [WindowInstall].
    CDLRM("cdlrm");

    private final String jsonName;

    Name(String jsonName) {
      this.jsonName = jsonName;
    }

    /// The name in `policy`.
    public String jsonName() {
      return jsonName;
    }
  }
}
