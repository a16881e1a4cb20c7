// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ConfigException;
import dev.belady.data.DataException;
import dev.belady.lookahead.BatchPlanner;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.lookahead.PlanReplay;
import dev.belady.lookahead.ReplayPlanner;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongUnaryOperator;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The plans of a run, read from the folder that a [PlanLogWriter] has written.
final class PlanLogReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  /// The log of a table.
  private record TableLog(Path file, InputStream bytes, PlanReplay replay) {}

  private final Path folder;
  private final int depth;
  private final List<TableLog> tables = new ArrayList<>();

  private PlanLogReader(Path folder, int depth) {
    this.folder = folder;
    this.depth = depth;
  }

  /// Opens a folder.
  ///
  /// @param header what the plans of this run are made from
  /// @param depth batches known before one is planned
  /// @throws ConfigException when those of the folder were made from something else
  /// @throws DataException when it is missing or damaged
  static PlanLogReader open(Path folder, ObjectNode header, int tables, int depth) {
    JsonNode manifest = manifest(folder);
    requireSame(manifest, header, folder);
    PlanLogReader reader = new PlanLogReader(folder, depth);
    try {
      for (int table = 0; table < tables; table++) {
        reader.open(PlanLogWriter.name(table), manifest.path("files").path(table));
      }
      return reader;
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private static JsonNode manifest(Path folder) {
    Path file = folder.resolve(PlanLogWriter.MANIFEST);
    JsonNode manifest;
    try {
      manifest = JsonMapper.shared().readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new DataException(
          "a folder of plan logs must hold " + PlanLogWriter.MANIFEST + ": " + e, e);
    } catch (JacksonException e) {
      throw new DataException(
          PlanLogWriter.MANIFEST + " must be JSON: " + e.getOriginalMessage() + " (" + file + ")",
          e);
    }
    if (manifest.path("version").asInt(0) != PlanLogWriter.VERSION) {
      throw new DataException(
          "the version of plan logs must be "
              + PlanLogWriter.VERSION
              + ": version="
              + manifest.path("version")
              + " ("
              + file
              + ")");
    }
    return manifest;
  }

  private static void requireSame(JsonNode manifest, ObjectNode header, Path folder) {
    for (String key : header.propertyNames()) {
      String recorded = manifest.path(key).asString("");
      String now = header.path(key).asString();
      if (!recorded.equals(now)) {
        throw new ConfigException(
            String.format(
                Locale.ROOT,
                "%s must be that of the plan log: log=%s, now=%s (%s)",
                key,
                recorded,
                now,
                folder));
      }
    }
  }

  /// Opens the log of a table, whose bytes must be those that were written.
  private void open(String name, JsonNode written) {
    Path file = folder.resolve(name);
    long length = written.path("bytes").asLong(-1);
    try {
      if (Files.size(file) != length) {
        throw new DataException(
            "a plan log must be as long as it was written: written="
                + length
                + ", bytes="
                + Files.size(file)
                + " ("
                + file
                + ")");
      }
      if (!checksum(file).equals(written.path("crc32c").asString(""))) {
        throw new DataException("a plan log must have its checksum (" + file + ")");
      }
      InputStream bytes = new FileInputStream(file.toFile());
      PlanReplay replay = new PlanReplay(into -> read(file, bytes, into), length);
      tables.add(new TableLog(file, bytes, replay));
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  private static String checksum(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    try (InputStream bytes = new FileInputStream(file.toFile())) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = bytes.read(buffer); count > 0; count = bytes.read(buffer)) {
        checksum.update(buffer, 0, count);
      }
    }
    return Long.toHexString(checksum.getValue());
  }

  private static int read(Path file, InputStream bytes, byte[] into) {
    try {
      return bytes.readNBytes(into, 0, into.length);
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  private static DataException cannotRead(Path file, IOException e) {
    return new DataException("a plan log cannot be read: " + e + " (" + file + ")", e);
  }

  /// A planner that repeats the plans of a table.
  ///
  /// @param keys from rows to keys
  BatchPlanner planner(int table, LookaheadConfig config, LongUnaryOperator keys) {
    TableLog log = tables.get(table);
    return new ReplayPlanner(log.replay(), config, keys, log.file().toString());
  }

  /// Whether the frames were split anew before the next batch.
  boolean splitsNext() {
    return tables.stream().anyMatch(table -> table.replay().nextIsSplit());
  }

  /// The split that comes next.
  ///
  /// @throws DataException when there is none
  FrameSplit nextSplit() {
    List<Integer> frames = new ArrayList<>();
    int issueDistance = 0;
    for (TableLog table : tables) {
      try {
        LookaheadConfig split = table.replay().readSplit(depth);
        frames.add(split.capacityFrames());
        issueDistance = split.issueDistance();
      } catch (IllegalArgumentException e) {
        throw new DataException(e.getMessage() + " (" + table.file() + ")", e);
      }
    }
    return new FrameSplit(issueDistance, frames);
  }

  @Override
  public void close() {
    for (TableLog table : tables) {
      try {
        table.bytes().close();
      } catch (IOException e) {
        throw cannotRead(table.file(), e);
      }
    }
  }
}
