// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belady.data.DataException;
import dev.belady.memory.RowArena;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
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
  private static final StoreRoom ROOM = new StoreRoom(Long.MAX_VALUE);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 64, 100, 512, 1024, 1025, 3000, 70_000})
  void rowsComeBackAsTheyWereWrittenLast(int floats) throws IOException {
    Random random = new Random(floats);
    Map<Integer, Float> expected = new HashMap<>();
    int rows = Math.clamp(200_000 / floats, 20, 3000);
    try (RowArena arena = new RowArena(floats);
        FileChannel channel = new UnreliableChannel(newFile(), floats, Long.MAX_VALUE);
        FileRowStore store = new FileRowStore(channel, "rows", floats, false, ROOM)) {
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
  void transfersPastThePageCacheGoOnAtTheBorderOfAPage() throws IOException {
    int rows = 2000;
    try (RowArena arena = new RowArena(100);
        FileChannel channel = new UnreliableChannel(newFile(), 1, Long.MAX_VALUE, true);
        FileRowStore store = new FileRowStore(channel, "rows", 100, true, ROOM)) {
      arena.ensureCapacity(rows);
      for (int round = 1; round < 4; round++) {
        for (int row = 0; row < rows; row++) {
          fill(arena, row, 100, round * row);
        }
        store.write(rows(arena, 0, rows), 0, rows);
        for (int row = 0; row < rows; row++) {
          fill(arena, row, 100, -1);
        }
        store.read(rows(arena, 0, rows), 0, rows);
        for (int row = 0; row < rows; row++) {
          assertThat(RowArena.allMemory().get(JAVA_FLOAT, address(arena, row) + 4 * 99))
              .isEqualTo(round * row);
        }
      }
    }
  }

  @Test
  void aDiskThatForgetsAWriteIsNoticed() throws IOException {
    try (RowArena arena = new RowArena(512)) {
      arena.ensureCapacity(2);
      FileChannel file = newFile();
      FileRowStore store = new FileRowStore(file, "rows", 512, false, ROOM);
      store.write(rows(arena, 0, 2), 0, 2);
      ByteBuffer before = ByteBuffer.allocate(4096);
      file.read(before, 0);
      // To the second page, and back to the first.
      for (int round = 1; round < 3; round++) {
        fill(arena, 0, 512, round);
        store.write(rows(arena, 0, 2), 0, 2);
      }
      store.read(rows(arena, 0, 2), 0, 2);
      file.write(before.flip(), 0);
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> store.read(rows(arena, 0, 2), 0, 2))
          .withMessage(
              "the store gave back other bytes than were written, so the disk or its driver"
                  + " failed: row=0 (rows, byte 0)");
      store.close();
    }
  }

  @Test
  void aBitThatFlipsIsNoticed() throws IOException {
    try (RowArena arena = new RowArena(16)) {
      arena.ensureCapacity(8);
      FileChannel file = newFile();
      FileRowStore store = new FileRowStore(file, "rows", 16, false, ROOM);
      store.write(rows(arena, 0, 8), 0, 8);
      file.write(ByteBuffer.wrap(new byte[] {64}), 5 * 64 + 63);
      store.read(rows(arena, 0, 5), 0, 5);
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> store.read(rows(arena, 5, 6), 0, 1))
          .withMessageContaining("row=5 (rows, byte 320)");
      store.close();
    }
  }

  @Test
  void theFileIsGoneWhenTheStoreIsClosed() {
    FileRowStore.create(folder.resolve("rows"), 4, false, ROOM).close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFullDiskIsAnErrorThatNamesTheFile() throws IOException {
    try (RowArena arena = new RowArena(4);
        FileChannel channel = new UnreliableChannel(newFile(), 1, 100);
        FileRowStore store = new FileRowStore(channel, "rows", 4, false, ROOM)) {
      arena.ensureCapacity(8);
      RowAddresses rows = new RowAddresses();
      for (int row = 0; row < 8; row++) {
        rows.add(row, address(arena, row));
      }
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> store.write(rows, 0, 8))
          .withMessage("the store cannot be written: No space left on device (rows, byte 0)")
          .withCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void nothingOfAFailedWriteCountsAsWritten() throws IOException {
    try (RowArena arena = new RowArena(4);
        FileChannel channel = new UnreliableChannel(newFile(), 1, 4096);
        FileRowStore store = new FileRowStore(channel, "rows", 4, false, ROOM)) {
      arena.ensureCapacity(300);
      RowAddresses first = rows(arena, 0, 200);
      for (int record = 0; record < 200; record++) {
        fill(arena, record, 4, record);
      }
      store.write(first, 0, 200);
      for (int record = 0; record < 300; record++) {
        fill(arena, record, 4, -1);
      }
      // The rows of the second write need a second page, for which there is no room.
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> store.write(rows(arena, 0, 300), 0, 300));
      store.read(first, 0, 200);
      for (int record = 0; record < 200; record++) {
        assertThat(RowArena.allMemory().get(JAVA_FLOAT, address(arena, record))).isEqualTo(record);
      }
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> store.read(rows(arena, 200, 201), 0, 1))
          .withMessage("a row is read that was never written: row=200 (rows)");
    }
  }

  @Test
  void anErrorOfTheDiskNamesFilePlaceAndCause() throws IOException {
    try (RowArena arena = new RowArena(4)) {
      arena.ensureCapacity(1);
      FileChannel channel = newFile();
      FileRowStore store = new FileRowStore(channel, "rows", 4, false, ROOM);
      store.write(rows(arena, 0, 1), 0, 1);
      channel.truncate(100);
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> store.read(rows(arena, 0, 1), 0, 1))
          .withMessage("the store ends before a row that was written: byte=100, size=100 (rows)");
      channel.close();
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> store.read(rows(arena, 0, 1), 0, 1))
          .withMessage("the store cannot be read: ClosedChannelException (rows, byte 0)")
          .withCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void rowsThatLeaveTogetherShareAPage() {
    try (RowArena arena = new RowArena(16);
        FileRowStore store = FileRowStore.create(folder.resolve("rows"), 16, false, ROOM)) {
      arena.ensureCapacity(64);
      RowAddresses scattered = new RowAddresses();
      for (int i = 0; i < 64; i++) {
        scattered.add(1_000_003 * (i + 1), address(arena, i));
      }
      store.write(scattered, 0, 64);
      assertThat(store.sizeBytes()).isEqualTo(4096);
    }
  }

  @Test
  void filesTakeNoMoreThanTheyMay() {
    StoreRoom room = new StoreRoom(3 * 4096);
    try (RowArena arena = new RowArena(16);
        FileRowStore one = FileRowStore.create(folder.resolve("one"), 16, false, room);
        FileRowStore other = FileRowStore.create(folder.resolve("other"), 16, false, room)) {
      arena.ensureCapacity(128);
      one.write(rows(arena, 0, 128), 0, 128);
      other.write(rows(arena, 0, 64), 0, 64);
      assertThat(room.takenBytes()).isEqualTo(3 * 4096);
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> other.write(rows(arena, 64, 65), 0, 1))
          .withMessageStartingWith("the files of the stores may not take more: store_limit=12288B")
          .withMessageEndingWith("other)");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 100, 400, 700, 1024, 1025, 3000})
  void noFileIsLongerThanWasForetold(int floats) {
    Random random = new Random(floats);
    int rows = Math.clamp(400_000 / floats, 30, 4000);
    try (RowArena arena = new RowArena(floats);
        FileRowStore store = FileRowStore.create(folder.resolve("rows"), floats, false, ROOM)) {
      arena.ensureCapacity(rows);
      long most = FileRowStore.mostBytes(rows, 4L * floats, 1);
      for (int round = 0; round < 60; round++) {
        RowAddresses written = new RowAddresses();
        int part = 1 + random.nextInt(8);
        for (int row = 0; row < rows; row++) {
          if (random.nextInt(part) == 0) {
            written.add(row, address(arena, row));
          }
        }
        store.write(written, 0, written.count());
        assertThat(store.sizeBytes()).as("round=%d", round).isLessThanOrEqualTo(most);
      }
      assertThat(store.sizeBytes())
          .isGreaterThanOrEqualTo(FileRowStore.packedBytes(rows, 4L * floats) / 2);
      // What is under way is a transfer or a record.
      assertThat(most)
          .isLessThanOrEqualTo(
              2 * FileRowStore.packedBytes(rows, 4L * floats) + Math.max(1 << 18, 8L * floats));
    }
  }

  @Test
  void aFileThatIsThereIsNotTouched() throws IOException {
    Files.writeString(folder.resolve("rows"), "mine");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> FileRowStore.create(folder.resolve("rows"), 4, false, ROOM))
        .withMessageContaining("rows");
    assertThat(folder.resolve("rows")).hasContent("mine");
  }

  /// Rows `from` to `end - 1`, at records 0 on.
  private static RowAddresses rows(RowArena arena, int from, int end) {
    RowAddresses rows = new RowAddresses();
    for (int row = from; row < end; row++) {
      rows.add(row, address(arena, row - from));
    }
    return rows;
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
