// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belady.data.DataException;
import dev.belady.memory.RowArena;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileRowStoreTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 64, 100, 512, 1024, 1025, 3000, 70_000})
  void rowsComeBackAsTheyWereWrittenLast(int floats) throws IOException {
    Random random = new Random(floats);
    Map<Integer, Float> expected = new HashMap<>();
    int rows = Math.clamp(200_000 / floats, 20, 3000);
    try (RowArena arena = new RowArena(floats);
        FileChannel channel = new UnreliableChannel(newFile(), floats, Long.MAX_VALUE);
        FileRowStore store = new FileRowStore(channel, "rows", floats, false)) {
      arena.ensureCapacity(rows);
      for (int round = 0; round < 12; round++) {
        RowAddresses written = new RowAddresses();
        for (int row = 0; row < rows; row++) {
          if (random.nextInt(4) == 0) {
            expected.put(row, random.nextFloat());
            fill(arena, written.count(), floats, expected.get(row));
            written.add(row, address(arena, written.count()));
          }
        }
        written.sort();
        store.write(written, 0, written.count());
        RowAddresses read = new RowAddresses();
        for (int row : expected.keySet()) {
          if (random.nextInt(3) == 0) {
            read.add(row, address(arena, read.count()));
          }
        }
        read.sort();
        store.read(read, 0, read.count());
        for (int i = 0; i < read.count(); i++) {
          float[] record = new float[floats];
          MemorySegment.copy(RowArena.allMemory(), JAVA_FLOAT, read.address(i), record, 0, floats);
          assertThat(record).containsOnly(expected.get(read.row(i)));
        }
      }
    }
  }

  @Test
  void theFileIsGoneWhenTheStoreIsClosed() {
    FileRowStore.create(folder.resolve("rows"), 4, 0, false).close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFullDiskIsAnErrorThatNamesTheFile() throws IOException {
    try (RowArena arena = new RowArena(4);
        FileChannel channel = new UnreliableChannel(newFile(), 1, 100);
        FileRowStore store = new FileRowStore(channel, "rows", 4, false)) {
      arena.ensureCapacity(8);
      RowAddresses rows = new RowAddresses();
      for (int row = 0; row < 8; row++) {
        rows.add(row, address(arena, row));
      }
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> store.write(rows, 0, 8))
          .withMessageContaining("No space left on device")
          .withMessageContaining("(rows, byte 0)")
          .withCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void smallRowsNeverCrossAPage() throws IOException {
    try (RowArena arena = new RowArena(100);
        FileChannel channel = newFile();
        FileRowStore store = new FileRowStore(channel, "rows", 100, false)) {
      arena.ensureCapacity(1);
      RowAddresses rows = new RowAddresses();
      rows.add(10, address(arena, 0));
      store.write(rows, 0, 1);
      // Ten records of 400 bytes fill the first page.
      assertThat(Files.size(folder.resolve("rows"))).isEqualTo(4096 + 400);
    }
  }

  @Test
  void aRowThatWasNeverWrittenIsAnError() {
    try (RowArena arena = new RowArena(4);
        FileRowStore store = FileRowStore.create(folder.resolve("rows"), 4, 0, false)) {
      arena.ensureCapacity(1);
      RowAddresses rows = new RowAddresses();
      rows.add(7, address(arena, 0));
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> store.read(rows, 0, 1))
          .withMessageContaining("the store ends before a row that was written")
          .withMessageContaining("rows");
    }
  }

  @Test
  void tooLittleFreeSpaceIsRefusedBeforeTheStart() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> FileRowStore.create(folder.resolve("rows"), 4, Long.MAX_VALUE, false))
        .withMessageContaining("needed=9223372036854775807")
        .withMessageContaining("rows");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileThatIsThereIsNotTouched() throws IOException {
    Files.writeString(folder.resolve("rows"), "mine");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> FileRowStore.create(folder.resolve("rows"), 4, 0, false))
        .withMessageContaining("rows");
    assertThat(folder.resolve("rows")).hasContent("mine");
  }

  private FileChannel newFile() throws IOException {
    return FileChannel.open(
        folder.resolve("rows"),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  private static long address(RowArena arena, int record) {
    return arena.address(arena.chunkAddresses(), record);
  }

  private static void fill(RowArena arena, int record, int floats, float value) {
    for (int i = 0; i < floats; i++) {
      RowArena.allMemory().set(JAVA_FLOAT, address(arena, record) + 4L * i, value);
    }
  }
}
