// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.raw;

import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.SourceSpec;
import dev.belady.data.Split;
import dev.belady.data.file.ByteInput;
import java.nio.file.Path;

/// One reading of a range of a Raw file.
final class RawReader implements Split.Reader {
  private final SourceSpec spec;
  private final RawLayout layout;
  private final ByteInput in;
  private final long to;
  private long next;

  RawReader(SourceSpec spec, long from, long to) {
    this.spec = spec;
    this.layout = new RawLayout(spec);
    this.in = ByteInput.open(Path.of(spec.path()), from * layout.strideBytes());
    this.next = from;
    this.to = to;
  }

  @Override
  public int read(Batch batch) {
    batch.clear();
    int stride = layout.strideBytes();
    for (; next < to && batch.size() < batch.capacity(); next++) {
      if (!in.has(stride)) {
        throw new DataException("the file became shorter while it was read" + place());
      }
      if (!layout.decode(in.buffer(), in.at(), batch)) {
        spec.badRecords()
            .skip(
                new BadRecords.Place(spec.path(), in.position()),
                1,
                () -> layout.explain(in.buffer(), in.at()) + place());
      }
      in.skip(stride);
    }
    return batch.size();
  }

  private String place() {
    return " (record " + next + ", byte " + in.position() + ", " + spec.path() + ")";
  }

  @Override
  public void close() {
    in.close();
  }
}
