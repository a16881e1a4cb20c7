// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.belady.kernel.RecordLayout;
import dev.belady.kernel.RowOccurrences;
import dev.belady.memory.IntPages;
import dev.belady.memory.RowArena;
import dev.belady.tier.FramedRows;
import dev.belady.tier.RowAddresses;
import dev.belady.tier.RowStore;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The rows of one embedding layer: keys, weights and optimizer states; it grows by itself.
///
/// A row is made when its key is first seen, with first values that depend on the key alone, and
/// lives in record 0, 1, ... in order of arrival. A table with a store holds only some of its rows
/// in memory, in frames: there a record of the arena is a frame, and [#framedRows] knows which row
/// is in which. Threads: one thread, the planner, finds and makes rows; the trainer's workers read
/// and write the records that the planner handed them. Reading and loading of whole rows by key is
/// for moments when nobody trains.
public final class EmbeddingTable implements AutoCloseable {
  /// The slot of a key that was loaded without one, until the key is seen in a batch.
  public static final int UNKNOWN_SLOT = HashKeyIndex.UNKNOWN_SLOT;

  private final TableSpec spec;
  private final RecordLayout layout;
  private final RowArena arena;
  private final KeyIndex index;
  private final FirstValues firstValues;
  private final @Nullable FramedRows framedRows;
  private @Nullable HotRecords hotRecords;
  private int rows;

  /// An empty table with all rows in memory.
  ///
  /// @param layout what the optimizer keeps with a row
  /// @param listener hears of the first key that occurs in two slots
  public EmbeddingTable(TableSpec spec, RecordLayout layout, SharedKeyListener listener) {
    this(spec, layout, listener, null);
  }

  /// An empty table.
  ///
  /// @param layout what the optimizer keeps with a row
  /// @param listener hears of the first key that occurs in two slots
  /// @param store where the rows are that have no frame, owned by the table; null keeps all rows in
  ///   memory
  public EmbeddingTable(
      TableSpec spec, RecordLayout layout, SharedKeyListener listener, @Nullable RowStore store) {
    if (layout.dim() != spec.dim()) {
      throw new IllegalArgumentException(
          "layout must have the table's width: layout=" + layout + ", table=" + spec);
    }
    this.spec = spec;
    this.layout = layout;
    this.arena = new RowArena(layout.floats());
    SharedKeyListener heard = spec.slotSizes().isEmpty() ? listener : SharedKeyListener.NONE;
    this.index = usesDirectIndex(spec) ? new DirectKeyIndex(spec) : new HashKeyIndex(spec, heard);
    this.firstValues = new FirstValues(spec);
    this.framedRows = store == null ? null : new FramedRows(arena, store, this::writeFirstRecord);
  }

  /// The description of the table.
  public TableSpec spec() {
    return spec;
  }

  /// The weights of a row.
  public int dim() {
    return spec.dim();
  }

  /// Whether a slot's vector is the mean of its rows, not their sum.
  public boolean mean() {
    return spec.combiner() == Combiner.MEAN;
  }

  /// What a record holds.
  public RecordLayout layout() {
    return layout;
  }

  /// Where the rows are; null when all are in memory.
  public @Nullable FramedRows framedRows() {
    return framedRows;
  }

  /// The records, or the frames. Owned by the table.
  public RowArena arena() {
    return arena;
  }

  /// The number of rows.
  public int rows() {
    return rows;
  }

  /// Puts the records of hot rows together at the front of the arena, the hottest first, whether
  /// they are there already or come later; the others lie behind them. No value changes, and no row
  /// changes its number. Only for a table with all rows in memory, and once.
  ///
  /// @param hotKeys the keys of the hot rows, all different, the hottest first
  public void layOut(long[] hotKeys) {
    if (framedRows != null || hotRecords != null) {
      throw new IllegalStateException("a layout is set once, for rows in memory: " + spec);
    }
    HotRecords places = new HotRecords(hotKeys);
    int hot = places.hotCount();
    arena.ensureCapacity((long) rows + hot);
    for (int row = rows - 1; row >= 0; row--) {
      copyRecord(row, row + hot);
      places.place(row, row + hot);
    }
    for (int row = 0; row < rows; row++) {
      int rank = places.rank(key(row));
      if (rank >= 0) {
        copyRecord(row + hot, rank);
        places.place(row, rank);
        places.addFreePlace(row + hot);
      }
    }
    hotRecords = places;
  }

  /// Puts the records of other rows, more or fewer of them, at the front of the arena, the hottest
  /// first, and those that lie there where these were. No value changes, and no row changes its
  /// number. Only after [#layOut], and while nobody reads or writes records.
  ///
  /// @param hotRows the hot rows, the hottest first, all different
  /// @param newKeys keys without a row, all different, for whose rows places are kept behind those
  public void layOutAnew(int[] hotRows, long[] newKeys) {
    HotRecords places = hotRecords;
    if (places == null) {
      throw new IllegalStateException("a layout must be set before it is changed: " + spec);
    }
    long hot = (long) hotRows.length + newKeys.length;
    arena.ensureCapacity(Math.max(places.end(), hot) + newKeys.length);
    try (Arena scratch = Arena.ofConfined()) {
      long bytes = layout.floats() * 4L;
      MemorySegment kept = scratch.allocate(bytes, 8);
      places.chooseAnew(
          hotRows,
          newKeys,
          rows,
          (first, second, used) -> {
            long address = arena.address(arena.chunkAddresses(), second);
            if (used) {
              MemorySegment.copy(arena.memory(), address, kept, 0, bytes);
            }
            copyRecord(first, second);
            if (used) {
              long back = arena.address(arena.chunkAddresses(), first);
              MemorySegment.copy(kept, 0, arena.memory(), back, bytes);
            }
          });
    }
  }

  private void copyRecord(int from, int to) {
    long[] chunks = arena.chunkAddresses();
    long bytes = layout.floats() * 4L;
    MemorySegment.copy(
        arena.memory(),
        arena.address(chunks, from),
        arena.memory(),
        arena.address(chunks, to),
        bytes);
  }

  /// Whether [#layOut] was called.
  public boolean isLaidOut() {
    return hotRecords != null;
  }

  /// The records at the front of the arena that belong to hot rows, used or not; 0 without
  /// [#layOut].
  public int hotRecords() {
    return hotRecords == null ? 0 : hotRecords.hotCount();
  }

  /// Replaces the row numbers of a resolved batch by the numbers of their records.
  public void toRecords(RowOccurrences occurrences) {
    if (hotRecords != null) {
      hotRecords.replace(occurrences.rows, occurrences.bagOffsets[occurrences.bags]);
      hotRecords.replace(occurrences.distinctRows, occurrences.distinct);
    }
  }

  /// The number of keys that were seen in more than one slot.
  public long sharedKeys() {
    return index.sharedKeys();
  }

  /// The record of a key, or -1.
  public int find(long key) {
    return index.find(key);
  }

  /// The record of a key that occurs in `slot`, made with its first values when the key is new.
  public int findOrAdd(long key, int slot) {
    int row = index.findOrAdd(key, slot, rows);
    if (row == rows) {
      add(key);
      if (framedRows == null) {
        writeFirstRecord(key, slot, address(row));
      }
    }
    return row;
  }

  /// The key of record `row`.
  public long key(int row) {
    return index.key(checkRow(row));
  }

  /// The slot of record `row`: where its key belongs, or else where it was seen first.
  public int slot(int row) {
    return index.slot(checkRow(row));
  }

  /// The weights of the row of a key, or null when there is no such row.
  public float @Nullable [] weights(long key) {
    int row = index.find(key);
    if (row < 0) {
      return null;
    }
    float[] weights = new float[spec.dim()];
    read(row, weights, 0, weights.length);
    return weights;
  }

  /// Copies the first `count` floats of row `row`, wherever it is: the weights are first, then the
  /// states.
  public void read(int row, float[] into, int offset, int count) {
    if (framedRows == null) {
      MemorySegment.copy(arena.memory(), JAVA_FLOAT, address(row), into, offset, checkCount(count));
    } else {
      float[] record = new float[layout.floats()];
      readRecords(row, 1, record);
      System.arraycopy(record, 0, into, offset, checkCount(count));
    }
  }

  /// Copies the whole records of rows `first` to `first + count - 1`, wherever they are.
  public void readRecords(int first, int count, float[] into) {
    int floats = layout.floats();
    if (framedRows == null) {
      for (int i = 0; i < count; i++) {
        read(first + i, into, i * floats, floats);
      }
      return;
    }
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment records = scratch.allocate(count * framedRows.recordBytes(), 8);
      RowAddresses list = new RowAddresses();
      for (int i = 0; i < count; i++) {
        list.add(checkRow(first + i), records.address() + i * framedRows.recordBytes());
      }
      framedRows.copyOut(list);
      MemorySegment.copy(records, JAVA_FLOAT, 0, into, 0, count * floats);
    }
  }

  /// Overwrites the first `count` floats of row `row`; in a table with a store only before
  /// training.
  public void write(int row, float[] from, int offset, int count) {
    if (framedRows == null) {
      MemorySegment.copy(from, offset, arena.memory(), JAVA_FLOAT, address(row), checkCount(count));
      return;
    }
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment record = scratch.allocate(framedRows.recordBytes(), 8);
      if (checkCount(count) < layout.floats()) {
        float[] before = new float[layout.floats()];
        readRecords(row, 1, before);
        MemorySegment.copy(before, 0, record, JAVA_FLOAT, 0, before.length);
      }
      MemorySegment.copy(from, offset, record, JAVA_FLOAT, 0, count);
      framedRows.load(checkRow(row), record.address());
    }
  }

  /// Sets the row of a key to given weights, with states as they are at first; makes the row when
  /// there is none. Returns its number.
  public int put(long key, int slot, float[] weights, int offset) {
    int row = findOrAdd(key, slot);
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment first = scratch.allocate(layout.floats() * 4L, 8);
      layout.writeInitialStates(first, 0);
      float[] record = first.toArray(JAVA_FLOAT);
      System.arraycopy(weights, offset, record, 0, spec.dim());
      write(row, record, 0, record.length);
    }
    return row;
  }

  /// Makes the row of a key with a whole given record: its weights, states and last use.
  ///
  /// @param slot the slot of the key, or [#UNKNOWN_SLOT] in a table that is not direct
  /// @return false when the key had a row, which then stays as it is
  public boolean append(long key, int slot, float[] record) {
    if (index.findOrAdd(key, slot, rows) != rows) {
      return false;
    }
    write(add(key), record, 0, layout.floats());
    return true;
  }

  /// Removes every row.
  public void clear() {
    index.clear();
    rows = 0;
    if (hotRecords != null) {
      hotRecords.clear();
    }
  }

  @Override
  public void close() {
    if (framedRows != null) {
      framedRows.close();
    }
    arena.close();
  }

  KeyIndex index() {
    return index;
  }

  private static boolean usesDirectIndex(TableSpec spec) {
    return spec.direct() && spec.mostRows() <= DirectKeyIndex.MOST_KEYS;
  }

  /// The bytes of memory that the table takes beside its records when it has grown to `laterRows`
  /// rows with keys that lie as its latest keys do.
  ///
  /// @param earlierRows the rows that it had at an earlier time: those behind are the latest
  public long indexBytes(int earlierRows, long laterRows) {
    return IntPages.bytes(laterRows) + index.bytesWhenGrown(earlierRows, rows, laterRows);
  }

  /// The bytes of memory that a table takes for `rows` rows of any keys beside their records: the
  /// key index, and what the resolution of keys notes of each row.
  public static long indexBytes(TableSpec spec, long rows) {
    return IntPages.bytes(rows)
        + (usesDirectIndex(spec)
            ? DirectKeyIndex.bytes(spec.mostRows(), rows)
            : HashKeyIndex.bytes(rows));
  }

  /// The bytes of memory that [#layOut] adds for `rows` rows, `hot` of them hot.
  public static long layoutBytes(long rows, long hot) {
    return HotRecords.bytes(rows, hot);
  }

  /// Counts the next row, whose contents are still to be written.
  private int add(long key) {
    if (framedRows == null) {
      arena.ensureCapacity(1L + (hotRecords == null ? rows : hotRecords.add(rows, key)));
    }
    return rows++;
  }

  private void writeFirstRecord(long key, int slot, long address) {
    firstValues.write(key, slot, spec.dim(), arena.memory(), address);
    layout.writeInitialStates(arena.memory(), address);
  }

  private long address(int row) {
    int record = hotRecords == null ? checkRow(row) : hotRecords.of(checkRow(row));
    return arena.address(arena.chunkAddresses(), record);
  }

  private int checkCount(int count) {
    if (count > arena.strideFloats()) {
      throw new IndexOutOfBoundsException(
          "count must be <= the floats of a record: count=" + count + ", layout=" + layout);
    }
    return count;
  }

  private int checkRow(int row) {
    if (row < 0 || row >= rows) {
      throw new IndexOutOfBoundsException(
          "row must be in 0..rows-1: row="
              + row
              + ", rows="
              + rows
              + " (table '"
              + spec.name()
              + "')");
    }
    return row;
  }
}
