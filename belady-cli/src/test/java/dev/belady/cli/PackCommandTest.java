// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.SampleSource;
import dev.belady.data.Split;
import dev.belady.popularity.PackedFolder;
import dev.belady.train.Session;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Hot and cold inputs on disk: all of them, and the same bits as packing while reading.
final class PackCommandTest {
  private static final int STEPS = 150;
  private static final String HOT_ROWS =
      "belady.popularity={\"budget\":\"500B\",\"small_tables\":\"0B\"}";

  @TempDir private Path folder;
  private Path config = Path.of("");
  private Path packed = Path.of("");

  @BeforeEach
  void writeConfig() throws IOException {
    config = TinyModel.write(folder, STEPS);
    packed = folder.resolve("new/packed");
  }

  @Test
  void everyInputIsInOneOfTheStreamsWithItsNumber() throws IOException {
    CommandRun run = CommandRun.of("pack", config, "--out", packed, "--set", HOT_ROWS);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("Packed: " + packed, " hot inputs (", "31 hot rows (496 B)");
    ModelConfig model = read(config);
    PackedFolder data = PackedFolder.open(packed);
    assertThat(data.hot()).isBetween(1L, 3999L);
    assertThat(data.hot() + data.cold()).isEqualTo(4000);
    List<Batch> all = samples(dev.belady.train.Readers.trainSource(model, new BadRecords(0)));
    List<Long> numbers = new ArrayList<>();
    for (boolean hot : new boolean[] {true, false}) {
      long last = -1;
      for (Batch sample : samples(data.source(hot, model.data().trainSource(new BadRecords(0))))) {
        long number = sample.sampleNumber(0);
        assertThat(number).isGreaterThan(last);
        last = number;
        numbers.add(number);
        Batch original = all.get((int) number);
        assertThat(sample.labels()).isEqualTo(original.labels());
        assertThat(sample.dense()).isEqualTo(original.dense());
        assertThat(sample.sparse(0).keys()).startsWith(original.sparse(0).keys());
      }
    }
    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 4000).boxed().toList());
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.map(Path::toString))
          .noneMatch(name -> name.endsWith(".part") || name.endsWith(".unfinished"));
    }
  }

  private static List<Batch> samples(SampleSource source) {
    List<Batch> samples = new ArrayList<>();
    for (Split split : source.splits()) {
      try (Split.Reader reader = split.open()) {
        Batch one = new Batch(source.schema(), 1);
        while (reader.read(one) > 0) {
          samples.add(one);
          one = new Batch(source.schema(), 1);
        }
      }
    }
    return samples;
  }

  @ParameterizedTest
  @CsvSource({
    "Synthetic, fae, 0, 37",
    "Synthetic, alternate, 300, 100",
    "Norm, fae, 300, 20",
    "Raw, alternate, 0, 3",
    "Parquet, fae, 0, 50",
    "Criteo, alternate, 100, 30"
  })
  void trainingFromItHasTheBitsOfPackingWhileReading(
      String format, String schedule, int shuffle, int rate) throws Exception {
    Path source = format.equals("Synthetic") ? config : converted(format);
    String[] common = {
      HOT_ROWS,
      "belady.popularity.schedule=" + schedule,
      "belady.popularity.rate=" + rate,
      "belady.shuffle_window=" + shuffle
    };
    CommandRun run = CommandRun.of("pack", source, "--out", packed, "--set", HOT_ROWS);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    List<Long> expected = hashes(source, "first", common);
    String[] fromDisk = {
      "belady.popularity.packed=" + packed,
      "belady.popularity.schedule=" + schedule,
      "belady.popularity.rate=" + rate,
      "belady.shuffle_window=" + shuffle
    };
    assertThat(hashes(source, "second", fromDisk)).isEqualTo(expected);
    assertThat(Files.readString(folder.resolve("second/_schedule.jsonl")))
        .isEqualTo(Files.readString(folder.resolve("first/_schedule.jsonl")))
        .contains("\"kind\":\"hot\"", "\"kind\":\"cold\"");
    // The data itself is not read, a budget changes nothing, and a run is repeated from its log.
    String[] budget = {
      "belady.popularity.packed=" + packed,
      "belady.popularity.schedule=" + schedule,
      "belady.popularity.rate=" + rate,
      "belady.popularity.replay=" + folder.resolve("first/_schedule.jsonl"),
      "belady.shuffle_window=" + shuffle,
      "belady.memory=100KiB",
      "belady.store=memory",
      "layers.data.source=" + (format.equals("Synthetic") ? "" : "gone")
    };
    assertThat(hashes(source, "third", budget)).isEqualTo(expected);
  }

  /// The state after every tenth batch.
  private List<Long> hashes(Path file, String out, String... settings) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("solver.snapshot_prefix=" + folder.resolve(out) + "/");
    List<Long> hashes = new ArrayList<>();
    try (Session session = Session.open(read(file, all.toArray(String[]::new)))) {
      session.startDataReading();
      for (int step = 1; step <= STEPS; step++) {
        session.train();
        if (step % 10 == 0) {
          hashes.add(session.stateHash());
        }
      }
    }
    return hashes;
  }

  private static ModelConfig read(Path file, String... settings) {
    return ConfigFile.read(file, ConfigOverrides.of(List.of(settings)));
  }

  private Path converted(String format) throws IOException {
    Path data = folder.resolve("data");
    if (!format.equals("Criteo")) {
      CommandRun run = CommandRun.of("generate", config, "--out", data, "--format", format);
      assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
      return data.resolve("config.json");
    }
    Random random = new Random(5);
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < 3000; line++) {
      text.append(random.nextInt(2));
      for (int i = 0; i < 13; i++) {
        text.append('\t').append(i % 4 == 3 ? "" : Integer.toString(random.nextInt(50)));
      }
      for (int i = 0; i < 26; i++) {
        int key = (int) (Math.pow(random.nextDouble(), 4) * (i < 20 ? 1 : 10));
        text.append('\t').append(i == 7 ? "" : String.format(java.util.Locale.ROOT, "%08x", key));
      }
      text.append('\n');
    }
    Files.writeString(folder.resolve("criteo.txt"), text);
    String json =
        Files.readString(config)
            .replace(
                "\"format\": \"Synthetic\", \"source\": \"\"",
                "\"format\": \"Criteo\", \"source\": \""
                    + folder.resolve("criteo.txt")
                    + "\", \"eval_source\": \""
                    + folder.resolve("criteo.txt")
                    + "\"")
            .replace("\"dense_dim\": 2", "\"dense_dim\": 13")
            .replace("\"max_feature_num_per_sample\": 3", "\"max_feature_num_per_sample\": 26")
            .replace("\"slot_num\": 3", "\"slot_num\": 26")
            .replace("\"slot_size_array\": [50, 20, 10],", "")
            .replace("\"num_samples\": 4000, \"eval_num_samples\": 1024,", "")
            .replace("\"options\": {\"seed\": 7}", "\"options\": {}")
            .replaceAll(",\\s*\"options\": \\{}", "")
            .replace("\"leading_dim\": 12", "\"leading_dim\": 104");
    Path file = folder.resolve("criteo.json");
    Files.writeString(file, json);
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "belady.popularity.rate=7, rate needs a schedule",
    "belady.popularity.packed=nowhere, packing needs an embedding layer",
    "belady.popularity.hot_set=nowhere, cannot read the hot set",
  })
  void whatIsWrongIsSaid(String setting, String message) {
    String schedule =
        setting.contains("packed") ? "belady.popularity.schedule=fae" : "solver.display=5";
    assertFails(message, "pack", config, "--out", packed, "--set", setting, "--set", schedule);
    assertThat(packed).doesNotExist();
    assertThat(packed.resolveSibling("packed.part")).doesNotExist();
  }

  @Test
  void otherDataAndAnotherHotSetAreRefused() throws IOException {
    Path hotSet = folder.resolve("hot.bin");
    CommandRun.of(
        "profile", config, "--hot-set", hotSet, "--budget", "400B", "--out", folder.resolve("p"));
    CommandRun run = CommandRun.of("pack", config, "--out", packed, "--set", HOT_ROWS);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    String train = "{\"schedule\":\"alternate\",\"packed\":\"" + packed + "\"}";
    assertTrainFails(
        "the hot set must be that of the packed data",
        "belady.popularity={\"schedule\":\"alternate\",\"packed\":\""
            + packed
            + "\",\"hot_set\":\""
            + hotSet
            + "\"}");
    String popularity = "belady.popularity=" + train;
    assertTrainFails(
        "num_samples must be that of the data", popularity, "layers.data.num_samples=3999");
    assertTrainFails("options must be that of the data", popularity, "layers.data.options.seed=8");
    assertTrainFails(
        "a hot set must be of the tables of the model",
        popularity,
        "layers.table.sparse_embedding_hparam.embedding_vec_size=3",
        "layers.flat.leading_dim=9");
    assertTrainFails(
        "sample_rate has no meaning beside packed",
        popularity,
        "belady.popularity.sample_rate=0.5");
    assertTrainFails(
        "packed needs a schedule", "belady.popularity={\"packed\":\"" + packed + "\"}");
    CommandRun again = CommandRun.of("pack", config, "--out", packed, "--hot-set", hotSet);
    assertThat(again.err()).contains("nothing must be there yet");
    // A hot set that was put there later.
    Files.copy(
        hotSet, packed.resolve("hot_set.bin"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertTrainFails("the hot set must be that of the packed data", popularity);
    Files.delete(packed.resolve("packed.json"));
    assertTrainFails("a folder that `belady pack` has written", popularity);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hot", "cold"})
  void aKindWithoutInputsIsFine(String kind) throws InterruptedException {
    String rows =
        kind.equals("hot")
            ? "belady.popularity={\"budget\":\"0B\",\"small_tables\":\"0B\"}"
            : "belady.popularity={\"sample_rate\":1}";
    CommandRun run = CommandRun.of("pack", config, "--out", packed, "--set", rows);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains(kind.equals("hot") ? "0 hot inputs (0.0%)" : "4,000 hot inputs");
    List<Long> expected = hashes(config, "a", rows, "belady.popularity.schedule=fae");
    assertThat(
            hashes(
                config,
                "b",
                "belady.popularity.packed=" + packed,
                "belady.popularity.schedule=fae"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsNotANumberOrCannotBeWrittenLeavesNothing(boolean notANumber) throws IOException {
    Path source = converted("Raw");
    if (notANumber) {
      // A label, two dense features and three keys of 4 bytes each.
      try (RandomAccessFile data =
          new RandomAccessFile(folder.resolve("data/train/data.bin").toFile(), "rw")) {
        data.seek(10 * 24 + 8);
        data.writeInt(Integer.reverseBytes(Float.floatToIntBits(Float.NaN)));
      }
      assertFails(
          "packed data cannot hold what is not a number: dense[1]=NaN (sample 10)",
          "pack",
          source,
          "--out",
          packed);
    } else {
      Files.writeString(folder.resolve("new"), "a file where a folder must be");
      assertFails("cannot write", "pack", source, "--out", packed);
    }
    assertThat(packed).doesNotExist();
    assertThat(packed.resolveSibling("packed.part")).doesNotExist();
  }

  @Test
  void whatACutOffRunHasLeftGoesAwayButNotAUsersFolder() throws IOException {
    Path part = packed.resolveSibling("packed.part");
    Files.createDirectories(part.resolve("hot"));
    Files.writeString(part.resolve("hot_set.bin"), "left");
    CommandRun run = CommandRun.of("pack", config, "--out", packed);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(part).doesNotExist();
    Files.createDirectories(part);
    Files.writeString(part.resolve("mine"), "mine");
    packed = folder.resolve("new/packed");
    Path other = folder.resolve("new/other");
    Files.createDirectories(other);
    Files.writeString(other.resolve("mine"), "mine");
    assertFails("nothing must be there yet", "pack", config, "--out", other);
    assertThat(other.resolve("mine")).exists();
    assertThat(part.resolve("mine")).exists();
  }

  @Test
  void plansAndChecksKnowIt() throws IOException {
    Path source = converted("Raw");
    CommandRun run = CommandRun.of("pack", source, "--out", packed, "--set", HOT_ROWS);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    PackedFolder data = PackedFolder.open(packed);
    String hotRows = HOT_ROWS.replace("}", ",\"schedule\":\"fae\"}");
    String fromDisk = "belady.popularity={\"schedule\":\"fae\",\"packed\":\"" + packed + "\"}";
    String budget = "belady.memory=64KiB";
    String[] command = {"plan", source.toString(), "--no-disk-probe", "--json", "--set", budget};
    JsonNode original = json(command, "--set", hotRows);
    // The data itself is not read.
    JsonNode planned = json(command, "--set", fromDisk, "--set", "layers.data.source=gone");
    // Counting leaves something in the heap.
    for (JsonNode plan : List.of(original, planned)) {
      plan.get("budgets").forEach(node -> ((ObjectNode) node).remove("process_bytes"));
    }
    for (String same : List.of("tables", "budgets", "least_bytes", "left_out", "samples")) {
      assertThat(planned.get(same)).as(same).isEqualTo(original.get(same));
    }
    assertThat(planned.get("budgets").get(0).get("hot_rows").asLong())
        .isEqualTo(data.hotSet().rows());
    CommandRun check =
        CommandRun.of("check", source, "--set", fromDisk, "--set", "layers.data.source=gone");
    assertThat(check.exitCode()).as(check.err()).isEqualTo(ExitCode.OK);
    assertThat(check.out())
        .contains(
            String.format(
                Locale.ROOT,
                "training data: packed in %s, %,d hot and %,d cold inputs, 4,000 samples",
                packed,
                data.hot(),
                data.cold()));
    for (String name : List.of("plan", "check", "train")) {
      assertFails(
          "num_samples must be that of the data",
          name,
          source,
          "--set",
          fromDisk,
          "--set",
          "layers.data.num_samples=3999");
      assertFails(
          "a hot set must be of the tables of the model",
          name,
          source,
          "--set",
          fromDisk,
          "--set",
          "layers.table.sparse_embedding_hparam.embedding_vec_size=3",
          "--set",
          "layers.flat.leading_dim=9");
      assertFails(
          "a folder that `belady pack` has written must hold packed.json",
          name,
          source,
          "--set",
          fromDisk.replace("packed\"}", "nowhere\"}"));
    }
    assertThat(CommandRun.of("check", source, "--no-data", "--set", fromDisk.replace("new", "old")))
        .extracting(CommandRun::exitCode)
        .isEqualTo(ExitCode.OK);
  }

  private static JsonNode json(String[] arguments, Object... more) {
    List<Object> all = new ArrayList<>(List.of((Object[]) arguments));
    all.addAll(List.of(more));
    CommandRun run = CommandRun.of(all.toArray());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return JsonMapper.shared().readTree(run.out());
  }

  @Test
  void whatTheSampleCostsIsSaid() {
    String keys = "layers.data.slot_size_array=[20000,20,10]";
    String few =
        "belady.popularity={\"small_tables\":\"0B\",\"sample_rate\":0.05,\"count_memory\":\"1B\"}";
    String all =
        "belady.popularity={\"small_tables\":\"0B\",\"sample_rate\":1,\"count_memory\":\"1B\"}";
    String enough = "belady.popularity={\"small_tables\":\"0B\",\"sample_rate\":1}";
    String lost =
        "are lost because few inputs were counted: a higher belady.popularity.sample_rate";
    String full = "the counters are full (belady.popularity.count_memory): rare keys were dropped";
    for (String command : List.of("pack", "train")) {
      CommandRun run = counting(command, keys, few);
      assertThat(run.out())
          .containsPattern(
              "they take \\d+.\\d% of the accesses of the \\d+ inputs that were counted")
          .contains("can be expected to take")
          .contains("notice: about ")
          .contains(lost)
          .doesNotContain(full);
      assertThat(counting(command, keys, all).out())
          .contains("notice: " + full)
          .doesNotContain(lost);
      assertThat(counting(command, keys, enough).out())
          .contains("of the accesses of all 4,000 inputs")
          .doesNotContain(lost)
          .doesNotContain(full);
    }
  }

  private CommandRun counting(String command, String keys, String popularity) {
    CommandRun run =
        CommandRun.of(
            command,
            config,
            "--set",
            keys,
            "--set",
            popularity,
            "--set",
            "solver.max_iter=2",
            "--out",
            folder.resolve(command + Integer.toHexString(popularity.hashCode())));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return run;
  }

  private void assertTrainFails(String message, String... settings) {
    List<Object> arguments = new ArrayList<>(List.of("train", config));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    assertFails(message, arguments.toArray());
  }

  private static void assertFails(String message, Object... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.err()).contains(message);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err().lines()).hasSize(1);
  }
}
