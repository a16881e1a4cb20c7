// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LittleEndianTest {
  private static final long SEED = Long.getLong("belady.seed", 1);

  @Test
  void theSumIsThatOfTheBytesOneByOne() {
    Random random = new Random(SEED);
    byte[] bytes = new byte[5000];
    for (int round = 0; round < 2000; round++) {
      if (round % 3 == 0) {
        Arrays.fill(bytes, (byte) -1);
      } else {
        random.nextBytes(bytes);
      }
      int from = random.nextInt(20);
      int count = round < 100 ? round : random.nextInt(bytes.length - from);
      byte expected = 0;
      for (int at = from; at < from + count; at++) {
        expected += bytes[at];
      }
      assertThat(LittleEndian.sum(bytes, from, count))
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(expected);
    }
  }

  @Test
  void theLowestByteComesFirst() {
    byte[] bytes = new byte[12];
    LittleEndian.putInt(bytes, 1, 0x04030201);
    assertThat(bytes).startsWith(0, 1, 2, 3, 4);
    assertThat(LittleEndian.getInt(bytes, 1)).isEqualTo(0x04030201);
    LittleEndian.putLong(bytes, 3, 0x0807060504030201L);
    assertThat(bytes).endsWith(1, 2, 3, 4, 5, 6, 7, 8, 0);
    assertThat(LittleEndian.getLong(bytes, 3)).isEqualTo(0x0807060504030201L);
  }

  @Test
  void floatsKeepTheirBits() {
    float[] odd = {Float.NaN, Float.intBitsToFloat(0x7FC01234), -0f, Float.MIN_VALUE, 1};
    byte[] bytes = new byte[21];
    LittleEndian.putFloats(bytes, 1, odd, 0, odd.length);
    float[] read = new float[6];
    LittleEndian.getFloats(bytes, 1, read, 1, odd.length);
    for (int i = 0; i < odd.length; i++) {
      assertThat(Float.floatToRawIntBits(read[1 + i])).isEqualTo(Float.floatToRawIntBits(odd[i]));
    }
  }
}
