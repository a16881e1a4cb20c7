// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.norm;

import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.SourceSpec;
import dev.belady.data.Split;
import dev.belady.data.file.ByteInput;
import dev.belady.data.file.LittleEndian;
import java.nio.file.Path;
import java.util.function.Supplier;

/// One reading of a Norm file.
///
/// Every record that the header promises is either delivered or counted as bad. A framed record
/// whose sum or content is wrong is skipped; if its length cannot be trusted either, reading goes
/// on at the next place where a frame with a sound length, sum and content begins. Bare records
/// cannot be found again: with a bad one, the rest of the file is counted as bad. So is what a
/// truncated file lacks; bytes after the last record count as one.
final class NormReader implements Split.Reader {
  private static final int LENGTH_BYTES = 4;
  private static final int SUM_BYTES = 1;

  private final Path file;
  private final ByteInput in;
  private final boolean framed;
  private final NormLayout layout;
  private final BadRecords badRecords;
  private final NormHeader header;

  /// The records delivered and counted as bad so far.
  private long seen;

  private boolean ended;

  private NormReader(SourceSpec spec, Path file, ByteInput in) {
    this.file = file;
    this.in = in;
    this.framed = spec.checksum();
    this.layout = new NormLayout(spec.schema(), spec.keyType());
    this.badRecords = spec.badRecords();
    this.header = readHeader(spec);
  }

  /// Opens a file and checks its header.
  ///
  /// @throws DataException when the file does not exist or its header does not fit
  static NormReader open(SourceSpec spec, Path file) {
    ByteInput in = ByteInput.open(file, 0);
    try {
      return new NormReader(spec, file, in);
    } catch (RuntimeException e) {
      in.close();
      throw e;
    }
  }

  NormHeader header() {
    return header;
  }

  @Override
  public int read(Batch batch) {
    batch.clear();
    while (batch.size() < batch.capacity() && !ended) {
      if (seen == header.records()) {
        endAfterLastRecord();
      } else if (framed) {
        readFrame(batch);
      } else {
        readBare(batch);
      }
    }
    return batch.size();
  }

  @Override
  public void close() {
    in.close();
  }

  private NormHeader readHeader(SourceSpec spec) {
    int bytes = framed ? LENGTH_BYTES + NormHeader.BYTES + SUM_BYTES : NormHeader.BYTES;
    if (!in.has(bytes)) {
      throw new DataException(
          "a Norm file must begin with a header of "
              + bytes
              + " bytes: size="
              + in.available()
              + " ("
              + file
              + ")");
    }
    byte[] buffer = in.buffer();
    if (framed && !isHeaderFrame(buffer)) {
      NormHeader bare = NormHeader.read(buffer, in.at());
      if (bare.errorCheck() == 0) {
        bare.check(spec, file);
      }
      throw new DataException("the header must have length 64 and the right sum (" + file + ")");
    }
    if (!framed && LittleEndian.getInt(buffer, in.at()) == NormHeader.BYTES) {
      throw new DataException(
          "check must be as in the file: check=None, but the header is framed as with Sum ("
              + file
              + ")");
    }
    NormHeader read = NormHeader.read(buffer, in.at() + (framed ? LENGTH_BYTES : 0));
    read.check(spec, file);
    in.skip(bytes);
    return read;
  }

  private boolean isHeaderFrame(byte[] buffer) {
    int at = in.at();
    return LittleEndian.getInt(buffer, at) == NormHeader.BYTES
        && LittleEndian.sum(buffer, at + LENGTH_BYTES, NormHeader.BYTES)
            == buffer[at + LENGTH_BYTES + NormHeader.BYTES];
  }

  private void readFrame(Batch batch) {
    int length = soundFrame(0);
    if (length >= 0) {
      layout.decode(in.buffer(), in.at() + LENGTH_BYTES, batch);
      in.skip(LENGTH_BYTES + length + SUM_BYTES);
      seen++;
    } else if (!in.has(1)) {
      endEarly("the file ends");
    } else {
      skip(1, this::explainFrame);
      seen++;
      findNextFrame();
    }
  }

  /// The payload length of the frame `ahead` bytes from here, or -1 when there is no sound one.
  private int soundFrame(int ahead) {
    int length = plausibleLength(ahead);
    if (length < 0 || !in.has(ahead + LENGTH_BYTES + length + SUM_BYTES)) {
      return -1;
    }
    byte[] buffer = in.buffer();
    int payload = in.at() + ahead + LENGTH_BYTES;
    boolean sound =
        LittleEndian.sum(buffer, payload, length) == buffer[payload + length]
            && layout.measure(buffer, payload, payload + length) == length;
    return sound ? length : -1;
  }

  private int plausibleLength(int ahead) {
    if (!in.has(ahead + LENGTH_BYTES)) {
      return -1;
    }
    int length = LittleEndian.getInt(in.buffer(), in.at() + ahead);
    return length >= layout.minBytes() && length <= layout.maxBytes() ? length : -1;
  }

  /// Moves to the next sound frame, or the end: first to where the stated length leads, then byte
  /// by byte.
  private void findNextFrame() {
    int length = plausibleLength(0);
    if (length >= 0) {
      int frame = LENGTH_BYTES + length + SUM_BYTES;
      boolean whole = in.has(frame);
      if (whole && (!in.has(frame + 1) || soundFrame(frame) >= 0)) {
        in.skip(frame);
        return;
      }
    }
    do {
      in.skip(1);
    } while (in.has(1) && soundFrame(0) < 0);
  }

  private String explainFrame() {
    String place = place(seen, in.position());
    if (!in.has(LENGTH_BYTES)) {
      return "the file must not end inside a frame" + place;
    }
    int length = LittleEndian.getInt(in.buffer(), in.at());
    if (plausibleLength(0) < 0) {
      return "the length of a frame must be in "
          + layout.minBytes()
          + ".."
          + layout.maxBytes()
          + " with the configured slots and max_nnz: length="
          + length
          + place;
    }
    if (!in.has(LENGTH_BYTES + length + SUM_BYTES)) {
      return "the file must not end inside a frame: length=" + length + place;
    }
    int payload = in.at() + LENGTH_BYTES;
    byte expected = in.buffer()[payload + length];
    byte actual = LittleEndian.sum(in.buffer(), payload, length);
    if (expected != actual) {
      return "the checksum must be the sum of the record's bytes: checksum="
          + expected
          + ", sum="
          + actual
          + place;
    }
    return layout.explain(in.buffer(), payload, payload + length) + place;
  }

  private void readBare(Batch batch) {
    in.has(layout.maxBytes());
    int limit = in.at() + in.available();
    int length = layout.measure(in.buffer(), in.at(), limit);
    if (length < 0) {
      endEarly(layout.explain(in.buffer(), in.at(), limit));
    } else {
      layout.decode(in.buffer(), in.at(), batch);
      in.skip(length);
      seen++;
    }
  }

  private void endAfterLastRecord() {
    ended = true;
    if (in.has(1)) {
      skip(
          1,
          () ->
              "a file must end after its last record: number_of_records="
                  + header.records()
                  + place(seen, in.position()));
    }
  }

  private void endEarly(String problem) {
    ended = true;
    long lost = header.records() - seen;
    skip(
        lost,
        () ->
            problem
                + "; the last "
                + lost
                + " of "
                + header.records()
                + " records are lost"
                + place(seen, in.position()));
  }

  private void skip(long records, Supplier<String> message) {
    badRecords.skip(new BadRecords.Place(file.toString(), in.position()), records, message);
  }

  private String place(long record, long position) {
    return " (record " + record + ", byte " + position + ", " + file + ")";
  }
}
