// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.raw;

import dev.belady.data.Batch;
import dev.belady.data.SampleWriter;
import dev.belady.data.SourceSpec;
import dev.belady.data.file.PendingFile;
import java.nio.file.Path;

/// Writes one Raw file.
final class RawWriter implements SampleWriter {
  private final RawLayout layout;
  private final PendingFile file;
  private final byte[] sampleBytes;
  private boolean broken;
  private boolean closed;

  RawWriter(SourceSpec spec) {
    this.layout = new RawLayout(spec);
    this.sampleBytes = new byte[layout.strideBytes()];
    this.file = PendingFile.create(Path.of(spec.path()));
  }

  @Override
  public void write(Batch batch) {
    boolean done = false;
    try {
      for (int sample = 0; sample < batch.size(); sample++) {
        layout.encode(batch, sample, sampleBytes);
        file.write(sampleBytes, 0, sampleBytes.length);
      }
      done = true;
    } finally {
      broken |= !done;
    }
  }

  /// Completes the file; after a failure, removes it.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (file) {
      if (!broken) {
        file.commit();
      }
    }
  }
}
