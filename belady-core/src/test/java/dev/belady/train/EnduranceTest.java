// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.SourceTree;
import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// RMC3 with Adam and a file store on the worst keys for a cache, long enough that frames were
/// filled anew many times: uniform keys in the cardinalities of Criteo Terabyte, where rows of
/// small slots keep their frames because every batch needs them, and keys that go round, where
/// every single frame changes its row again and again.
///
/// The long forms have tables that no memory holds, so no resident run can be their oracle: two
/// runs with other budgets, depths and numbers of threads are compared with each other. All forms
/// have RMC3's slots and rows, and little between them and the loss. The short forms are the same
/// code on smaller tables, beside a resident run.
class EnduranceTest {
  private static final Path RMC3 = SourceTree.root().resolve("examples/rmc3.json");

  /// The distinct values of the columns of Criteo Terabyte.
  private static final long[] ROWS = {
    45_833_188,
    36_746,
    17_245,
    7_413,
    20_243,
    3,
    7_114,
    1_441,
    62,
    29_275_261,
    1_572_176,
    345_138,
    10,
    2_209,
    11_267,
    128,
    4,
    974,
    14,
    48_937_457,
    11_316_796,
    40_094_537,
    452_104,
    12_606,
    104,
    35
  };

  private static final int RECORD_BYTES = 3 * 64 * 4;
  private static final int MANY = 10;
  private static final String ADAM =
      "optimizer={\"type\":\"Adam\",\"update_type\":\"Local\",\"adam_hparam\":"
          + "{\"learning_rate\":0.001,\"beta1\":0.9,\"beta2\":0.999,\"epsilon\":1e-7}}";

  @TempDir private Path folder;

  /// How a run is bounded.
  private record Bounds(long budget, int lookahead, int threads, int ioThreads) {}

  /// How large a run is.
  ///
  /// @param rows the rows of each slot
  /// @param goRound whether keys go round; otherwise they are uniform
  /// @param marks how often the state is hashed
  private record Size(List<Long> rows, boolean goRound, int batch, int steps, int marks) {
    /// Uniform keys.
    ///
    /// @param scale what the vocabulary of Criteo Terabyte is divided by
    static Size uniform(long scale, int batch, int steps, int marks) {
      List<Long> rows = new ArrayList<>();
      for (long count : ROWS) {
        rows.add(Math.max(2, count / scale));
      }
      return new Size(rows, false, batch, steps, marks);
    }

    /// Keys that go round in slots of `slotRows` rows.
    static Size goingRound(long slotRows, int batch, int steps, int marks) {
      return new Size(Collections.nCopies(ROWS.length, slotRows), true, batch, steps, marks);
    }

    @Override
    public String toString() {
      return (goRound ? "keys that go round" : "uniform keys")
          + " in "
          + tableRows()
          + " rows, "
          + steps
          + " batches of "
          + batch;
    }

    long tableRows() {
      return rows.stream().mapToLong(Long::longValue).sum();
    }

    List<String> settings() {
      List<String> settings =
          new ArrayList<>(
              List.of(
                  ADAM,
                  "solver.batchsize=" + batch,
                  "solver.max_iter=" + steps,
                  "data.slot_size_array=" + rows,
                  "layers.embedding.sparse_embedding_hparam.slot_size_array=" + rows,
                  "data.options={\"alpha\":1e-6,\"seed\":7}"));
      // The time is for rows; and other tests' vector widths leave kernels that are slow here.
      for (String layer : List.of("bottom1", "bottom2", "top1", "top2", "top3")) {
        settings.add("layers." + layer + ".fc_param.num_output=8");
      }
      return settings;
    }
  }

  @Test
  void aLongRunUnderABudgetIsTheResidentRun() throws InterruptedException, IOException {
    requireTheResidentRun(Size.uniform(2500, 32, 240, 4), 1_500_000);
  }

  @Test
  void everyFrameIsFilledAnewManyTimes() throws InterruptedException, IOException {
    requireTheResidentRun(Size.goingRound(3000, 32, 320, 4), 2_200_000);
  }

  private void requireTheResidentRun(Size size, long budget)
      throws InterruptedException, IOException {
    assertThat(size.tableRows() * RECORD_BYTES).isGreaterThan(20 * budget);
    List<Long> resident = new ArrayList<>();
    try (Session session = Session.open(config(size, List.of()))) {
      train(session, size, resident);
    }
    assertThat(bounded(size, new Bounds(budget, 6, 2, 2))).isEqualTo(resident);
    assertThat(bounded(size, new Bounds(1_100_000, 1, 1, 3))).isEqualTo(resident);
  }

  /// `-Dbelady.steps` and `-Dbelady.folder` say how long, and on which disk; a step writes about 16
  /// MB of rows that were not there before, so 2000 steps use more than a machine with 24 GiB
  /// holds. `-Dbelady.storeLimit`, such as 40GiB, is for a disk that has no room for all that such
  /// a run could write.
  @Tag("long")
  @Test
  void twoBudgetsFarBelowTheTablesAgree() throws InterruptedException, IOException {
    requireAgreement(Size.uniform(1, 4096, Integer.getInteger("belady.steps", 300), 2));
  }

  /// As [#twoBudgetsFarBelowTheTablesAgree]; rows come back from step 342 on, so 700 steps use each
  /// of 26 GiB of rows twice.
  @Tag("long")
  @Test
  void everyFrameIsFilledAnewManyTimesBelowTablesThatNoMemoryHolds()
      throws InterruptedException, IOException {
    requireAgreement(Size.goingRound(1_400_000, 4096, Integer.getInteger("belady.steps", 300), 2));
  }

  private void requireAgreement(Size size) throws InterruptedException, IOException {
    Bounds bounds = new Bounds(256L << 20, 16, 2, 8);
    assertThat(size.tableRows() * RECORD_BYTES).isGreaterThan(20 * bounds.budget());
    List<Long> first = bounded(size, bounds);
    assertThat(bounded(size, new Bounds(96L << 20, 3, 1, 16))).isEqualTo(first);
  }

  private List<Long> bounded(Size size, Bounds bounds) throws InterruptedException, IOException {
    Path parent = Path.of(System.getProperty("belady.folder", folder.toString()));
    Path stores = Files.createTempDirectory(parent, "endurance-");
    Path plans = stores.resolveSibling(stores.getFileName() + "-plans");
    List<Long> hashes = new ArrayList<>();
    List<String> settings =
        List.of(
            "belady.plan_log=" + (size.goRound() ? plans : "null"),
            "belady.store_limit=" + System.getProperty("belady.storeLimit", "null"),
            "belady.memory=" + bounds.budget() + "B",
            "belady.lookahead=" + bounds.lookahead(),
            "belady.threads=" + bounds.threads(),
            "belady.io_threads=" + bounds.ioThreads(),
            "belady.store_folder=" + stores);
    long start = System.nanoTime();
    String figures;
    try (Session session = Session.open(config(size, settings))) {
      TierStatistics statistics = train(session, size, hashes);
      assertThat(statistics).isNotNull();
      long arrivals =
          statistics.moves().made() + statistics.moves().fetched() + statistics.moves().forwarded();
      double refills = (double) (arrivals - statistics.frames()) / statistics.frames();
      figures =
          String.format(
              Locale.ROOT,
              "%s %s: %.0f s, tables %.1f GiB, rows used %.2f GiB, files %.2f GiB, memory of the"
                  + " machine %.2f GiB, %d frames filled anew %.1f times, %s, %s, hashes %s",
              size,
              bounds,
              (System.nanoTime() - start) * 1e-9,
              size.tableRows() * RECORD_BYTES * 0x1p-30,
              statistics.moves().made() * RECORD_BYTES * 0x1p-30,
              unnamedFileBytes(stores) * 0x1p-30,
              memoryBytes() * 0x1p-30,
              statistics.frames(),
              refills,
              statistics,
              session.stalls(),
              hashes);
      record(figures);
      assertThat(refills).as("%s, %s", bounds, statistics).isGreaterThan(MANY);
      assertThat(statistics.moves().made() * RECORD_BYTES).isGreaterThan(10 * bounds.budget());
    }
    Files.delete(stores);
    if (size.goRound()) {
      Path log = plans.resolve("0.plans");
      FrameRefills refills = FrameRefills.of(log);
      record(
          String.format(
              Locale.ROOT,
              "%s %s: each of %d frames filled anew at least %d times, %.1f on average; log of %.2f GiB",
              size,
              bounds,
              refills.frames(),
              refills.least(),
              refills.mean(),
              Files.size(log) * 0x1p-30));
      assertThat(refills.least()).as(figures).isGreaterThan(MANY);
      Files.delete(log);
      Files.delete(plans.resolve("plans.json"));
      Files.delete(plans);
    }
    return hashes;
  }

  /// The bytes of the files that were in `folder` and have no name any more but are open; 0 where
  /// the system has no list of open files.
  private static long unnamedFileBytes(Path folder) throws IOException {
    Path open = Path.of("/proc/self/fd");
    if (!Files.isDirectory(open)) {
      return 0;
    }
    long bytes = 0;
    try (DirectoryStream<Path> links = Files.newDirectoryStream(open)) {
      for (Path link : links) {
        // The list itself is open, too, and gone when it is looked at.
        if (Files.isRegularFile(link)
            && Files.readSymbolicLink(link).startsWith(folder.toRealPath())) {
          bytes += Files.size(link);
        }
      }
    }
    return bytes;
  }

  /// The memory of the machine; 0 where the system does not tell.
  private static long memoryBytes() throws IOException {
    Path file = Path.of("/proc/meminfo");
    if (!Files.isReadable(file)) {
      return 0;
    }
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("MemTotal:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    return 0;
  }

  /// Keeps the figures of a run beside the test reports.
  private static void record(String line) throws IOException {
    Path file = Path.of("target", "endurance.txt");
    List<String> lines = new ArrayList<>();
    if (Files.exists(file)) {
      lines.addAll(Files.readAllLines(file));
    }
    lines.add(line);
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  private static TierStatistics train(Session session, Size size, List<Long> hashes)
      throws InterruptedException {
    if (size.goRound()) {
      int slotRows = Math.toIntExact(size.rows().getFirst());
      session.startDataReading(new RotatingSource(session.config().data().schema(), slotRows));
    } else {
      session.startDataReading();
    }
    for (int step = 1; step <= size.steps(); step++) {
      session.train();
      if (step % (size.steps() / size.marks()) == 0) {
        hashes.add(session.stateHash());
      }
    }
    return session.tierStatistics();
  }

  private static ModelConfig config(Size size, List<String> settings) {
    List<String> all = new ArrayList<>(size.settings());
    all.addAll(settings);
    return ConfigFile.read(RMC3, ConfigOverrides.of(all));
  }
}
