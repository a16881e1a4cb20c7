// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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
  void leavesLeastUsedThenLongestUnusedThenFarthest() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int depth = random.nextInt(1, 9);
      int oldest = random.nextInt(20);
      RowEntries entries = new RowEntries(16);
      VictimQueue queue = new VictimQueue(entries, depth);
      List<Integer> unknown = new ArrayList<>();
      List<Integer> known = new ArrayList<>();
      for (int row = 0; row < 60; row++) {
        int entry = entries.create(row, random.nextInt(40));
        if (random.nextBoolean()) {
          queue.addUnknown(entry);
          unknown.add(entry);
        } else {
          entries.setNextUse(entry, oldest + random.nextInt(depth));
          queue.addKnown(entry, entries.nextUse(entry));
          known.add(entry);
        }
      }
      queue.removeKnown(oldest);
      known.removeIf(entry -> entries.nextUse(entry) == oldest);
      unknown.sort(comparingInt(entry -> VictimQueue.useClass(entries.uses(entry))));
      while (!unknown.isEmpty()) {
        queue.removeUnknown(unknown.remove(/* index */ random.nextInt(unknown.size())));
        if (!unknown.isEmpty()) {
          assertThat(queue.poll()).as("seed %d", seed).isEqualTo(unknown.removeFirst());
        }
      }
      known.sort(comparingInt(entry -> -entries.nextUse(entry)));
      for (int entry : known) {
        assertThat(entries.nextUse(queue.poll()))
            .as("seed %d", seed)
            .isEqualTo(entries.nextUse(entry));
      }
      assertThat(queue.poll()).isEqualTo(RowEntries.NONE);
    }
  }
}
