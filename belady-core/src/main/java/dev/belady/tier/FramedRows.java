// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import dev.belady.memory.IntPages;
import dev.belady.memory.RowArena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/// The rows of one table when memory has frames for only some of them: each row's newest contents
/// are in a frame, in the write-back buffer, or in the store, and this knows where.
///
/// The buffer has two halves. A group of moves copies its victims into one half while the rows in
/// the other are written to the store; see [Mover]. Until they have arrived there, reads of them
/// are served from the buffer.
///
/// Threads: the mover thread moves rows; while no batch is trained the trainer's thread reads rows
/// wherever they are with [#copyOut]. A lock guards the places, and rows are copied under it unless
/// they lie in the store, which changes no row that a batch in between could not have changed.
public class FramedRows implements AutoCloseable {
  /// The place of a row whose newest contents are in the store; frames are >= 0, entry e of the
  /// buffer is -2 - e.
  static final int IN_STORE = -1;

  /// Rows that are loaded with one call of the store.
  private static final int LOAD_ROWS = 1024;

  private final RowArena frames;
  private final RowStore store;
  private final FirstRecords firstRecords;
  private final long recordBytes;
  private final RowArena buffer;
  private final RowArena loadBuffer;
  private final RowAddresses loading = new RowAddresses();
  private final ReentrantLock lock = new ReentrantLock();
  private final RowAddresses missing = new RowAddresses();
  private final RowAddresses stored = new RowAddresses();
  private final RowAddresses[] leaving = {new RowAddresses(), new RowAddresses()};
  private final int[][] leavingRows = new int[2][];
  private final int[] leavingCounts = new int[2];

  /// The place of each row plus 1.
  private final IntPages places = new IntPages();

  private int halfRows = 1;
  private volatile int reservedFrames;
  private int lastLoaded;

  /// Rows without any frame yet.
  ///
  /// @param frames where the frames are; owned by the caller, grown by [#reserve]
  /// @param store where the other rows are; owned by this object
  public FramedRows(RowArena frames, RowStore store, FirstRecords firstRecords) {
    this.frames = frames;
    this.store = store;
    this.firstRecords = firstRecords;
    this.recordBytes = frames.strideFloats() * 4L;
    this.buffer = new RowArena(frames.strideFloats());
    this.loadBuffer = new RowArena(frames.strideFloats());
    leavingRows[0] = new int[0];
    leavingRows[1] = new int[0];
  }

  /// Makes room, before the first move.
  ///
  /// @param frameCount the frames
  /// @param halfBufferRows the rows in each half of the write-back buffer, at least 1
  public void reserve(int frameCount, int halfBufferRows) {
    finishLoading();
    reservedFrames = frameCount;
    frames.ensureCapacity(frameCount);
    buffer.ensureCapacity(2L * halfBufferRows);
    halfRows = halfBufferRows;
    leavingRows[0] = new int[halfBufferRows];
    leavingRows[1] = new int[halfBufferRows];
  }

  /// Lists rows with the addresses of their frames, sorted, for the store.
  RowAddresses inFrames(FrameRows rows) {
    missing.clear();
    long[] chunks = frames.chunkAddresses();
    for (int i = 0; i < rows.count(); i++) {
      missing.add(rows.row(i), frames.address(chunks, rows.frame(i)));
    }
    missing.sort();
    return missing;
  }

  /// Empties all frames and the buffer and makes room for other numbers of them. The store has the
  /// newest contents of every row, and nobody works on the frames.
  void restart(int frameCount, int halfBufferRows) {
    lock.lock();
    try {
      places.clear();
      frames.clear();
      buffer.clear();
      reserve(frameCount, halfBufferRows);
    } finally {
      lock.unlock();
    }
  }

  /// Gives the store the record of a row, before the first move.
  public void load(int row, long address) {
    if (buffer.capacityRows() > 0) {
      throw new IllegalStateException("rows are loaded before training begins");
    }
    if (loading.count() == LOAD_ROWS || (loading.count() > 0 && row <= lastLoaded)) {
      finishLoading();
    }
    loadBuffer.ensureCapacity(LOAD_ROWS);
    long copy = loadBuffer.address(loadBuffer.chunkAddresses(), loading.count());
    copy(address, copy);
    loading.add(row, copy);
    lastLoaded = row;
  }

  /// Writes the loaded rows that are still in memory to the store.
  private void finishLoading() {
    if (loading.count() > 0) {
      store.write(loading, 0, loading.count());
      loading.clear();
    }
  }

  /// The frames, once there is room for them. Any thread may ask.
  public int frameCount() {
    return reservedFrames;
  }

  /// The bytes of a record.
  public long recordBytes() {
    return recordBytes;
  }

  /// Copies rows to given addresses from wherever they are and changes nothing. Only while no batch
  /// is trained, and only rows that a trained batch has used. For one thread at a time.
  public void copyOut(RowAddresses rows) {
    finishLoading();
    stored.clear();
    lock.lock();
    try {
      for (int i = 0; i < rows.count(); i++) {
        int place = placeForRead(rows.row(i));
        if (place == IN_STORE) {
          stored.add(rows.row(i), rows.address(i));
        } else {
          copy(addressOf(place), rows.address(i));
        }
      }
    } finally {
      lock.unlock();
    }
    stored.sort();
    store.read(stored, 0, stored.count());
  }

  /// The number of moves that a group holds at most.
  int halfRows() {
    return halfRows;
  }

  /// Copies the victims of moves `from` to `end - 1` into a half of the buffer, which must be at
  /// rest. From now on the frames are free.
  void takeOut(RowMoves moves, int from, int end, int half) {
    long[] frameChunks = frames.chunkAddresses();
    long[] bufferChunks = buffer.chunkAddresses();
    RowAddresses list = leaving[half];
    list.clear();
    int count = 0;
    for (int m = from; m < end; m++) {
      if (moves.victims[m] != RowMoves.NO_VICTIM && moves.dirty[m]) {
        long entry = buffer.address(bufferChunks, half * halfRows + count);
        copy(frames.address(frameChunks, moves.frames[m]), entry);
        list.add(moves.victims[m], entry);
        leavingRows[half][count++] = moves.victims[m];
      }
    }
    leavingCounts[half] = count;
    list.sort();
    lock.lock();
    try {
      int entry = half * halfRows;
      for (int m = from; m < end; m++) {
        if (moves.victims[m] != RowMoves.NO_VICTIM) {
          setPlace(moves.victims[m], moves.dirty[m] ? -2 - entry++ : IN_STORE);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Fills the frames of moves `from` to `end - 1` as far as the rows are new or in the buffer, and
  /// lists the others.
  ///
  /// @return the rows to be read from the store
  RowAddresses bringIn(RowMoves moves, int from, int end, MoveCounts counts) {
    missing.clear();
    long[] chunks = frames.chunkAddresses();
    for (int m = from; m < end; m++) {
      long frame = frames.address(chunks, moves.frames[m]);
      if (moves.isNew[m]) {
        firstRecords.write(moves.keys[m], moves.slots[m], frame);
        counts.made++;
        continue;
      }
      int place = placeForFetch(moves.rows[m]);
      if (place == IN_STORE) {
        missing.add(moves.rows[m], frame);
      } else {
        copy(addressOf(place), frame);
        counts.forwarded++;
      }
    }
    missing.sort();
    counts.fetched += missing.count();
    return missing;
  }

  /// Where a fetch finds a row; tests break it.
  int placeForFetch(int row) {
    // No lock: the mover thread alone changes places.
    return place(row);
  }

  /// Where a read from outside finds a row; tests break it.
  int placeForRead(int row) {
    return place(row);
  }

  /// Says that moves `from` to `end - 1` have filled their frames.
  void arrive(RowMoves moves, int from, int end) {
    lock.lock();
    try {
      for (int m = from; m < end; m++) {
        setPlace(moves.rows[m], moves.frames[m]);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The rows in a half of the buffer that must be written to the store.
  RowAddresses leaving(int half) {
    return leaving[half];
  }

  /// Says that the store has all rows of a half of the buffer.
  void settle(int half) {
    lock.lock();
    try {
      for (int i = 0; i < leavingCounts[half]; i++) {
        int row = leavingRows[half][i];
        // It may be back in a frame.
        if (place(row) == -2 - (half * halfRows + i)) {
          setPlace(row, IN_STORE);
        }
      }
      leavingCounts[half] = 0;
    } finally {
      lock.unlock();
    }
  }

  RowStore store() {
    return store;
  }

  private long addressOf(int place) {
    return place >= 0
        ? frames.address(frames.chunkAddresses(), place)
        : buffer.address(buffer.chunkAddresses(), -2 - place);
  }

  private void copy(long from, long to) {
    MemorySegment.copy(frames.memory(), from, frames.memory(), to, recordBytes);
  }

  private int place(int row) {
    return row < places.capacity() ? places.get(row) - 1 : IN_STORE;
  }

  private void setPlace(int row, int place) {
    places.ensure(row + 1);
    places.set(row, place + 1);
  }

  @Override
  public void close() {
    buffer.close();
    loadBuffer.close();
    store.close();
  }
}
