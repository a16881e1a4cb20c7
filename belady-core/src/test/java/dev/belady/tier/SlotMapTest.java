// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotMapTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 64, 100})
  void noTwoRowsShareASlotAndTheFileStaysShort(int slotsPerGroup) {
    Random random = new Random(slotsPerGroup);
    SlotMap map = new SlotMap(slotsPerGroup);
    Map<Integer, Integer> rowOfSlot = new HashMap<>();
    Map<Integer, Integer> slotOfRow = new HashMap<>();
    for (int step = 0; step < 4000; step++) {
      int rows = 500;
      int group = map.claim();
      int other = map.claim();
      assertThat(other).as("step=%d", step).isNotEqualTo(group);
      List<Integer> free = new ArrayList<>();
      int slot = map.nextFree(group * slotsPerGroup);
      while (slot < (group + 1) * slotsPerGroup) {
        free.add(slot);
        slot = map.nextFree(slot + 1);
      }
      assertThat(free.size() * 2).as("step=%d", step).isGreaterThanOrEqualTo(slotsPerGroup);
      for (int target : free.subList(0, 1 + random.nextInt(free.size()))) {
        int row = random.nextInt(rows);
        assertThat(rowOfSlot.put(target, row)).as("step=%d", step).isNull();
        Integer old = slotOfRow.put(row, target);
        if (old != null) {
          rowOfSlot.remove(old);
        }
        map.move(row, target);
      }
      map.release(group);
      map.release(other);
      slotOfRow.forEach((row, at) -> assertThat(map.slot(row)).isEqualTo(at));
      assertThat((long) map.groups())
          .as("step=%d", step)
          .isLessThanOrEqualTo(SlotMap.mostGroups(slotOfRow.size(), slotsPerGroup, 2));
    }
  }

  @Test
  void aRowThatWasNeverWrittenHasNoSlot() {
    assertThat(new SlotMap(4).slot(1_000_000_000)).isEqualTo(SlotMap.NONE);
  }

  @Test
  void slotsBeyondAnIntAreNotHandedOut() {
    SlotMap map = new SlotMap(1 << 29);
    for (int group = 0; group < 3; group++) {
      assertThat(map.claim()).isEqualTo(group);
    }
    assertThat(map.claim()).isEqualTo(SlotMap.NONE);
  }
}
