// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Little-endian numbers in a byte array.
public final class LittleEndian {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EVEN_BYTES = 0x00FF00FF00FF00FFL;

  /// 16-bit lanes take two bytes a step: after 128 steps they hold at most 65,280.
  private static final int STEPS_WITHOUT_CARRY = 128;

  private LittleEndian() {}

  /// The int at `at`.
  public static int getInt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  /// The long at `at`.
  public static long getLong(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  /// Writes an int at `at`.
  public static void putInt(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  /// Writes a long at `at`.
  public static void putLong(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  /// Reads `count` floats from `at` on into `target[to]` and following.
  public static void getFloats(byte[] bytes, int at, float[] target, int to, int count) {
    for (int i = 0; i < count; i++) {
      target[to + i] = Float.intBitsToFloat(getInt(bytes, at + 4 * i));
    }
  }

  /// Writes `count` floats from `source[from]` on at `at`, bit for bit.
  public static void putFloats(byte[] bytes, int at, float[] source, int from, int count) {
    for (int i = 0; i < count; i++) {
      putInt(bytes, at + 4 * i, Float.floatToRawIntBits(source[from + i]));
    }
  }

  /// The sum of `count` bytes modulo 256. It does not matter whether the bytes are taken as signed.
  public static byte sum(byte[] bytes, int from, int count) {
    int end = from + count;
    int at = from;
    long total = 0;
    while (end - at >= Long.BYTES) {
      long lanes = 0;
      int steps = Math.min(STEPS_WITHOUT_CARRY, (end - at) / Long.BYTES);
      for (int i = 0; i < steps; i++) {
        long eight = getLong(bytes, at);
        lanes += (eight & EVEN_BYTES) + (eight >>> 8 & EVEN_BYTES);
        at += Long.BYTES;
      }
      total += lanes + (lanes >>> 16) + (lanes >>> 32) + (lanes >>> 48);
    }
    for (; at < end; at++) {
      total += bytes[at];
    }
    return (byte) total;
  }
}
