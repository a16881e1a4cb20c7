// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BatchTest {
  private static final long SEED = Long.getLong("belady.seed", 1);

  @Test
  void rangesOfSamplesAreCopiedWithTheirBags() {
    Random random = new Random(SEED);
    for (int round = 0; round < 100; round++) {
      Schema schema = Samples.randomSchema(random);
      Batch source = Samples.random(random, schema, KeyType.I64, 40);
      List<String> lines = Samples.lines(source);
      Batch target = new Batch(schema, 200);
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        int first = random.nextInt(41);
        int count = random.nextInt(41 - first);
        target.addSamples(source, first, count);
        expected.addAll(lines.subList(first, first + count));
      }
      assertThat(Samples.lines(target)).as("seed %d", SEED).isEqualTo(expected);
      assertThat(target.size()).isEqualTo(expected.size());
      target.clear();
      target.addSample(source, 39);
      assertThat(Samples.lines(target)).containsExactly(lines.get(39));
    }
  }

  @Test
  void theExampleOfTheDocumentationHolds() {
    JaggedKeys keys = new JaggedKeys(2, 1);
    keys.addBag(7);
    keys.addBag(new long[] {1, 8, 9, 2}, 1, 2);
    keys.addBag(new long[0], 0, 0);
    keys.addBag(5);
    assertThat(keys.bags()).isEqualTo(4);
    assertThat(keys.size()).isEqualTo(4);
    assertThat(keys.offsets()).startsWith(0, 1, 3, 3, 4);
    assertThat(keys.keys()).startsWith(7, 8, 9, 5);
  }
}
