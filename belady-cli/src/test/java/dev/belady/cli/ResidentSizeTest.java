// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A run takes what `belady plan --batches all` has predicted: the peak of its resident size is at
/// most 10% above and at most 10% below. Plan and run are processes of their own, with the options
/// that the launcher gives the JVM.
final class ResidentSizeTest {
  private static final Percentage BOUND = Percentage.withPercentage(10);

  /// How far what a run says of itself at its end may be from what was planned: the batches that
  /// were read ahead have keys, too.
  private static final Percentage AFTERWARDS = Percentage.withPercentage(5);

  private static final Path ROOT = ReadmeTest.root();

  /// Whether the system tells what a process takes.
  private static final boolean TOLD = Files.isReadable(Path.of("/proc/self/status"));

  private static final List<String> HALVES =
      List.of("solver.max_iter=100", "solver.eval_interval=50");
  private static final List<String> HASHED =
      List.of(
          "layers.embedding.sparse_embedding_hparam.slot_size_array=null",
          "layers.embedding.sparse_embedding_hparam.max_vocabulary_size_per_gpu=40000000");
  private static final List<String> WIDE =
      List.of(
          "layers.embedding.sparse_embedding_hparam.embedding_vec_size=64",
          "layers.bottom4.fc_param.num_output=64",
          "optimizer={\"type\":\"AdaGrad\",\"update_type\":\"Local\",\"adagrad_hparam\":"
              + "{\"learning_rate\":0.1,\"initial_accu_value\":0.1,\"epsilon\":1e-6}}");

  @TempDir private Path folder;

  /// A configuration.
  ///
  /// @param name what the table in the documentation calls it
  /// @param example the file in the folder of examples
  /// @param threads threads that compute
  /// @param settings what differs from the file
  record Case(String name, String example, int threads, List<String> settings) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case rmc2(String name, List<String> settings, String... more) {
    List<String> all = new ArrayList<>(HALVES);
    all.addAll(settings);
    all.addAll(List.of(more));
    return new Case(name, "rmc2.json", 2, all);
  }

  /// The quickest, for every build.
  static Stream<Case> shortCases() {
    List<String> few =
        List.of("solver.max_iter=40", "solver.eval_interval=20", "solver.eval_batches=1");
    List<String> bounded = new ArrayList<>(few);
    bounded.add("belady.memory=6MiB");
    return Stream.of(
        new Case("DLRM, 40 batches", "dlrm.json", 2, few),
        new Case("RMC2, 40 batches, 6 MiB, files", "rmc2.json", 2, bounded));
  }

  /// Those of the table in the documentation.
  static Stream<Case> longCases() {
    String memory = "belady.store=memory";
    String hot = "belady.popularity={}";
    List<String> large = List.of("solver.batchsize=8192", "belady.memory=40MiB");
    List<String> larger =
        List.of("solver.max_iter=20", "solver.eval_interval=10", "solver.batchsize=16384");
    return Stream.of(
        new Case(
            "DLRM, 200 batches, 20 evaluations",
            "dlrm.json",
            2,
            List.of("solver.max_iter=200", "solver.eval_interval=10")),
        rmc2("RMC2, 100 batches", List.of()),
        rmc2("RMC2, 7 MiB, files", List.of(), "belady.memory=7MiB"),
        rmc2("RMC2, hashed table", HASHED),
        rmc2("RMC2, wide rows", WIDE),
        rmc2("RMC2, wide rows, 59 MiB, files", WIDE, "belady.memory=59MiB"),
        rmc2("RMC2, wide rows, 14 MiB, files", WIDE, "belady.memory=14MiB"),
        rmc2("RMC2, wide rows, 14 MiB, memory", WIDE, "belady.memory=14MiB", memory),
        new Case("RMC2, 20 batches of 16,384, one worker", "rmc2.json", 1, larger),
        rmc2("RMC2, batches of 8,192, 40 MiB, files", large),
        rmc2("RMC2, batches of 8,192, 40 MiB, memory", large, memory),
        rmc2("RMC2, hot rows", List.of(), hot),
        rmc2("RMC2, hot rows, 7 MiB, files", List.of(), hot, "belady.memory=7MiB"));
  }

  @ParameterizedTest
  @MethodSource("shortCases")
  void aShortRunTakesWhatWasPlanned(Case of) throws IOException, InterruptedException {
    check(of);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("longCases")
  void everyRunTakesWhatWasPlanned(Case of) throws IOException, InterruptedException {
    check(of);
  }

  private void check(Case of) throws IOException, InterruptedException {
    long planned =
        run(of, "plan", "--batches", "all", "--no-disk-probe", "--json")
            .getLast()
            .get("peak_bytes")
            .asLong();
    JsonNode memory =
        run(of, "train", "--json", "--out", folder.resolve("run").toString()).stream()
            .filter(event -> event.get("event").asString().equals("memory"))
            .findFirst()
            .orElseThrow();
    assertThat(memory.get("predicted_bytes").asLong()).as("%s", of).isCloseTo(planned, AFTERWARDS);
    assertThat(memory.get("peak_bytes").isNull()).isEqualTo(!TOLD);
    if (TOLD) {
      long peak = memory.get("peak_bytes").asLong();
      record(of, planned, peak);
      assertThat(peak).as("%s", of).isCloseTo(planned, BOUND);
    }
  }

  /// Runs `belady` in a process of its own.
  ///
  /// @return the objects that it wrote
  private List<JsonNode> run(Case of, String command, String... options)
      throws IOException, InterruptedException {
    List<String> words = launcher();
    words.addAll(List.of(command, ROOT.resolve("examples", of.example()).toString()));
    words.addAll(List.of("--threads", Integer.toString(of.threads())));
    for (String setting : of.settings()) {
      words.addAll(List.of("--set", setting));
    }
    words.addAll(List.of(options));
    Path errors = folder.resolve("errors.txt");
    ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
    Map<String, String> environment = builder.environment();
    environment.remove("JAVA_TOOL_OPTIONS");
    environment.remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      assertThat(process.waitFor()).as("%s: %s", words, Files.readString(errors)).isZero();
      return new String(output, StandardCharsets.UTF_8)
          .lines()
          .map(JsonMapper.shared()::readTree)
          .toList();
    } finally {
      process.destroyForcibly();
    }
  }

  /// The words with which the launcher starts the JVM.
  private static List<String> launcher() throws IOException {
    String script = Files.readString(ROOT.resolve("belady"));
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String options :
        List.of(
            "(?m)^exec \"\\$JAVA_HOME/bin/java\" (-.*) \\\\$",
            "(?m)^collector=(-\\S+)$",
            "(?m)^heap=\"(-.*)\"$")) {
      Matcher found = Pattern.compile(options).matcher(script);
      assertThat(found.find()).as(options).isTrue();
      words.addAll(List.of(found.group(1).split(" ", -1)));
    }
    words.add("-cp");
    words.add(
        System.getProperty("jdk.module.path", "")
            + File.pathSeparator
            + System.getProperty("java.class.path"));
    words.add("dev.belady.cli.Belady");
    return words;
  }

  /// Keeps the figures beside the test reports.
  private static void record(Case of, long planned, long peak) throws IOException {
    Path file = Path.of("target", "resident-size.txt");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        String.format(
            Locale.ROOT,
            "%s: planned %d MiB, peak %d MiB, %+.1f%%%n",
            of,
            planned >> 20,
            peak >> 20,
            100.0 * (planned - peak) / peak),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
