// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.ConfigException;
import dev.belady.config.ConfigOverrides;
import dev.belady.tier.MoveTotals;
import dev.belady.tier.Stalls;
import dev.belady.train.Session;
import dev.belady.train.TierStatistics;
import dev.belady.train.TrainingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One way to keep the rows, with what sessions of it have shown, a window each.
final class TierContender {
  private static final String RESIDENT = "resident";

  /// A window in which other processes took more than this part of a core is repeated, at most as
  /// often as below; the one that was disturbed least counts.
  private static final double DISTURBED = 0.1;

  private static final int DISTURBED_TRIALS = 3;

  private static final Pattern LEAST = Pattern.compile("least=(\\d+)B");

  private final String store;
  private final String label;
  private final long bytes;
  private long budget;
  private String name;
  private final List<Window> windows = new ArrayList<>();

  /// What one window has shown.
  ///
  /// @param seconds its length
  /// @param samples what was trained
  /// @param plannerNanos processor time of the planner thread
  /// @param moverNanos processor time of the mover thread and the threads of the stores
  /// @param diskRead bytes read from disks
  /// @param diskWritten bytes written to disks
  /// @param others processor time of other processes in parts of one core
  /// @param tiers what moved; nothing when all rows are in memory
  private record Window(
      double seconds,
      long samples,
      long plannerNanos,
      long moverNanos,
      long diskRead,
      long diskWritten,
      double others,
      Moved tiers) {
    double samplesPerSecond() {
      return samples / seconds;
    }
  }

  /// The difference of two statistics.
  private record Moved(
      long used, long missed, long readBytes, long writtenBytes, long storeWait, long dataWait) {
    static final Moved NOTHING = new Moved(0, 0, 0, 0, 0, 0);

    static Moved between(TierStatistics from, TierStatistics to, Stalls stalls) {
      MoveTotals a = from.moves();
      MoveTotals b = to.moves();
      return new Moved(
          to.uses().rows() - from.uses().rows(),
          to.uses().missedRows() - from.uses().missedRows(),
          b.fetchedBytes() - a.fetchedBytes(),
          b.writtenBytes() - a.writtenBytes(),
          stalls.rowNanos(),
          stalls.dataNanos());
    }
  }

  private TierContender(String store, double percent, long bytes, String shown) {
    this.store = store;
    this.bytes = bytes;
    this.budget = (long) (bytes * percent / 100);
    this.label = shown;
    this.name = shown;
  }

  /// All rows in memory.
  static TierContender resident() {
    return new TierContender("", 0, 0, RESIDENT);
  }

  /// A budget. Where it is too small the one that the refusal names is taken.
  ///
  /// @param store `memory`, `file`, or `direct` for files past the page cache
  /// @param percent the budget in percent of `bytes`
  /// @param bytes the records of all rows
  static TierContender framed(String store, double percent, long bytes) {
    return new TierContender(
        store, percent, bytes, String.format(Locale.ROOT, "%s %s%%", store, trimmed(percent)));
  }

  private static String trimmed(double percent) {
    return percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent);
  }

  /// Opens a session, trains all samples once, so that every row exists, and then measures.
  void measure(BenchmarkOptions options, TierOptions tiers, Path data) throws InterruptedException {
    windows.add(run(options, tiers, data, tiers.seconds()));
  }

  /// Does the same and forgets the result, for the compiler of the JVM.
  void warmUp(BenchmarkOptions options, TierOptions tiers, Path data) throws InterruptedException {
    run(options, tiers, data, tiers.seconds());
  }

  private Window run(BenchmarkOptions options, TierOptions tiers, Path data, double seconds)
      throws InterruptedException {
    while (true) {
      ThreadTimes threads = new ThreadTimes();
      try (HeapRoom _ = new HeapRoom();
          Session session =
              Session.open(WorkloadConfig.training(options, data, settings(options, tiers)))) {
        session.startDataReading();
        for (long done = 0; done < options.samples(); done += options.batch()) {
          session.train();
        }
        threads.started();
        Window best = window(session, threads, seconds);
        for (int again = 0; again < DISTURBED_TRIALS && best.others() > DISTURBED; again++) {
          Window next = window(session, threads, seconds);
          best = next.others() < best.others() ? next : best;
        }
        return best;
      } catch (ConfigException | TrainingException e) {
        Matcher least = LEAST.matcher(String.valueOf(e.getMessage()));
        if (!least.find()) {
          throw e;
        }
        budget = Long.parseLong(least.group(1)) * 21 / 20;
        name = String.format(Locale.ROOT, "%s (%.1f%%)", label, 100.0 * budget / bytes);
      }
    }
  }

  private ConfigOverrides settings(BenchmarkOptions options, TierOptions tiers) {
    String shuffle = "belady.shuffle_window=" + tiers.shuffle();
    if (label.equals(RESIDENT)) {
      return ConfigOverrides.of(List.of(shuffle));
    }
    return ConfigOverrides.of(
        List.of(
            shuffle,
            "belady.memory=" + budget + "B",
            "belady.store=" + (store.equals("memory") ? "memory" : "file"),
            "belady.direct_io=" + store.equals("direct"),
            "belady.store_folder=" + options.directory().toAbsolutePath(),
            "belady.io_threads=" + tiers.ioThreads()));
  }

  private static Window window(Session session, ThreadTimes threads, double seconds)
      throws InterruptedException {
    TierStatistics tiers = session.tierStatistics();
    Stalls stalls = session.stalls();
    ProcessCounters counters = ProcessCounters.now();
    long planner = threads.nanos("belady-planner");
    long mover = threads.nanos("belady-mover") + threads.nanos("belady-io");
    long samples = session.samplesTrained();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    do {
      session.train();
    } while (System.nanoTime() < end);
    double passed = (System.nanoTime() - start) * 1e-9;
    ProcessCounters after = ProcessCounters.now();
    TierStatistics tiersAfter = session.tierStatistics();
    return new Window(
        passed,
        session.samplesTrained() - samples,
        threads.nanos("belady-planner") - planner,
        threads.nanos("belady-mover") + threads.nanos("belady-io") - mover,
        after.readBytes() - counters.readBytes(),
        after.writtenBytes() - counters.writtenBytes(),
        (after.othersTicks() - counters.othersTicks()) * 0.01 / passed,
        tiers == null || tiersAfter == null
            ? Moved.NOTHING
            : Moved.between(tiers, tiersAfter, session.stalls().since(stalls)));
  }

  /// The heading of the lines of [#line].
  static String heading() {
    return String.format(
        Locale.ROOT,
        "%-22s %10s %17s %6s %11s %6s %8s %8s %6s %6s %5s %5s %8s %8s %6s %6s",
        "contender",
        "samples/s",
        "from - to",
        "ratio",
        "from - to",
        "hits",
        "MB/s up",
        "MB/s down",
        "store",
        "data",
        "plan",
        "move",
        "disk rd",
        "disk wr",
        "disk",
        "others");
  }

  /// The result in one line.
  ///
  /// @param resident what all rows in memory reach, round by round
  /// @param diskBytesPerSecond what the disk does with such calls, 0 if it is not known
  String line(TierContender resident, double diskBytesPerSecond) {
    double[] ratios = new double[windows.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = windows.get(i).samplesPerSecond() / resident.windows.get(i).samplesPerSecond();
    }
    Arrays.sort(ratios);
    double[] speeds = windows.stream().mapToDouble(Window::samplesPerSecond).sorted().toArray();
    double seconds = windows.stream().mapToDouble(Window::seconds).sum();
    long used = windows.stream().mapToLong(window -> window.tiers().used()).sum();
    long missed = windows.stream().mapToLong(window -> window.tiers().missed()).sum();
    double disk = sum(Window::diskRead) + sum(Window::diskWritten);
    return String.format(
        Locale.ROOT,
        "%-22s %10.0f %8.0f-%8.0f %6.3f %5.3f-%5.3f %6.3f %8.1f %8.1f %5.1f%% %5.1f%% %4.0f%% %4.0f%% %8.1f %8.1f %6.2f %5.0f%%",
        name,
        median(speeds),
        speeds[0],
        speeds[speeds.length - 1],
        median(ratios),
        ratios[0],
        ratios[ratios.length - 1],
        used == 0 ? 1 : 1 - (double) missed / used,
        sum(window -> window.tiers().readBytes()) / seconds * 1e-6,
        sum(window -> window.tiers().writtenBytes()) / seconds * 1e-6,
        100 * sum(window -> window.tiers().storeWait()) / seconds * 1e-9,
        100 * sum(window -> window.tiers().dataWait()) / seconds * 1e-9,
        100 * sum(Window::plannerNanos) / seconds * 1e-9,
        100 * sum(Window::moverNanos) / seconds * 1e-9,
        sum(Window::diskRead) / seconds * 1e-6,
        sum(Window::diskWritten) / seconds * 1e-6,
        diskBytesPerSecond == 0 ? 0 : disk / seconds / diskBytesPerSecond,
        100 * windows.stream().mapToDouble(Window::others).max().orElse(0));
  }

  private double sum(ToLongFunction<Window> value) {
    return windows.stream().mapToLong(value).sum();
  }

  private static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
