// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class VictimQueueTest {
  @Test
  void classesRiseWithTheCountAndFitTheirNumber() {
    assertThat(VictimQueue.useClass(0)).isZero();
    assertThat(VictimQueue.useClass(15)).isEqualTo(15);
    assertThat(VictimQueue.useClass(16)).isEqualTo(16);
    assertThat(VictimQueue.useClass(17)).isEqualTo(16);
    assertThat(VictimQueue.useClass(18)).isEqualTo(17);
    assertThat(VictimQueue.useClass(Integer.MAX_VALUE)).isEqualTo(231);
    for (int uses = 1; uses < 100_000; uses++) {
      assertThat(VictimQueue.useClass(uses) - VictimQueue.useClass(uses - 1)).isBetween(0, 1);
    }
  }

  @Test
  void leavesInTheOrderOfAStableSort() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int depth = random.nextInt(1, 9);
      int oldest = random.nextInt(20);
      RowEntries entries = new RowEntries();
      VictimQueue queue = new VictimQueue(entries, depth);
      List<Integer> model = new ArrayList<>();
      for (int row = 0; row < 60; row++) {
        int entry = entries.create(row, random.nextInt(40));
        queue.init(entry);
        entries.setNextUse(
            entry, random.nextBoolean() ? RowEntries.NONE : oldest + random.nextInt(depth));
        queue.add(entry);
        model.add(entry);
      }
      Comparator<Integer> unknownFirst =
          Comparator.comparing(entry -> entries.nextUse(entry) != RowEntries.NONE);
      model.sort(
          unknownFirst
              .thenComparingInt(entry -> -entries.nextUse(entry))
              .thenComparingInt(entry ->
                  entries.nextUse(entry) == RowEntries.NONE
                      ? VictimQueue.useClass(entries.uses(entry))
                      : 0));
      while (!model.isEmpty()) {
        assertThat(queue.peek()).as("seed %d", seed).isEqualTo(model.getFirst());
        int removed = model.remove(/* index */ random.nextInt(model.size()));
        queue.remove(removed);
        assertThat(queue.contains(removed)).isFalse();
      }
      assertThat(queue.peek()).isEqualTo(RowEntries.NONE);
    }
  }
}
