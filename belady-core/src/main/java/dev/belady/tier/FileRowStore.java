// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import dev.belady.data.DataException;
import dev.belady.memory.IntPages;
import dev.belady.memory.RowArena;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32C;

/// A store in one scratch file, which is gone when the store is closed.
///
/// The file consists of groups: a page with as many records as fit, or as many pages as one record
/// takes. Groups are read and written whole. Rows that are written together get free slots of the
/// same groups, so that a small row costs a fraction of a page; see [SlotMap]. A record in use is
/// never overwritten: when a group is filled again, the bytes of the rows in it stay as they are,
/// so that other threads may read them meanwhile.
///
/// It is not a checkpoint: no later run reads the file, so a write that failed half-way can only
/// stop this run, and the rows of that write keep their old slots.
///
/// A system that takes bytes into its page cache may fail to store them later, and then tells
/// nobody who does not ask: the bytes read back are old. So the store keeps a checksum of each row
/// and compares it with every record that it reads.
public final class FileRowStore implements RowStore {
  /// What a disk reads and writes at least.
  public static final int PAGE_BYTES = 4096;

  /// The most that one system call moves, unless a single record is longer.
  private static final int BUFFER_BYTES = 256 << 10;

  private final String name;
  private final FileChannel channel;
  private final boolean direct;
  private final int recordBytes;
  private final int slotsPerGroup;
  private final int groupBytes;
  private final MemorySegment memory;
  private final StoreRoom room;
  private final SlotMap map;

  /// The CRC-32C of each row that was written; guarded by `map`.
  private final IntPages checksums = new IntPages();

  private final Queue<Transfer> transfers = new ConcurrentLinkedQueue<>();

  /// What one thread needs for a call.
  private static final class Transfer {
    private final ByteBuffer buffer;
    private final MemorySegment bytes;
    private long[] order = new long[0];
    private int[] slots = new int[0];
    private int[] checksums = new int[0];
    private final CRC32C crc = new CRC32C();
    private final int[] claimed;
    private final boolean[] empty;
    private int chosen;

    Transfer(int bytes, int groupBytes) {
      buffer = ByteBuffer.allocateDirect(bytes + PAGE_BYTES).alignedSlice(PAGE_BYTES);
      this.bytes = MemorySegment.ofBuffer(buffer);
      claimed = new int[bytes / groupBytes];
      empty = new boolean[claimed.length];
    }

    void reserve(int rows) {
      if (order.length < rows) {
        order = new long[rows];
        slots = new int[rows];
        checksums = new int[rows];
      }
    }

    /// The checksum of a record in the buffer.
    int checksum(long at, int recordBytes) {
      crc.reset();
      crc.update(buffer.limit((int) at + recordBytes).position((int) at));
      return (int) crc.getValue();
    }
  }

  /// The records that are read and written together.
  public static int slotsPerGroup(long recordBytes) {
    return (int) Math.max(1, PAGE_BYTES / recordBytes);
  }

  /// The bytes of these, in whole pages.
  public static long groupBytes(long recordBytes) {
    return Math.ceilDiv(recordBytes, PAGE_BYTES) * PAGE_BYTES;
  }

  /// The bytes of a file whose groups are all full.
  public static long packedBytes(long rows, long recordBytes) {
    return Math.ceilDiv(rows, slotsPerGroup(recordBytes)) * groupBytes(recordBytes);
  }

  /// The most bytes that a file takes for `rows` rows however often they are written; at most twice
  /// those of full groups, and room for what is under way.
  ///
  /// @param threads threads that write at once
  public static long mostBytes(long rows, long recordBytes, int threads) {
    long group = groupBytes(recordBytes);
    long claimed = threads * (transferBytes(group) / group);
    return SlotMap.mostGroups(rows, slotsPerGroup(recordBytes), claimed) * group;
  }

  /// About the bytes of the heap that a store needs for the places and checksums of `rows` rows.
  public static long heapBytes(long rows, long recordBytes) {
    return IntPages.bytes(rows) + SlotMap.bytes(rows, slotsPerGroup(recordBytes));
  }

  private static long transferBytes(long groupBytes) {
    return Math.max(BUFFER_BYTES, groupBytes);
  }

  /// A store that owns `channel`, an empty file.
  ///
  /// @param name the file, for messages
  /// @param direct whether the channel goes past the page cache
  /// @param room what the file may take
  FileRowStore(FileChannel channel, String name, int recordFloats, boolean direct, StoreRoom room) {
    this.channel = channel;
    this.name = name;
    this.direct = direct;
    this.room = room;
    this.recordBytes = Math.multiplyExact(recordFloats, 4);
    this.slotsPerGroup = slotsPerGroup(recordBytes);
    this.groupBytes = Math.toIntExact(groupBytes(recordBytes));
    this.memory = RowArena.allMemory();
    this.map = new SlotMap(slotsPerGroup);
  }

  /// Makes the file, which must not exist.
  ///
  /// @param direct whether to go past the page cache where JDK and file system can
  /// @param room what the file may take, with others
  /// @throws DataException when the file cannot be made
  public static FileRowStore create(Path file, int recordFloats, boolean direct, StoreRoom room) {
    try {
      List<OpenOption> options =
          new ArrayList<>(
              List.of(
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.SPARSE,
                  StandardOpenOption.DELETE_ON_CLOSE));
      boolean past = direct && DirectAccess.offeredFor(file.toAbsolutePath().resolveSibling(""));
      if (past) {
        options.add(DirectAccess.option().orElseThrow());
      }
      FileChannel channel = FileChannel.open(file, options.toArray(OpenOption[]::new));
      return new FileRowStore(channel, file.toString(), recordFloats, past, room);
    } catch (IOException e) {
      throw new DataException("a store cannot be made: " + reason(e) + " (" + file + ")", e);
    }
  }

  @Override
  public void read(RowAddresses rows, int from, int end) {
    Transfer transfer = takeTransfer();
    transfer.reserve(end - from);
    sortBySlot(rows, from, end, transfer);
    int i = 0;
    while (i < end - from) {
      int first = group(transfer, i);
      int last = first;
      int next = i + 1;
      // A group in between costs less than another call.
      for (; next < end - from; next++) {
        int more = group(transfer, next);
        if (more > last + 2 || (more + 1L - first) * groupBytes > transfer.buffer.capacity()) {
          break;
        }
        last = more;
      }
      ByteBuffer buffer = transfer.buffer.clear().limit((last + 1 - first) * groupBytes);
      readFully(buffer, (long) first * groupBytes);
      for (; i < next; i++) {
        int entry = (int) transfer.order[i];
        long at = offset((int) (transfer.order[i] >>> 32), first);
        if (transfer.checksum(at, recordBytes) != transfer.checksums[entry - from]) {
          throw otherBytes(rows.row(entry), (long) first * groupBytes + at);
        }
        MemorySegment.copy(transfer.bytes, at, memory, rows.address(entry), recordBytes);
      }
    }
    transfers.add(transfer);
  }

  private DataException otherBytes(int row, long at) {
    return new DataException(
        "the store gave back other bytes than were written, so the disk or its driver failed: row="
            + row
            + " ("
            + name
            + ", byte "
            + at
            + ")");
  }

  /// Lists the entries of `rows` by slot: the slot in the upper half, the entry in the lower; and
  /// their checksums by entry.
  private void sortBySlot(RowAddresses rows, int from, int end, Transfer transfer) {
    synchronized (map) {
      for (int i = from; i < end; i++) {
        int slot = map.slot(rows.row(i));
        if (slot == SlotMap.NONE) {
          throw new DataException(
              "a row is read that was never written: row=" + rows.row(i) + " (" + name + ")");
        }
        transfer.order[i - from] = ((long) slot << 32) | i;
        transfer.checksums[i - from] = checksums.get(rows.row(i));
      }
    }
    Arrays.sort(transfer.order, 0, end - from);
  }

  private int group(Transfer transfer, int i) {
    return (int) (transfer.order[i] >>> 32) / slotsPerGroup;
  }

  /// Where a slot is in a buffer that begins with group `first`.
  private long offset(int slot, int first) {
    return (long) (slot / slotsPerGroup - first) * groupBytes
        + (long) (slot % slotsPerGroup) * recordBytes;
  }

  @Override
  public void write(RowAddresses rows, int from, int end) {
    Transfer transfer = takeTransfer();
    transfer.reserve(end - from);
    int i = from;
    while (i < end) {
      int groups = claim(rows.row(i), end - i, transfer);
      int next = i;
      int g = 0;
      while (g < groups) {
        int first = g++;
        while (g < groups
            && transfer.claimed[g] == transfer.claimed[g - 1] + 1
            && transfer.empty[g] == transfer.empty[g - 1]) {
          g++;
        }
        next = writeGroups(rows, i, next, transfer, first, g);
      }
      settle(rows, i, next, transfer, groups);
      i = next;
    }
    transfers.add(transfer);
  }

  /// Takes groups and slots in them for the next rows, as far as the buffer reaches, in ascending
  /// order.
  ///
  /// @return the number of groups
  private int claim(int row, int rows, Transfer transfer) {
    int groups = 0;
    int free = 0;
    synchronized (map) {
      while (free < rows && groups < transfer.claimed.length) {
        int before = map.groups();
        int group = map.claim();
        if (group == SlotMap.NONE) {
          throw new DataException(
              "a store has room for 2^31 - 1 records, the free ones included: row="
                  + row
                  + " ("
                  + name
                  + ")");
        }
        room.take((long) (map.groups() - before) * groupBytes, name);
        transfer.claimed[groups++] = group;
        free += slotsPerGroup - map.live(group);
      }
      Arrays.sort(transfer.claimed, 0, groups);
      transfer.chosen = 0;
      for (int g = 0; g < groups; g++) {
        int group = transfer.claimed[g];
        transfer.empty[g] = map.live(group) == 0;
        int slot = map.nextFree(group * slotsPerGroup);
        while (slot / slotsPerGroup == group && transfer.chosen < rows) {
          transfer.slots[transfer.chosen++] = slot;
          slot = map.nextFree(slot + 1);
        }
      }
    }
    return groups;
  }

  /// Writes claimed groups `g` to `endGroup - 1`, which lie behind each other and are all empty or
  /// all not, with the rows from `next` on whose slots are in them.
  ///
  /// @param first the row of the first slot chosen
  /// @return the first row behind them
  private int writeGroups(
      RowAddresses rows, int first, int next, Transfer transfer, int g, int endGroup) {
    int group = transfer.claimed[g];
    int bytes = (endGroup - g) * groupBytes;
    long position = (long) group * groupBytes;
    if (!transfer.empty[g]) {
      readFully(transfer.buffer.clear().limit(bytes), position);
    }
    int i = next;
    for (; i - first < transfer.chosen; i++) {
      int slot = transfer.slots[i - first];
      if (slot / slotsPerGroup > transfer.claimed[endGroup - 1]) {
        break;
      }
      long at = offset(slot, group);
      MemorySegment.copy(memory, rows.address(i), transfer.bytes, at, recordBytes);
      transfer.checksums[i - first] = transfer.checksum(at, recordBytes);
    }
    writeFully(transfer.buffer.clear().limit(bytes), position);
    return i;
  }

  /// Says that rows `from` to `end - 1` are in their new slots.
  private void settle(RowAddresses rows, int from, int end, Transfer transfer, int groups) {
    synchronized (map) {
      for (int i = from; i < end; i++) {
        map.move(rows.row(i), transfer.slots[i - from]);
        checksums.ensure(rows.row(i) + 1);
        checksums.set(rows.row(i), transfer.checksums[i - from]);
      }
      for (int g = 0; g < groups; g++) {
        map.release(transfer.claimed[g]);
      }
    }
  }

  private void readFully(ByteBuffer buffer, long start) {
    try {
      while (buffer.hasRemaining()) {
        int count = channel.read(buffer, start + buffer.position());
        if (count < 0) {
          throw new DataException(
              "the store ends before a row that was written: byte="
                  + (start + buffer.position())
                  + ", size="
                  + channel.size()
                  + " ("
                  + name
                  + ")");
        }
        goOnAligned(buffer, count);
      }
    } catch (IOException e) {
      throw new DataException(
          "the store cannot be read: " + reason(e) + " (" + name + ", byte " + start + ")", e);
    }
  }

  private void writeFully(ByteBuffer buffer, long start) {
    try {
      while (buffer.hasRemaining()) {
        int count = channel.write(buffer, start + buffer.position());
        goOnAligned(buffer, count);
      }
    } catch (IOException e) {
      throw new DataException(
          "the store cannot be written: " + reason(e) + " (" + name + ", byte " + start + ")", e);
    }
  }

  /// After a transfer that was cut short the next one must begin at a page again, where the page
  /// cache is not used.
  private void goOnAligned(ByteBuffer buffer, int count) throws IOException {
    if (direct && buffer.hasRemaining()) {
      int page = buffer.position() & -PAGE_BYTES;
      if (page <= buffer.position() - count) {
        throw new IOException("only " + count + " bytes of a page were moved");
      }
      buffer.position(page);
    }
  }

  /// What the system says, as in `No space left on device`; else the kind of the error.
  private static String reason(IOException error) {
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }

  private Transfer takeTransfer() {
    Transfer transfer = transfers.poll();
    return transfer != null ? transfer : new Transfer((int) transferBytes(groupBytes), groupBytes);
  }

  /// The bytes of the file, holes included.
  long sizeBytes() {
    synchronized (map) {
      return (long) map.groups() * groupBytes;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DataException("the store cannot be closed: " + reason(e) + " (" + name + ")", e);
    }
  }
}
