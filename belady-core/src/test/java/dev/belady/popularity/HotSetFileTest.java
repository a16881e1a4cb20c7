// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HotSetFileTest {
  @TempDir private Path folder;

  private static HotSet hotSet() {
    return new HotSet(
        List.of(
            new HotTable("wörter", 68, new long[] {7, -3, Long.MAX_VALUE}, new long[] {9, 9, 0}),
            new HotTable("empty", 4, new long[0], new long[0])),
        12_345);
  }

  @Test
  void comesBackAsItWas() {
    Path file = folder.resolve("new/hot.set");
    HotSetFile.write(hotSet(), file);
    HotSet read = HotSetFile.read(file);
    assertThat(read).isEqualTo(hotSet());
    assertThat(read.bytes()).isEqualTo(3 * 68);
    assertThat(read.table(0).rank(-3)).isEqualTo(1);
    assertThat(read.table(0).rank(8)).isEqualTo(-1);
  }

  @Test
  void everyChangedByteAndEveryShorterFileIsRefused() throws IOException {
    Path file = folder.resolve("hot.set");
    HotSetFile.write(hotSet(), file);
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x10;
      refuses(damaged);
      refuses(java.util.Arrays.copyOf(bytes, at));
    }
  }

  private void refuses(byte[] bytes) throws IOException {
    Path file = folder.resolve("damaged.set");
    Files.write(file, bytes);
    assertThatThrownBy(() -> HotSetFile.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("damaged.set");
  }

  @Test
  void aMissingFileIsSaid() {
    assertThatThrownBy(() -> HotSetFile.read(folder.resolve("none.set")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none.set");
  }
}
