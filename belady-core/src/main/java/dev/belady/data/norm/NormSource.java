// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.norm;

import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.Split;
import dev.belady.data.file.FileList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The files of one list, a split each.
///
/// @param schema what a sample holds
/// @param splits the files
/// @param samples the number of samples that the headers state
record NormSource(Schema schema, List<Split> splits, long samples) implements SampleSource {
  static NormSource open(SourceSpec spec) {
    List<Split> splits = new ArrayList<>();
    long samples = 0;
    for (Path file : FileList.read(Path.of(spec.path()))) {
      try (NormReader reader = NormReader.open(spec, file)) {
        samples += reader.header().records();
      }
      splits.add(new NormSplit(spec, file));
    }
    return new NormSource(spec.schema(), List.copyOf(splits), samples);
  }

  @Override
  public OptionalLong sampleCount() {
    return OptionalLong.of(samples);
  }

  private record NormSplit(SourceSpec spec, Path file) implements Split {
    @Override
    public String describe() {
      return file.toString();
    }

    @Override
    public Reader open() {
      return NormReader.open(spec, file);
    }
  }
}
