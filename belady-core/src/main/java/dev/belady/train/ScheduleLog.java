// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ConfigException;
import dev.belady.data.DataException;
import dev.belady.data.file.PendingFile;
import dev.belady.popularity.RateSchedule.RateChange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The run log of a schedule of hot and cold batches: JSON lines beside the model. The first line
/// says what the schedule is made from, each other line tells of the end of a phase, of the loss
/// that was found there, and at the end of a round of what was decided and of the losses that led
/// to it. With the losses the schedule can be made again, so a run can be repeated or gone on with,
/// bit for bit.
final class ScheduleLog {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String SUFFIX = "_schedule.jsonl";

  private final Path file;
  private final ObjectNode header;
  private final List<JsonNode> known = new ArrayList<>();
  private final Map<Long, Double> losses = new HashMap<>();

  /// An empty log.
  ///
  /// @param file where it goes
  /// @param header what the schedule is made from
  ScheduleLog(Path file, ObjectNode header) {
    this.file = file;
    this.header = header;
  }

  /// The log beside models with a prefix.
  static Path beside(String prefix) {
    return Path.of(prefix + SUFFIX);
  }

  /// The log beside a model.
  ///
  /// @param manifest its manifest
  static Path besideManifest(Path manifest) {
    String name = manifest.toString().replaceFirst("_\\d+\\.belady\\.json$", "");
    return beside(name);
  }

  /// The empty first line.
  static ObjectNode newHeader() {
    return MAPPER.createObjectNode().put("event", "schedule");
  }

  /// Takes the losses of another log over.
  ///
  /// @param samples the last place whose loss counts: what came behind it was another run's future
  /// @throws DataException when it is missing or damaged
  /// @throws ConfigException when it is of another schedule
  void learn(Path other, long samples) {
    List<String> lines;
    try {
      lines = Files.readAllLines(other);
    } catch (NoSuchFileException e) {
      throw new DataException(
          "a run with a schedule of hot and cold batches needs the log of it: there is no " + other,
          e);
    } catch (IOException e) {
      throw new DataException("cannot read: " + e + " (" + other + ")", e);
    }
    for (int line = 0; line < lines.size(); line++) {
      JsonNode node;
      try {
        node = MAPPER.readTree(lines.get(line));
      } catch (JacksonException e) {
        if (line > 0 && line == lines.size() - 1) {
          return; // A run that was killed while it wrote the line.
        }
        throw new DataException(damaged(other, line), e);
      }
      if (line == 0) {
        requireEqual(node, other);
      } else {
        if (!node.path("samples").isNumber()) {
          throw new DataException(damaged(other, line));
        }
        if (node.path("samples").longValue() > samples) {
          return;
        }
        known.add(node);
        if (node.path("loss").isNumber()) {
          losses.put(node.path("samples").longValue(), node.path("loss").doubleValue());
        }
      }
    }
  }

  private static String damaged(Path file, int line) {
    return "a line of a schedule's log must be a JSON object with samples: line="
        + (line + 1)
        + " ("
        + file
        + ")";
  }

  private void requireEqual(JsonNode other, Path otherFile) {
    for (String key : header.propertyNames()) {
      if (!header.path(key).asString().equals(other.path(key).asString())) {
        throw new ConfigException(
            key
                + " must be that of the log of the schedule: log="
                + other.path(key).asString()
                + ", now="
                + header.path(key).asString()
                + " ("
                + otherFile
                + ")");
      }
    }
  }

  /// The loss at the end of a phase, where it is known from another log.
  @Nullable Double knownLoss(long samples) {
    return losses.get(samples);
  }

  /// Begins the file, with the lines of the other log up to a place.
  ///
  /// @param samples the samples that are trained already
  /// @throws DataException when it cannot be written
  void begin(long samples) {
    StringBuilder text = new StringBuilder(header + "\n");
    for (JsonNode line : known) {
      if (line.path("samples").longValue() <= samples) {
        text.append(line).append('\n');
      }
    }
    // The old file may be the only copy of the losses, so it stays until the new one is whole.
    try (PendingFile pending = PendingFile.create(file)) {
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      pending.write(bytes, 0, bytes.length);
      pending.commit();
    }
  }

  /// Adds a line.
  ///
  /// @throws DataException when it cannot be written
  void add(PhaseEnd end) {
    ObjectNode line =
        MAPPER
            .createObjectNode()
            .put("event", "phase")
            .put("samples", end.samples())
            .put("pass", end.pass())
            .put("kind", end.hot() ? "hot" : "cold")
            .put("batches", end.batches())
            .put("rate", end.rate())
            .put("ends_round", end.endsRound());
    if (end.loss() != null) {
      line.put("loss", end.loss());
    }
    RateChange change = end.change();
    if (change != null) {
      line.put("decision", change.decision().jsonName()).put("rate_after", change.after());
      ArrayNode losses = line.putArray("losses");
      change.losses().forEach(losses::add);
    }
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private DataException cannotWrite(IOException e) {
    return new DataException(
        "the log of the schedule cannot be written: " + e + " (" + file + ")", e);
  }

  /// Where the log is.
  Path file() {
    return file;
  }
}
