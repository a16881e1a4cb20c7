// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.lookahead.Traces;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RoomSinceUseTest {
  @Test
  void equalsAnArrayOfRooms() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int most = random.nextInt(1, 60);
      int[] rooms = new int[600];
      RoomSinceUse room = new RoomSinceUse();
      for (int batch = 1; batch < rooms.length; batch++) {
        for (int i = random.nextInt(8); i > 0; i--) {
          int from = random.nextInt(Math.max(1, batch - 100), batch + 1);
          assertThat(room.take(from))
              .as("seed %d, batch %d, from %d", seed, batch, from)
              .isEqualTo(take(rooms, from, batch));
        }
        rooms[batch] = most - random.nextInt(1 + most / 3);
        room.append(batch, rooms[batch]);
        assertThat(room.entries()).as("seed %d, batch %d", seed, batch).isBetween(0, most);
      }
    }
  }

  /// The naive way: room is taken if there is some in each of the batches `from` to `now - 1`.
  private static boolean take(int[] rooms, int from, int now) {
    for (int batch = from; batch < now; batch++) {
      if (rooms[batch] == 0) {
        return false;
      }
    }
    for (int batch = from; batch < now; batch++) {
      rooms[batch]--;
    }
    return true;
  }
}
