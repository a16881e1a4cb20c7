// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.belady.memory.RowArena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/// A store in maps that writes as late as it may, and makes the mistakes of a [TierFault].
public final class FaultyStore implements RowStore {
  private static final int CALLS_HELD_BACK = 8;

  private final TierFault fault;
  private final int floats;
  private final Map<Integer, float[]> records = new HashMap<>();
  private final Map<Integer, float[]> firstReads = new HashMap<>();
  private final Map<Integer, float[]> heldBack = new HashMap<>();
  private final Map<Integer, float[]> acknowledged = new HashMap<>();
  private long begun;
  private long writes;
  private long allowed;

  /// An empty store whose writes wait for [#allow].
  public FaultyStore(TierFault fault, int floats) {
    this.fault = fault;
    this.floats = floats;
  }

  /// Lets the writes of the first `rows` rows take effect.
  public synchronized void allow(long rows) {
    allowed = rows;
    notifyAll();
  }

  @Override
  public synchronized void read(RowAddresses rows, int from, int end) {
    MemorySegment memory = RowArena.allMemory();
    for (int i = from; i < end; i++) {
      float[] record = records.get(number(rows.row(i)));
      if (record == null) {
        throw new IllegalStateException("a row is read that was never written");
      }
      if (fault == TierFault.STALE_COPY) {
        record = firstReads.computeIfAbsent(rows.row(i), records::get);
      }
      MemorySegment.copy(record, 0, memory, JAVA_FLOAT, rows.address(i), floats);
    }
  }

  @Override
  public synchronized void write(RowAddresses rows, int from, int end) {
    begun += end - from;
    long last = begun;
    while (allowed < last) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (++writes % CALLS_HELD_BACK == 0) {
      records.putAll(acknowledged);
      acknowledged.clear();
    }
    int stop = fault == TierFault.SHORT_WRITE ? from + (end - from) / 2 : end;
    for (int i = from; i < stop; i++) {
      float[] record = new float[floats];
      MemorySegment.copy(RowArena.allMemory(), JAVA_FLOAT, rows.address(i), record, 0, floats);
      write(number(rows.row(i)), record);
    }
  }

  private int number(int row) {
    return fault == TierFault.ROW_NUMBERS_AS_FLOATS ? (int) (float) (row + (1 << 24)) : row;
  }

  private void write(int row, float[] record) {
    float[] before = records.get(row);
    if (before == null || fault == TierFault.NONE) {
      records.put(row, record);
      return;
    }
    switch (fault) {
      case LOST_VICTIM -> {}
      case STATE_LEFT_BEHIND -> {
        float[] mixed = before.clone();
        mixed[0] = record[0];
        records.put(row, mixed);
      }
      case WRITES_OUT_OF_ORDER -> {
        float[] older = heldBack.remove(row);
        if (older == null) {
          heldBack.put(row, record);
          records.put(row, record);
        } else {
          records.put(row, older);
        }
      }
      case WRITE_ACKNOWLEDGED_EARLY -> acknowledged.put(row, record);
      case TORN_ROW -> {
        float[] torn = before.clone();
        System.arraycopy(record, 0, torn, 0, Math.ceilDiv(floats, 2));
        records.put(row, torn);
      }
      case HALF_PRECISION -> {
        float[] rounded = new float[floats];
        for (int i = 0; i < floats; i++) {
          rounded[i] = Float.float16ToFloat(Float.floatToFloat16(record[i]));
        }
        records.put(row, rounded);
      }
      default -> records.put(row, record);
    }
  }

  @Override
  public void close() {}
}
