// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.data.DataException;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.embedding.TableSpec;
import dev.belady.kernel.RecordLayout;
import java.io.Closeable;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Fills a table with saved rows, record after record in the order of the files.
final class TableLoader implements Closeable {
  private final EmbeddingTable table;
  private final RowFiles rows;
  private final List<FloatFile> states = new ArrayList<>();
  private final long[] firstKeys;
  private @Nullable FloatFile firstSlots;

  /// A loader of `table`; `rows` is closed with it.
  TableLoader(EmbeddingTable table, RowFiles rows) {
    this.table = table;
    this.rows = rows;
    TableSpec spec = table.spec();
    this.firstKeys = new long[spec.slotSizes().size() + 1];
    for (int slot = 0; slot < spec.slotSizes().size(); slot++) {
      firstKeys[slot + 1] = firstKeys[slot] + spec.slotSizes().get(slot);
    }
  }

  /// Reads optimizer states too; without, the rows have states as they are at first.
  void readStates(Path file) {
    RecordLayout layout = table.layout();
    long floats = (long) rows.rows() * layout.dim();
    for (int state = 0; state < layout.initialStates().size(); state++) {
      states.add(new FloatFile(file, state * floats));
    }
    if (layout.lastUse()) {
      states.add(new FloatFile(file, layout.initialStates().size() * floats));
    }
  }

  /// Reads the slots of keys from a file of their own.
  void readFirstSlots(Path file) {
    firstSlots = new FloatFile(file, 0);
  }

  /// Replaces the rows of the table.
  ///
  /// @throws DataException when a key occurs twice or is not one of its slot's
  void load() {
    table.clear();
    RecordLayout layout = table.layout();
    float[] record = new float[layout.floats()];
    layout.writeInitialStates(MemorySegment.ofArray(record), 0);
    for (int row = 0; row < rows.rows(); row++) {
      long key = rows.nextKey();
      int slot = slot(row, key);
      rows.nextWeights(record);
      int at = layout.dim();
      for (FloatFile state : states) {
        int count = Math.min(layout.dim(), record.length - at);
        state.next(record, at, count);
        at += count;
      }
      if (!table.append(key, slot, record)) {
        throw new DataException("a key must occur once: " + place(row, key));
      }
    }
  }

  private int slot(int row, long key) {
    int slots = table.spec().slots();
    int slot = EmbeddingTable.UNKNOWN_SLOT;
    if (rows.hasSlots()) {
      long saved = rows.nextSlot();
      if (saved < 0 || saved >= slots) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "a slot must be in 0..%d: slot=%d, %s",
                slots - 1,
                saved,
                place(row, key)));
      }
      slot = (int) saved;
    } else if (firstSlots != null) {
      slot = firstSlots.nextInt();
    } else if (slots == 1) {
      slot = 0;
    }
    return table.spec().direct() ? numberedSlot(row, key, slot) : slot;
  }

  /// The slot that the numbering of the keys says, which must be that of the file if it has one.
  private int numberedSlot(int row, long key, int saved) {
    for (int slot = 0; slot < firstKeys.length - 1; slot++) {
      if (key >= firstKeys[slot] && key < firstKeys[slot + 1]) {
        if (saved != EmbeddingTable.UNKNOWN_SLOT && saved != slot) {
          break;
        }
        return slot;
      }
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "a key must be one of its slot's: slot_size_array=%s, %s",
            table.spec().slotSizes(),
            place(row, key)));
  }

  private String place(int row, long key) {
    return String.format(
        Locale.ROOT, "key=%d, row=%d (table '%s', %s)", key, row, table.spec().name(), rows.path());
  }

  @Override
  public void close() {
    rows.close();
    states.forEach(FloatFile::close);
    if (firstSlots != null) {
      firstSlots.close();
    }
  }
}
