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

/// One way to keep the rows, with a session that stays open while others have their turns.
final class TierContender implements AutoCloseable {
  /// Steps at the start of a window that do not count: what was prepared while others had their
  /// turns is used up in them.
  private static final int UNCOUNTED_STEPS = 8;

  private static final Pattern LEAST = Pattern.compile("least=(\\d+)B");

  private final String name;
  private final ThreadTimes threads = new ThreadTimes();
  private final Session session;
  private final List<Window> windows = new ArrayList<>();

  /// What one window has shown.
  ///
  /// @param seconds its length
  /// @param samples what was trained
  /// @param plannerNanos processor time of the planner thread
  /// @param moverNanos processor time of the mover thread and the threads of the stores
  /// @param diskRead bytes read from disks
  /// @param diskWritten bytes written to disks
  /// @param tiers what moved; null when all rows are in memory
  private record Window(
      double seconds,
      long samples,
      long plannerNanos,
      long moverNanos,
      long diskRead,
      long diskWritten,
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

  private TierContender(String name, BenchmarkOptions options, Path data, List<String> settings)
      throws InterruptedException {
    this.name = name;
    this.session =
        Session.open(WorkloadConfig.training(options, data, ConfigOverrides.of(settings)));
    session.startDataReading();
  }

  /// All rows in memory.
  static TierContender resident(BenchmarkOptions options, Path data) throws InterruptedException {
    TierContender contender = new TierContender("resident", options, data, List.of());
    contender.warmUp(options);
    return contender;
  }

  /// A budget. Where it is too small the one that the refusal names is tried.
  ///
  /// @param store `memory`, `file`, or `direct` for files past the page cache
  static TierContender framed(
      BenchmarkOptions options,
      Path data,
      TierOptions tiers,
      String store,
      double percent,
      long bytes)
      throws InterruptedException {
    long budget = (long) (bytes * percent / 100);
    String name = String.format(Locale.ROOT, "%s %s%%", store, trimmed(percent));
    while (true) {
      List<String> settings =
          List.of(
              "belady.memory=" + budget + "B",
              "belady.store=" + (store.equals("memory") ? "memory" : "file"),
              "belady.direct_io=" + store.equals("direct"),
              "belady.store_folder=" + options.directory().toAbsolutePath(),
              "belady.io_threads=" + tiers.ioThreads());
      TierContender contender = new TierContender(name, options, data, settings);
      try {
        contender.warmUp(options);
        return contender;
      } catch (ConfigException | TrainingException e) {
        contender.close();
        Matcher least = LEAST.matcher(String.valueOf(e.getMessage()));
        if (!least.find()) {
          throw e;
        }
        budget = Long.parseLong(least.group(1)) * 21 / 20;
        name =
            String.format(
                Locale.ROOT, "%s %s%% (%.1f%%)", store, trimmed(percent), 100.0 * budget / bytes);
      } catch (RuntimeException | InterruptedException e) {
        contender.close();
        throw e;
      }
    }
  }

  private static String trimmed(double percent) {
    return percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent);
  }

  /// Trains all samples once, so that every row exists.
  private void warmUp(BenchmarkOptions options) throws InterruptedException {
    for (long done = 0; done < options.samples(); done += options.batch()) {
      session.train();
    }
    threads.started();
  }

  /// Measures once more.
  void window(double seconds) throws InterruptedException {
    for (int i = 0; i < UNCOUNTED_STEPS; i++) {
      session.train();
    }
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
    windows.add(
        new Window(
            passed,
            session.samplesTrained() - samples,
            threads.nanos("belady-planner") - planner,
            threads.nanos("belady-mover") + threads.nanos("belady-io") - mover,
            after.readBytes() - counters.readBytes(),
            after.writtenBytes() - counters.writtenBytes(),
            tiers == null || tiersAfter == null
                ? Moved.NOTHING
                : Moved.between(tiers, tiersAfter, session.stalls().since(stalls))));
  }

  /// The heading of the lines of [#line].
  static String heading() {
    return String.format(
        Locale.ROOT,
        "%-22s %10s %17s %6s %6s %8s %8s %6s %6s %5s %5s %8s %8s %6s",
        "contender",
        "samples/s",
        "from - to",
        "ratio",
        "hits",
        "MB/s up",
        "MB/s down",
        "store",
        "data",
        "plan",
        "move",
        "disk rd",
        "disk wr",
        "disk");
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
    double[] speeds = windows.stream().mapToDouble(Window::samplesPerSecond).sorted().toArray();
    double seconds = windows.stream().mapToDouble(Window::seconds).sum();
    long used = windows.stream().mapToLong(window -> window.tiers().used()).sum();
    long missed = windows.stream().mapToLong(window -> window.tiers().missed()).sum();
    double disk = sum(Window::diskRead) + sum(Window::diskWritten);
    return String.format(
        Locale.ROOT,
        "%-22s %10.0f %8.0f-%8.0f %6.3f %6.3f %8.1f %8.1f %5.1f%% %5.1f%% %4.0f%% %4.0f%% %8.1f %8.1f %6.2f",
        name,
        median(speeds),
        speeds[0],
        speeds[speeds.length - 1],
        median(ratios),
        used == 0 ? 1 : 1 - (double) missed / used,
        sum(window -> window.tiers().readBytes()) / seconds * 1e-6,
        sum(window -> window.tiers().writtenBytes()) / seconds * 1e-6,
        100 * sum(window -> window.tiers().storeWait()) / seconds * 1e-9,
        100 * sum(window -> window.tiers().dataWait()) / seconds * 1e-9,
        100 * sum(Window::plannerNanos) / seconds * 1e-9,
        100 * sum(Window::moverNanos) / seconds * 1e-9,
        sum(Window::diskRead) / seconds * 1e-6,
        sum(Window::diskWritten) / seconds * 1e-6,
        diskBytesPerSecond == 0 ? 0 : disk / seconds / diskBytesPerSecond);
  }

  private double sum(ToLongFunction<Window> value) {
    return windows.stream().mapToLong(value).sum();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  @Override
  public void close() {
    session.close();
  }
}
