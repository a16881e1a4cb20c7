// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.Arrays;

/// A binary heap of distinct row numbers with the smallest key on top, equal keys by row number,
/// and removal from anywhere. 12 bytes per row number up to the largest one seen, 4 per row in the
/// heap.
final class RowHeap {
  private static final int NOT_IN_HEAP = -1;

  private int[] heap = new int[16];
  private int[] places = new int[0];
  private long[] keys = new long[0];
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
      keys = Arrays.copyOf(keys, places.length);
      Arrays.fill(places, length, places.length, NOT_IN_HEAP);
    }
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    keys[row] = key;
    siftUp(size++, row);
  }

  /// Takes a row out that is in the heap.
  void remove(int row) {
    int place = places[row];
    places[row] = NOT_IN_HEAP;
    int moved = heap[--size];
    if (moved != row) {
      siftUp(place, moved);
      siftDown(places[moved], moved);
    }
  }

  private void siftUp(int from, int row) {
    int place = from;
    while (place > 0) {
      int parent = heap[(place - 1) / 2];
      if (!comesBefore(row, parent)) {
        break;
      }
      put(parent, place);
      place = (place - 1) / 2;
    }
    put(row, place);
  }

  private void siftDown(int from, int row) {
    int place = from;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && comesBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!comesBefore(heap[child], row)) {
        break;
      }
      put(heap[child], place);
      place = child;
    }
    put(row, place);
  }

  private boolean comesBefore(int row, int other) {
    return keys[row] < keys[other] || (keys[row] == keys[other] && row < other);
  }

  private void put(int row, int place) {
    heap[place] = row;
    places[row] = place;
  }
}
