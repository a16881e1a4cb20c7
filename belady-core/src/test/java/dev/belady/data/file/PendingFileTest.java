// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PendingFileTest {
  private static final long SEED = Long.getLong("belady.seed", 1);

  @TempDir Path folder;

  @Test
  void bytesOfAnyNumberArriveInOrder() throws IOException {
    Random random = new Random(SEED);
    byte[] bytes = new byte[1_000_000];
    random.nextBytes(bytes);
    Path target = folder.resolve("sub/a.bin");
    try (PendingFile file = PendingFile.create(target)) {
      int at = 0;
      while (at < bytes.length) {
        int count = Math.min(bytes.length - at, random.nextInt(400_000));
        file.write(bytes, at, count);
        at += count;
      }
      System.arraycopy(bytes, 500, bytes, 10, 100);
      byte[] part = new byte[100];
      System.arraycopy(bytes, 10, part, 0, 100);
      file.overwrite(part, 10);
      assertThat(target).doesNotExist();
      file.commit();
    }
    assertThat(Files.readAllBytes(target)).isEqualTo(bytes);
  }

  @Test
  void withoutCommitNothingIsLeftAndAnOldFileStays() throws IOException {
    Path target = Files.writeString(folder.resolve("a.bin"), "old");
    try (PendingFile file = PendingFile.create(target)) {
      file.write(new byte[10], 0, 10);
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(target);
    }
    assertThat(target).hasContent("old");
  }

  /// The device `/dev/full` stands for a full disk; where there is none, a folder that is in the
  /// way.
  @Test
  void aFileThatCannotBeWrittenIsNamed() throws IOException {
    Path target = folder.resolve("a.bin");
    Path unfinished = folder.resolve("a.bin.unfinished");
    Path full = Path.of("/dev/full");
    if (Files.exists(full)) {
      Files.createSymbolicLink(unfinished, full);
    } else {
      Files.createDirectory(unfinished);
    }
    assertThatThrownBy(
            () -> {
              try (PendingFile file = PendingFile.create(target)) {
                file.write(new byte[1 << 20], 0, 1 << 20);
                file.commit();
              }
            })
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("cannot write: ")
        .hasMessageEndingWith("(" + target + ")");
    assertThat(target).doesNotExist();
  }
}
