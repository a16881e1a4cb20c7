// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.DataException;
import dev.belady.data.file.PendingFolder;
import dev.belady.lookahead.BatchPlanner;
import dev.belady.lookahead.LoggedPlanner;
import dev.belady.lookahead.PlanLog;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import java.util.zip.CRC32C;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the plans of a run to a folder: a [PlanLog] for each table, and a manifest that says what
/// they were made from, how long they are, and their checksums.
///
/// Plans are made ahead of training, and how far is chance. What is written are those of the
/// batches that were trained, so that equal runs have equal logs. The folder has its name only once
/// all of it is there.
final class PlanLogWriter implements AutoCloseable {
  static final String MANIFEST = "plans.json";
  static final int VERSION = 1;

  /// The log of a table.
  ///
  /// Not a channel: the planner thread is interrupted at the end, which would close one.
  private static final class TableLog {
    private final ByteArrayOutputStream next = new ByteArrayOutputStream();
    private final PlanLog log = new PlanLog((bytes, length) -> next.write(bytes, 0, length));
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final CRC32C checksum = new CRC32C();
    private final OutputStream file;
    private long length;

    TableLog(Path file) throws IOException {
      this.file = new BufferedOutputStream(new FileOutputStream(file.toFile()));
    }

    void writeOldest() throws IOException {
      byte[] bytes = waiting.remove();
      file.write(bytes);
      checksum.update(bytes);
      length += bytes.length;
    }
  }

  private final Path target;
  private final PendingFolder folder;
  private final ObjectNode header;
  private final List<TableLog> tables = new ArrayList<>();
  private final AtomicLong trained = new AtomicLong();
  private long written;
  private boolean failed;

  private PlanLogWriter(Path target, ObjectNode header) {
    this.target = target;
    this.header = header;
    this.folder = PendingFolder.create(target.toAbsolutePath(), name(0));
  }

  /// The file of a table.
  static String name(int table) {
    return table + ".plans";
  }

  /// Begins.
  ///
  /// @param target the folder in the end: nothing yet, or empty
  /// @param header what the plans are made from
  /// @throws DataException when it cannot be made
  static PlanLogWriter begin(Path target, ObjectNode header, int tables) {
    PlanLogWriter writer = new PlanLogWriter(target, header);
    try {
      for (int table = 0; table < tables; table++) {
        writer.tables.add(new TableLog(writer.folder.path().resolve(name(table))));
      }
      return writer;
    } catch (IOException e) {
      DataException failure = writer.failure(e);
      writer.close();
      throw failure;
    }
  }

  /// A planner whose plans are logged.
  BatchPlanner logged(int table, BatchPlanner planner, LongUnaryOperator keys) {
    return new LoggedPlanner(planner, tables.get(table).log, keys);
  }

  /// Logs a split of the frames.
  void split(FrameSplit split) {
    for (int table = 0; table < tables.size(); table++) {
      tables.get(table).log.writeSplit(split.frames().get(table), split.issueDistance());
    }
  }

  /// Says that the next batch has been planned in all tables.
  ///
  /// @throws DataException when the plans of an earlier one cannot be written
  void planned() {
    for (TableLog table : tables) {
      table.waiting.add(table.next.toByteArray());
      table.next.reset();
    }
    try {
      write();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /// Says that one more batch has been trained. Any thread may.
  void trained() {
    trained.incrementAndGet();
  }

  private void write() throws IOException {
    while (written < trained.get()) {
      for (TableLog table : tables) {
        table.writeOldest();
      }
      written++;
    }
  }

  private DataException failure(IOException e) {
    failed = true;
    return new DataException("a plan log cannot be written: " + e + " (" + target + ")", e);
  }

  /// Completes the folder; leaves none behind when no batch was trained or something could not be
  /// written.
  ///
  /// @throws DataException when it cannot be completed
  @Override
  public void close() {
    try (folder) {
      if (!failed) {
        write();
      }
      for (TableLog table : tables) {
        table.file.close();
      }
      if (!failed && written > 0) {
        Files.write(
            folder.path().resolve(MANIFEST),
            manifest().toPrettyString().getBytes(StandardCharsets.UTF_8));
        folder.commit();
      }
    } catch (IOException e) {
      if (!failed) { // Else the run has heard of it.
        throw failure(e);
      }
    }
  }

  private ObjectNode manifest() {
    ObjectNode manifest = header.deepCopy().put("version", VERSION).put("batches", written);
    ArrayNode files = manifest.putArray("files");
    for (int table = 0; table < tables.size(); table++) {
      files
          .addObject()
          .put("name", name(table))
          .put("bytes", tables.get(table).length)
          .put("crc32c", Long.toHexString(tables.get(table).checksum.getValue()));
    }
    return manifest;
  }
}
