// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.criteo;

import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.SourceSpec;
import dev.belady.data.Split;
import dev.belady.data.file.ByteInput;
import java.nio.file.Path;

/// One reading of the lines that begin in a range of a text.
final class CriteoReader implements Split.Reader {
  /// A usual line has about 240 bytes; this is no line but another kind of file.
  private static final int LONGEST_LINE = 1 << 20;

  private final SourceSpec spec;
  private final Path file;
  private final ByteInput in;
  private final long to;
  private final CriteoLine line;

  /// Where the first line begins, and how many were read since.
  private long firstByte;

  private long linesRead;

  CriteoReader(SourceSpec spec, KeyMapping mapping, Path file, ByteInput in, long to) {
    this.spec = spec;
    this.file = file;
    this.in = in;
    this.to = to;
    this.line = new CriteoLine(spec.schema(), mapping);
  }

  /// Moves behind the end of the current line, which belongs to the range before.
  void skipLine() {
    int length = lineLength();
    in.skip(Math.min(length + 1, in.available()));
    firstByte = in.position();
  }

  @Override
  public int read(Batch batch) {
    batch.clear();
    while (batch.size() < batch.capacity() && in.position() < to && in.has(1)) {
      int length = lineLength();
      int from = in.at();
      int end = from + length;
      if (length > 0 && in.buffer()[end - 1] == '\r') {
        end--;
      }
      int lineEnd = end;
      if (!line.decode(in.buffer(), from, lineEnd, batch)) {
        spec.badRecords()
            .skip(
                new BadRecords.Place(file.toString(), in.position()),
                1,
                () -> line.explain(in.buffer(), from, lineEnd) + place());
      }
      in.skip(Math.min(length + 1, in.available()));
      linesRead++;
    }
    return batch.size();
  }

  /// The bytes before the next line feed or the end; they are in the buffer.
  private int lineLength() {
    int length = 0;
    while (true) {
      byte[] buffer = in.buffer();
      int at = in.at();
      int available = in.available();
      while (length < available && buffer[at + length] != '\n') {
        length++;
      }
      if (length < available || !in.has(length + 1)) {
        return length;
      }
      if (length > LONGEST_LINE) {
        throw new DataException("a line must be shorter than " + LONGEST_LINE + " bytes" + place());
      }
    }
  }

  private String place() {
    return " (line "
        + (linesBefore() + linesRead + 1)
        + ", byte "
        + in.position()
        + ", "
        + file
        + ")";
  }

  /// Counts the lines before this range; only a message needs it.
  private long linesBefore() {
    if (firstByte == 0) {
      return 0;
    }
    long lines = 0;
    try (ByteInput before = ByteInput.open(file, 0)) {
      while (before.position() < firstByte && before.has(1)) {
        long left = firstByte - before.position();
        int count = (int) Math.min(before.available(), left);
        for (int i = 0; i < count; i++) {
          lines += before.buffer()[before.at() + i] == '\n' ? 1 : 0;
        }
        before.skip(count);
      }
    }
    return lines;
  }

  @Override
  public void close() {
    in.close();
  }
}
