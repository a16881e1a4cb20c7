// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.criteo;

import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.Split;
import dev.belady.data.file.ByteInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;

/// Criteo text files, cut into ranges of bytes.
///
/// @param schema what a sample holds
/// @param splits the ranges
record CriteoSource(Schema schema, List<Split> splits) implements SampleSource {
  private static final long SPLIT_BYTES = 8 << 20;
  private static final int UNPACK_BYTES = 1 << 16;

  static CriteoSource open(SourceSpec spec, KeyMapping mapping) {
    List<Split> splits = new ArrayList<>();
    for (Path file : CriteoFiles.find(spec.path())) {
      try {
        long size = Files.size(file);
        if (isPacked(file)) {
          splits.add(new PackedFile(spec, mapping, file));
        } else {
          for (long at = 0; at < size || at == 0; at += SPLIT_BYTES) {
            splits.add(new Range(spec, mapping, file, at, Math.min(size, at + SPLIT_BYTES)));
          }
        }
      } catch (IOException e) {
        throw ByteInput.failure(file, e);
      }
    }
    return new CriteoSource(spec.schema(), List.copyOf(splits));
  }

  private static boolean isPacked(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 0x1F && in.read() == 0x8B;
    }
  }

  /// Unknown without reading all lines.
  @Override
  public OptionalLong sampleCount() {
    return OptionalLong.empty();
  }

  /// The lines that begin at the bytes `from` to `to - 1`.
  record Range(SourceSpec spec, KeyMapping mapping, Path file, long from, long to)
      implements Split {
    @Override
    public String describe() {
      return file + " bytes " + from + " to " + (to - 1);
    }

    @Override
    public Reader open() {
      ByteInput in = ByteInput.open(file, Math.max(0, from - 1));
      CriteoReader reader = new CriteoReader(spec, mapping, file, in, to);
      if (from > 0) {
        try {
          reader.skipLine();
        } catch (RuntimeException e) {
          reader.close();
          throw e;
        }
      }
      return reader;
    }
  }

  private record PackedFile(SourceSpec spec, KeyMapping mapping, Path file) implements Split {
    @Override
    public String describe() {
      return file.toString();
    }

    @Override
    public Reader open() {
      try {
        InputStream packed = Files.newInputStream(file);
        ByteInput in = ByteInput.of(file, new GZIPInputStream(packed, UNPACK_BYTES));
        return new CriteoReader(spec, mapping, file, in, Long.MAX_VALUE);
      } catch (IOException e) {
        throw ByteInput.failure(file, e);
      }
    }
  }
}
