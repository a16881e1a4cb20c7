// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.raw;

import dev.belady.data.FormatOptions;
import dev.belady.data.SampleFormat;
import dev.belady.data.SampleSource;
import dev.belady.data.SampleWriter;
import dev.belady.data.SourceSpec;
import java.util.Set;

/// The format `Raw`. It has no options.
public final class RawFormat implements SampleFormat {
  private static final String NAME = "Raw";

  /// Made by [java.util.ServiceLoader].
  public RawFormat() {}

  @Override
  public String name() {
    return NAME;
  }

  /// Opens the file `spec.path()`, of which the first `spec.samples()` samples are read, or all
  /// when that is 0.
  @Override
  public SampleSource open(SourceSpec spec) {
    FormatOptions.of(NAME, spec, Set.of());
    return RawSource.open(spec);
  }

  /// Creates the one file `spec.path()`, whatever `samplesPerFile` says. With `floatLabelDense`
  /// labels and dense features are stored as they are; without it they must be whole numbers, and
  /// come back as `log(x + 1)`.
  @Override
  public SampleWriter create(SourceSpec spec, long samplesPerFile) {
    FormatOptions.of(NAME, spec, Set.of());
    return new RawWriter(spec);
  }
}
