// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.Arrays;

/// A binary heap of distinct row numbers with the smallest key on top, equal keys by row number,
/// and removal from anywhere. 4 bytes per row number up to the largest one seen, 12 per row in the
/// heap.
final class RowHeap {
  private static final int NOT_IN_HEAP = -1;

  private int[] heap = new int[16];
  private long[] keys = new long[16];
  private int[] places = new int[0];
  private int size;

  int size() {
    return size;
  }

  boolean contains(int row) {
    return row < places.length && places[row] != NOT_IN_HEAP;
  }

  /// The row with the smallest key of a heap that is not empty.
  int first() {
    return heap[0];
  }

  /// Adds a row that is not in the heap.
  void add(int row, long key) {
    if (row >= places.length) {
      int length = places.length;
      places = Arrays.copyOf(places, Math.max(row + 1, 2 * length));
      Arrays.fill(places, length, places.length, NOT_IN_HEAP);
    }
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
      keys = Arrays.copyOf(keys, 2 * size);
    }
    siftUp(size++, row, key);
  }

  /// Takes a row out that is in the heap.
  void remove(int row) {
    int place = places[row];
    places[row] = NOT_IN_HEAP;
    size--;
    if (place < size) {
      int moved = heap[size];
      long key = keys[size];
      siftUp(place, moved, key);
      siftDown(places[moved], moved, key);
    }
  }

  private void siftUp(int from, int row, long key) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / 2;
      if (!comesBefore(row, key, parent)) {
        break;
      }
      put(place, heap[parent], keys[parent]);
      place = parent;
    }
    put(place, row, key);
  }

  private void siftDown(int from, int row, long key) {
    int place = from;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && comesBefore(heap[child + 1], keys[child + 1], child)) {
        child++;
      }
      if (comesBefore(row, key, child)) {
        break;
      }
      put(place, heap[child], keys[child]);
      place = child;
    }
    put(place, row, key);
  }

  private boolean comesBefore(int row, long key, int place) {
    return key < keys[place] || (key == keys[place] && row < heap[place]);
  }

  private void put(int place, int row, long key) {
    heap[place] = row;
    keys[place] = key;
    places[row] = place;
  }
}
