// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.synthetic;

import dev.belady.data.DataException;
import dev.belady.data.SampleFormat;
import dev.belady.data.SampleWriter;
import dev.belady.data.SourceSpec;

/// The format `Synthetic`: no files, each sample is a function of its number and these options.
///
/// | option | values | default |
/// | --- | --- | --- |
/// | `seed` | decides the planted model and the samples | 0 |
/// | `stream` | `train` or `eval`: other samples of the same planted model | `train` |
/// | `first_sample` | the number of the first sample within the stream | 0 |
/// | `alpha` | the exponent of the power law of keys, or `long` (0.9), `medium` (1.1), `short` (1.3) | 1.2 |
/// | `scramble` | `true`: popular keys lie anywhere in a slot; `false`: key 0 is the most popular | `false` |
/// | `nnz` | keys per bag: a number, a range as in `0-5`, or a comma-separated list of these, one per slot | 1 |
/// | `dense` | `uniform` in 0..1 or standard `normal` | `uniform` |
/// | `signal` | the standard deviation of the planted logit; 0 for labels that nothing explains | 1.4 |
/// | `click_rate` | the mean label, above 0 and below 1 | 0.25 |
///
/// The slot sizes and the number of samples come from `slot_size_array` and `num_samples`.
public final class SyntheticFormat implements SampleFormat {
  static final String NAME = "Synthetic";

  /// Made by [java.util.ServiceLoader].
  public SyntheticFormat() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SyntheticSource open(SourceSpec spec) {
    return SyntheticSource.open(spec);
  }

  /// Always fails: write the samples in a format that has files.
  @Override
  public SampleWriter create(SourceSpec spec, long samplesPerFile) {
    throw new DataException("format Synthetic has no files: write Norm, Raw or Parquet");
  }
}
