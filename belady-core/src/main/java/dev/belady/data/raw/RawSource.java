// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.raw;

import dev.belady.data.DataException;
import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.Split;
import dev.belady.data.file.ByteInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// A Raw file, cut into ranges of samples.
///
/// @param spec how to read it
/// @param samples the number of samples that are read
record RawSource(SourceSpec spec, long samples) implements SampleSource {
  private static final long SPLIT_SAMPLES = 32_768;

  static RawSource open(SourceSpec spec) {
    Path file = Path.of(spec.path());
    long stride = new RawLayout(spec).strideBytes();
    long bytes = size(file);
    if (spec.samples() == 0 && bytes % stride != 0) {
      throw new DataException(
          "a Raw file must hold whole samples: size="
              + bytes
              + ", sample="
              + stride
              + " ("
              + file
              + ")");
    }
    if (spec.samples() > bytes / stride) {
      throw new DataException(
          "num_samples must not exceed the samples in the file: num_samples="
              + spec.samples()
              + ", file="
              + bytes / stride
              + " ("
              + bytes
              + " bytes of "
              + stride
              + " a sample, "
              + file
              + ")");
    }
    return new RawSource(spec, spec.samples() == 0 ? bytes / stride : spec.samples());
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw ByteInput.failure(file, e);
    }
  }

  @Override
  public Schema schema() {
    return spec.schema();
  }

  @Override
  public List<Split> splits() {
    List<Split> splits = new ArrayList<>();
    long at = 0;
    do {
      splits.add(new Range(spec, at, Math.min(samples, at + SPLIT_SAMPLES)));
      at += SPLIT_SAMPLES;
    } while (at < samples);
    return splits;
  }

  @Override
  public OptionalLong sampleCount() {
    return OptionalLong.of(samples);
  }

  private record Range(SourceSpec spec, long from, long to) implements Split {
    @Override
    public String describe() {
      return spec.path() + " samples " + from + " to " + (to - 1);
    }

    @Override
    public Reader open() {
      return new RawReader(spec, from, to);
    }
  }
}
