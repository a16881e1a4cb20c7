// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.criteo;

import dev.belady.data.Batch;
import dev.belady.data.CountScale;
import dev.belady.data.JaggedKeys;
import dev.belady.data.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Scans one line at a time. Used by one thread.
final class CriteoLine {
  private static final int COLUMNS = 1 + CriteoFormat.DENSE + CriteoFormat.SLOTS;
  private static final int MOST_HEX_DIGITS = 8;
  private static final int SHOWN_BYTES = 20;
  private static final byte[] HEX_VALUES = hexValues();

  private final Schema schema;
  private final KeyMapping mapping;
  private final int[] counts = new int[CriteoFormat.DENSE];
  private final long[] categories = new long[CriteoFormat.SLOTS_WITH_BINS];
  private final boolean binned;
  private int label;

  /// Where the field that is being scanned begins, and after it the next one.
  private int field;

  CriteoLine(Schema schema, KeyMapping mapping) {
    this.schema = schema;
    this.mapping = mapping;
    this.binned = schema.slots() == CriteoFormat.SLOTS_WITH_BINS;
  }

  private static byte[] hexValues() {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    for (int digit = 0; digit < 16; digit++) {
      char character = Character.forDigit(digit, 16);
      values[character] = (byte) digit;
      values[Character.toUpperCase(character)] = (byte) digit;
    }
    return values;
  }

  /// Appends the sample in `bytes[from]` to `bytes[to - 1]`, a line without its end, to `batch`.
  ///
  /// @return whether the line is sound; if not, the batch is as before
  boolean decode(byte[] bytes, int from, int to, Batch batch) {
    field = from;
    for (int column = 0; column < COLUMNS; column++) {
      boolean sound =
          column <= CriteoFormat.DENSE
              ? scanInteger(bytes, to, column)
              : scanCategory(bytes, to, column - 1 - CriteoFormat.DENSE);
      boolean last = column == COLUMNS - 1;
      if (!sound || (last ? field != to : field == to || bytes[field] != '\t')) {
        return false;
      }
      field++;
    }
    append(batch);
    return true;
  }

  /// Scans the field at [#field] and moves to its end.
  private boolean scanInteger(byte[] bytes, int to, int column) {
    int at = field;
    boolean negative = at < to && bytes[at] == '-';
    int digits = negative ? at + 1 : at;
    long value = 0;
    for (at = digits; at < to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
      value = value * 10 + bytes[at] - '0';
      if (value > Integer.MAX_VALUE) {
        return false;
      }
    }
    boolean empty = at == field;
    field = at;
    if (column == 0) {
      label = (int) value;
      return !empty && !negative && value <= 1;
    }
    counts[column - 1] = negative ? 0 : (int) value;
    if (binned) {
      categories[CriteoFormat.SLOTS + column - 1] =
          empty ? KeyMapping.NO_CATEGORY : negative ? 0 : bin(value);
    }
    return empty || at > digits;
  }

  /// The bin of a count that is not negative.
  private static long bin(long count) {
    if (count <= 2) {
      return 1 + count;
    }
    double log = StrictMath.log((double) count);
    return 4 + (long) (log * log);
  }

  private boolean scanCategory(byte[] bytes, int to, int slot) {
    int at = field;
    long value = 0;
    while (at < to && HEX_VALUES[bytes[at] & 0xFF] >= 0) {
      value = value << 4 | HEX_VALUES[bytes[at] & 0xFF];
      at++;
    }
    int digits = at - field;
    categories[slot] = digits == 0 ? KeyMapping.NO_CATEGORY : value;
    field = at;
    return digits <= MOST_HEX_DIGITS;
  }

  private void append(Batch batch) {
    int sample = batch.size();
    batch.labels()[sample] = label;
    for (int i = 0; i < counts.length; i++) {
      batch.dense()[sample * counts.length + i] = CountScale.log(counts[i]);
    }
    int slot = 0;
    for (int input = 0; input < schema.sparse().size(); input++) {
      JaggedKeys keys = batch.sparse(input);
      for (int i = 0; i < keys.slots(); i++, slot++) {
        keys.addBag(mapping.key(slot, categories[slot]));
      }
    }
    batch.setSize(sample + 1);
  }

  /// Why [#decode(byte[], int, int, Batch)] refused a line.
  String explain(byte[] bytes, int from, int to) {
    String[] fields =
        new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).split("\t", -1);
    if (fields.length != COLUMNS) {
      return "a line must have 40 columns (label, 13 counts, 26 categories) separated by tabs: columns="
          + fields.length;
    }
    for (int column = 0; column < COLUMNS; column++) {
      byte[] text = fields[column].getBytes(StandardCharsets.ISO_8859_1);
      field = 0;
      boolean isInteger = column <= CriteoFormat.DENSE;
      boolean sound =
          isInteger
              ? scanInteger(text, text.length, column)
              : scanCategory(text, text.length, column - 1 - CriteoFormat.DENSE);
      if (!sound || field != text.length) {
        String rule =
            column == 0
                ? "a label must be 0 or 1"
                : isInteger
                    ? "a count must be empty or a whole number of at most 2147483647"
                    : "a category must be empty or 1 to 8 hexadecimal digits";
        return rule + ": column " + column + "='" + shortened(fields[column]) + "'";
      }
    }
    throw new AssertionError("the line is sound");
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN_BYTES ? text : text.substring(0, SHOWN_BYTES) + "...";
  }
}
