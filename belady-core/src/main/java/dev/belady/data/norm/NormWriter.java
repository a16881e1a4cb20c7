// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.norm;

import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.SampleWriter;
import dev.belady.data.SourceSpec;
import dev.belady.data.file.FileList;
import dev.belady.data.file.LittleEndian;
import dev.belady.data.file.PendingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes Norm files and, last of all, their list.
final class NormWriter implements SampleWriter {
  private static final int FRAME_BYTES = 5;

  private final SourceSpec spec;
  private final Path list;
  private final long samplesPerFile;
  private final NormLayout layout;
  private final List<Path> files = new ArrayList<>();
  private byte[] frame = new byte[1024];
  private @Nullable PendingFile file;
  private long samples;
  private boolean broken;
  private boolean closed;

  NormWriter(SourceSpec spec, Path list, long samplesPerFile) {
    if (samplesPerFile < 1) {
      throw new DataException("samples per file must be > 0: samples=" + samplesPerFile);
    }
    this.spec = spec;
    this.list = list;
    this.samplesPerFile = samplesPerFile;
    this.layout = new NormLayout(spec.schema(), spec.keyType());
    try {
      Files.deleteIfExists(list);
    } catch (IOException e) {
      throw new DataException("cannot replace: " + list, e);
    }
  }

  @Override
  public void write(Batch batch) {
    boolean done = false;
    try {
      for (int sample = 0; sample < batch.size(); sample++) {
        write(batch, sample);
      }
      done = true;
    } finally {
      broken |= !done;
    }
  }

  private void write(Batch batch, int sample) {
    PendingFile out = file;
    if (out == null) {
      out = begin();
    }
    int length = layout.size(batch, sample);
    if (frame.length < length + FRAME_BYTES) {
      frame = new byte[2 * (length + FRAME_BYTES)];
    }
    if (spec.checksum()) {
      layout.encode(batch, sample, frame, 4);
      out.write(frame, 0, frame(frame, length));
    } else {
      layout.encode(batch, sample, frame, 0);
      out.write(frame, 0, length);
    }
    samples++;
    if (samples == samplesPerFile) {
      complete(out);
    }
  }

  /// Puts length and sum around the payload at 4 and returns the length of the frame.
  private static int frame(byte[] frame, int length) {
    LittleEndian.putInt(frame, 0, length);
    frame[4 + length] = LittleEndian.sum(frame, 4, length);
    return length + FRAME_BYTES;
  }

  private byte[] header(long records) {
    byte[] header = NormHeader.of(spec, records).toBytes();
    if (!spec.checksum()) {
      return header;
    }
    byte[] framed = new byte[header.length + FRAME_BYTES];
    System.arraycopy(header, 0, framed, 4, header.length);
    frame(framed, header.length);
    return framed;
  }

  private PendingFile begin() {
    String name = String.valueOf(list.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    Path path = list.resolveSibling(stem + "." + files.size() + ".data");
    PendingFile out = PendingFile.create(path);
    file = out;
    files.add(path);
    samples = 0;
    byte[] header = header(0);
    out.write(header, 0, header.length);
    return out;
  }

  private void complete(PendingFile out) {
    out.overwrite(header(samples), 0);
    out.commit();
    file = null;
  }

  /// Completes the last file and writes the list; after a failure, removes what is not complete.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (broken) {
      if (file != null) {
        file.close();
      }
      return;
    }
    PendingFile out = files.isEmpty() ? begin() : file;
    if (out != null) {
      try (out) {
        complete(out);
      }
    }
    FileList.write(list, files);
  }
}
