// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.EmbeddingSpec;
import dev.belady.config.ModelConfig;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;

/// Counts the bytes of rows that a step cannot avoid to move: each distinct row of a batch is read
/// for the lookup, and its record is read and written for the update. What a batch uses twice is
/// taken to be in a cache the second time.
final class RowTraffic {
  private static final int BATCHES = 4;

  private RowTraffic() {}

  /// Bytes per sample, the mean of the first batches of the data.
  static double bytesPerSample(BenchmarkOptions options, Path data, Model model)
      throws IOException {
    List<Long> slots = options.workload().slots();
    int recordBytes = (1 + options.workload().dense() + slots.size()) * 4;
    ByteBuffer batch =
        ByteBuffer.allocate(options.batch() * recordBytes).order(ByteOrder.LITTLE_ENDIAN);
    long bytes = 0;
    try (FileChannel file = FileChannel.open(data, StandardOpenOption.READ)) {
      for (int b = 0; b < BATCHES; b++) {
        batch.clear();
        while (batch.hasRemaining() && file.read(batch) >= 0) {}
        for (int slot = 0; slot < slots.size(); slot++) {
          int keyAt = recordBytes - (slots.size() - slot) * 4;
          BitSet distinct = new BitSet();
          for (int at = keyAt; at < batch.position(); at += recordBytes) {
            distinct.set(batch.getInt(at));
          }
          bytes += distinct.cardinality() * bytesPerRow(model, slot);
        }
      }
    }
    return (double) bytes / BATCHES / options.batch();
  }

  private static long bytesPerRow(Model model, int slot) {
    ModelConfig config = model.config();
    int before = 0;
    for (int number = 0; ; number++) {
      EmbeddingSpec spec = config.embeddings().get(number);
      before += FilledTables.slots(config, spec.input());
      if (slot < before) {
        EmbeddingTable table = model.tables().get(number);
        return 4L * (table.dim() + 2 * table.layout().floats());
      }
    }
  }
}
