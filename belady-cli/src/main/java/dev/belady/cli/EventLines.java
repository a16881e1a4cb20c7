// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.metrics.MetricValue;
import dev.belady.popularity.RateSchedule.RateChange;
import dev.belady.report.Figures;
import dev.belady.train.TierStatistics;
import dev.belady.train.TrainingEvent.DataPassed;
import dev.belady.train.TrainingEvent.Evaluated;
import dev.belady.train.TrainingEvent.Finished;
import dev.belady.train.TrainingEvent.PhaseTrained;
import dev.belady.train.TrainingEvent.Progress;
import dev.belady.train.TrainingEvent.Saved;
import dev.belady.train.TrainingEvent.Started;
import dev.belady.train.TrainingTotals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The events of a run as lines of text. The lines of iterations and evaluations begin like
/// HugeCTR's, so that scripts that read its log read this one.
final class EventLines {
  private EventLines() {}

  /// What is about to be trained, and how.
  static List<String> started(Started started) {
    List<String> lines = new ArrayList<>();
    lines.add(started.file() + ": " + started.model());
    lines.add(
        Figures.grouped(started.denseParameters())
            + " dense parameters, batches of "
            + Figures.grouped(started.batchSize())
            + ", "
            + started.threads()
            + (started.threads() == 1 ? " thread" : " threads")
            + ", kernels: "
            + started.kernels());
    started.notices().forEach(notice -> lines.add("notice: " + notice));
    return lines;
  }

  /// As HugeCTR's `Iter: 200 Time(200 iters): 0.812345s Loss: 0.512345 lr:0.001000`, and more.
  ///
  /// @param recent what training has spent and moved since the last line
  /// @param iterations iterations since the last line
  /// @param seconds seconds since the last line
  static String iteration(
      Progress progress, TrainingTotals recent, long iterations, double seconds) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "Iter: %d Time(%d iters): %.6fs Loss: %.6f lr:%.6f",
                progress.iteration(),
                iterations,
                seconds,
                progress.loss(),
                progress.learningRate()));
    line.append(" samples/s: ").append(Figures.count(progress.samplesPerSecond()));
    if (progress.dataWaitFraction() >= 0.005) {
      line.append(" data wait: ").append(Math.round(100 * progress.dataWaitFraction())).append('%');
    }
    @Nullable TierStatistics tier = recent.tier();
    if (tier != null) {
      line.append(TierLines.recent(recent, tier));
    }
    if (!Double.isNaN(progress.secondsLeft())) {
      line.append(" left: ").append(Figures.duration(progress.secondsLeft()));
    }
    return line.toString();
  }

  /// As HugeCTR's `Evaluation, AUC: 0.801234`, with all metrics.
  static String evaluated(Evaluated evaluated) {
    return "Evaluation, "
        + metrics(evaluated.metrics())
        + " (iteration "
        + evaluated.iteration()
        + ", "
        + Figures.duration(evaluated.seconds())
        + ")";
  }

  /// How far a pass over the data is.
  static String dataPassed(DataPassed passed) {
    StringBuilder line =
        new StringBuilder(passed.pass()).append(": ").append(Figures.grouped(passed.samples()));
    double speed = passed.samples() / Math.max(1e-9, passed.seconds());
    passed.all().ifPresent(all -> line.append(" of ").append(Figures.grouped(all)));
    line.append(" inputs, ").append(Figures.count(speed)).append(" per second");
    if (passed.all().isPresent() && passed.samples() > 0) {
      long left = Math.max(0, passed.all().getAsLong() - passed.samples());
      line.append(", left: ").append(Figures.duration(left / speed));
    }
    return line.toString();
  }

  /// What was decided on the rate of a schedule; empty where nothing was.
  static Optional<String> phase(PhaseTrained phase) {
    RateChange change = phase.end().change();
    if (change == null) {
      return Optional.empty();
    }
    List<Double> losses = change.losses();
    double last = losses.getLast();
    double first = losses.getFirst();
    int falls = losses.size() - 1;
    String why =
        falls == 0
            ? "first loss " + sixDigits(last)
            : last > first
                ? "loss rose from " + sixDigits(first) + " to " + sixDigits(last)
                : last < first
                    ? "loss fell from "
                        + sixDigits(first)
                        + " to "
                        + sixDigits(last)
                        + (falls == 1 ? "" : ", " + falls + " times running")
                    : "loss stayed at " + sixDigits(last);
    return Optional.of(
        "Schedule, rate: "
            + change.after()
            + "%, "
            + change.decision().jsonName()
            + (change.after() == change.before() ? "" : " from " + change.before() + "%")
            + ": "
            + why
            + " (pass "
            + (phase.end().pass() + 1)
            + ", iteration "
            + phase.iteration()
            + ")");
  }

  /// Names and values, comma-separated.
  static String metrics(List<MetricValue> metrics) {
    return metrics.stream()
        .map(metric -> metric.name() + ": " + sixDigits(metric.value()))
        .collect(Collectors.joining(", "));
  }

  /// Where the model lies.
  static String saved(Saved saved) {
    List<Path> files = saved.files();
    return "Saved the model of iteration "
        + saved.iteration()
        + ": "
        + files.stream().map(Path::toString).collect(Collectors.joining(" "));
  }

  /// How it ended.
  ///
  /// @param saved the last time the model was saved, or null
  static List<String> finished(Finished finished, @Nullable Saved saved) {
    List<String> lines = new ArrayList<>();
    String at =
        "iteration "
            + Figures.grouped(finished.iteration())
            + " after "
            + Figures.duration(finished.seconds());
    lines.add(
        switch (finished.reason()) {
          case COMPLETED -> "Finished at " + at;
          case AUC_REACHED -> "Reached the AUC asked for at " + at;
          case INTERRUPTED -> "Stopped at " + at + "; " + whatIsSaved(finished, saved);
        });
    if (!finished.metrics().isEmpty()) {
      Double reachable = finished.bestReachableAuc();
      lines.add(
          "Last evaluation, "
              + metrics(finished.metrics())
              + (reachable == null ? "" : " (best reachable AUC: " + sixDigits(reachable) + ")"));
    }
    return lines;
  }

  private static String whatIsSaved(Finished finished, @Nullable Saved saved) {
    if (saved == null) {
      return "the model was not saved";
    }
    return saved.iteration() == finished.iteration()
        ? "the model was saved"
        : "the model was last saved at iteration " + Figures.grouped(saved.iteration());
  }

  private static String sixDigits(double value) {
    return Double.isNaN(value) ? "undefined" : String.format(Locale.ROOT, "%.6f", value);
  }
}
