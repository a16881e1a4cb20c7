// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.metrics.MetricValue;
import dev.belady.popularity.RateSchedule.Decision;
import dev.belady.popularity.RateSchedule.RateChange;
import dev.belady.train.PhaseEnd;
import dev.belady.train.TrainingEvent.DataPassed;
import dev.belady.train.TrainingEvent.Evaluated;
import dev.belady.train.TrainingEvent.PhaseTrained;
import dev.belady.train.TrainingEvent.Position;
import dev.belady.train.TrainingEvent.Progress;
import dev.belady.train.TrainingEvent.Warning;
import dev.belady.train.TrainingTotals;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TextOutputTest {
  private final StringWriter written = new StringWriter();
  private final PrintWriter out = new PrintWriter(written);

  private static Progress progress(long iteration, double loss, double seconds) {
    return new Progress(
        Position.ofIterations(iteration, 100, iteration),
        loss,
        1,
        10,
        0,
        seconds,
        100 - iteration,
        TrainingTotals.NONE);
  }

  private String text() {
    return written.toString().replace("\r\n", "\n");
  }

  @Test
  void aTerminalHasOneLineThatIsRewritten() {
    TextOutput output = new TextOutput(out, new Terminal(true, 40, false), 10);
    output.on(progress(99, 0.5, 1));
    output.on(new Evaluated(99, List.of(new MetricValue("AUC", 0.75)), 1));
    output.on(progress(100, 0.25, 2));
    output.on(progress(1, 0.25, 2));
    output.clear();
    String first = "iter 99/100  loss 0.50000  1.0 s left";
    String second = "iter 100/100  loss 0.25000  0.0 s left";
    String third = "iter 1/100  loss 0.25000  1 min 39 s left";
    assertThat(text())
        .isEqualTo(
            "\r"
                + first
                + "\r"
                + " ".repeat(first.length())
                + "\rEvaluation, AUC: 0.750000 (iteration 99, 1.0 s)\n"
                + "\r"
                + second
                + "\riter 1/100  loss 0.25000"
                + " ".repeat(second.length() - 24)
                + "\r"
                + " ".repeat(24)
                + "\r");
    assertThat(third.length()).isGreaterThanOrEqualTo(40);
  }

  @Test
  void aRunThatGoesOnCountsItsOwnIterations() {
    TextOutput output = new TextOutput(out, Terminal.NONE, 10, 40);
    output.on(progress(50, 0.5, 2));
    assertThat(text()).startsWith("Iter: 50 Time(10 iters): 2.000000s ");
  }

  @Test
  void aLogHasALineEveryDisplayIterationsWithTheTimeSinceTheLast() {
    TextOutput output = new TextOutput(out, Terminal.NONE, 10);
    output.on(progress(7, 0.5, 1));
    output.on(progress(10, 0.5, 2));
    output.on(progress(19, 0.5, 3));
    output.on(progress(20, 0.5, 4.5));
    output.on(new Warning("the loss is odd"));
    assertThat(text().lines())
        .containsExactly(
            "Iter: 10 Time(10 iters): 2.000000s Loss: 0.500000 lr:1.000000 samples/s: 10"
                + " left: 1 min 30 s",
            "Iter: 20 Time(10 iters): 2.500000s Loss: 0.500000 lr:1.000000 samples/s: 10"
                + " left: 1 min 20 s",
            "warning: the loss is odd");
  }

  @Test
  void displayZeroMeansNoLines() {
    TextOutput output = new TextOutput(out, Terminal.NONE, 0);
    output.on(progress(10, 0.5, 2));
    assertThat(text()).isEmpty();
  }

  @Test
  void aLogHasALineEveryTenSecondsOfAPassAndATerminalOneThatIsRewritten() {
    TextOutput log = new TextOutput(out, Terminal.NONE, 10);
    for (int second = 1; second <= 25; second++) {
      log.on(passed("counting accesses", second));
    }
    log.on(passed("sorting hot from cold", 1));
    log.on(passed("sorting hot from cold", 11));
    assertThat(text().lines())
        .containsExactly(
            "counting accesses: 10,000 of 40,000 inputs, 1k per second, left: 30 s",
            "counting accesses: 20,000 of 40,000 inputs, 1k per second, left: 20 s",
            "sorting hot from cold: 11,000 of 40,000 inputs, 1k per second, left: 29 s");
    written.getBuffer().setLength(0);
    TextOutput terminal = new TextOutput(out, new Terminal(true, 40, false), 10);
    terminal.on(passed("counting accesses", 1));
    terminal.clear();
    String line = "counting accesses: 1,000 of 40,000 inpu";
    assertThat(text()).isEqualTo("\r" + line + "\r" + " ".repeat(39) + "\r");
  }

  private static DataPassed passed(String pass, int second) {
    return new DataPassed(pass, second * 1000L, OptionalLong.of(40_000), second);
  }

  @Test
  void aDecisionOnTheRateIsALineWithItsReason() {
    TextOutput output = new TextOutput(out, Terminal.NONE, 10);
    output.on(phase(null));
    output.on(phase(new RateChange(Decision.KEPT, 50, 50, List.of(0.5))));
    output.on(phase(new RateChange(Decision.HALVED, 50, 25, List.of(0.5, 0.6))));
    output.on(phase(new RateChange(Decision.DOUBLED, 25, 50, List.of(0.6, 0.5, 0.4, 0.3, 0.2))));
    output.on(phase(new RateChange(Decision.KEPT, 50, 50, List.of(0.2, 0.2))));
    assertThat(text().lines())
        .containsExactly(
            "Schedule, rate: 50%, kept: first loss 0.500000 (pass 2, iteration 70)",
            "Schedule, rate: 25%, halved from 50%: loss rose from 0.500000 to 0.600000"
                + " (pass 2, iteration 70)",
            "Schedule, rate: 50%, doubled from 25%: loss fell from 0.600000 to 0.200000, 4 times"
                + " running (pass 2, iteration 70)",
            "Schedule, rate: 50%, kept: loss stayed at 0.200000 (pass 2, iteration 70)");
  }

  private static PhaseTrained phase(@Nullable RateChange change) {
    Double loss = change == null ? null : change.losses().getLast();
    return new PhaseTrained(70, new PhaseEnd(700, 1, true, 12, 50, change != null, loss, change));
  }
}
