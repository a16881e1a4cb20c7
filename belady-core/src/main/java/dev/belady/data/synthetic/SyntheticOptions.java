// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.synthetic;

import dev.belady.data.FormatOptions;
import dev.belady.data.SourceSpec;
import dev.belady.data.SparseInput;
import java.util.List;
import java.util.Set;

/// The options of [SyntheticFormat], checked.
///
/// @param seed decides everything
/// @param stream the name of the stream of samples
/// @param firstSample the number of the first sample
/// @param alpha the exponent of the power law
/// @param scramble whether popular keys lie anywhere
/// @param minKeys the fewest keys of a bag, for each slot
/// @param maxKeys the most keys of a bag, for each slot
/// @param normalDense whether dense features are normal, else uniform
/// @param signal the standard deviation of the planted logit
/// @param clickRate the mean label
record SyntheticOptions(
    long seed,
    String stream,
    long firstSample,
    double alpha,
    boolean scramble,
    int[] minKeys,
    int[] maxKeys,
    boolean normalDense,
    double signal,
    double clickRate) {
  private static final String DEFAULT_ALPHA = "1.2";
  private static final double DEFAULT_SIGNAL = 1.4;
  private static final double DEFAULT_CLICK_RATE = 0.25;
  private static final Set<String> NAMES =
      Set.of(
          "seed",
          "stream",
          "first_sample",
          "alpha",
          "scramble",
          "nnz",
          "dense",
          "signal",
          "click_rate");

  static SyntheticOptions of(SourceSpec spec) {
    FormatOptions options = FormatOptions.of(SyntheticFormat.NAME, spec, NAMES);
    int slots = spec.schema().slots();
    int[] minKeys = new int[slots];
    int[] maxKeys = new int[slots];
    parseKeys(options, spec, minKeys, maxKeys);
    return new SyntheticOptions(
        options.wholeNumber("seed", 0, Long.MIN_VALUE),
        options.choice("stream", "train", List.of("train", "eval")),
        options.wholeNumber("first_sample", 0, 0),
        alpha(options),
        options.flag("scramble", false),
        minKeys,
        maxKeys,
        options.choice("dense", "uniform", List.of("uniform", "normal")).equals("normal"),
        options.number("signal", DEFAULT_SIGNAL, signal -> signal >= 0, "a number >= 0"),
        options.number(
            "click_rate",
            DEFAULT_CLICK_RATE,
            rate -> rate > 0 && rate < 1,
            "a number above 0 and below 1"));
  }

  private static double alpha(FormatOptions options) {
    return switch (options.text("alpha", DEFAULT_ALPHA)) {
      case "long" -> 0.9;
      case "medium" -> 1.1;
      case "short" -> 1.3;
      default ->
          options.number(
              "alpha",
              Double.parseDouble(DEFAULT_ALPHA),
              alpha -> alpha > 0,
              "a number > 0, or long, medium or short");
    };
  }

  private static void parseKeys(
      FormatOptions options, SourceSpec spec, int[] minKeys, int[] maxKeys) {
    String text = options.text("nnz", "1");
    String[] entries = text.split(",", -1);
    if (entries.length != 1 && entries.length != minKeys.length) {
      throw options.wrong("nnz", text, "one entry or one per slot (slots=" + minKeys.length + ")");
    }
    int slot = 0;
    for (SparseInput input : spec.schema().sparse()) {
      long keysPerSample = 0;
      for (int i = 0; i < input.slots(); i++, slot++) {
        String[] ends = entries[entries.length == 1 ? 0 : slot].strip().split("-", -1);
        try {
          minKeys[slot] = Integer.parseInt(ends[0]);
          maxKeys[slot] = Integer.parseInt(ends[ends.length - 1]);
        } catch (NumberFormatException e) {
          throw options.wrong("nnz", text, "a number, a range as in 0-5, or a list of these");
        }
        if (ends.length > 2 || minKeys[slot] < 0 || maxKeys[slot] < minKeys[slot]) {
          throw options.wrong("nnz", text, "a number, a range as in 0-5, or a list of these");
        }
        if (maxKeys[slot] > input.maxHotness()) {
          throw options.wrong(
              "nnz", text, "at most max_nnz=" + input.maxHotness() + " of '" + input.name() + "'");
        }
        keysPerSample += maxKeys[slot];
      }
      if (keysPerSample > input.maxKeysPerSample()) {
        throw options.wrong(
            "nnz",
            text,
            "at most max_feature_num_per_sample="
                + input.maxKeysPerSample()
                + " over the slots of '"
                + input.name()
                + "'");
      }
    }
  }
}
