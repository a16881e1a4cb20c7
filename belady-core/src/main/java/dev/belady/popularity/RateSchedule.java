// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The order of cold and hot batches of FAE's scheduler, R(r): r percent of the cold batches of a
/// pass, then r percent of the hot ones, and so on until both have been trained.
///
/// Such a pair of phases is a round. With adaptation r follows the loss of the evaluations at the
/// ends of the rounds: if it rose, r is halved (not below 1); if it fell four times running, r is
/// doubled (not above 100). So long runs of one kind of batches, which pull the weights their way,
/// become shorter when they hurt. The rounds are a function of the constructor's arguments and the
/// losses.
public final class RateSchedule {
  private static final int FALLS_TO_DOUBLE = 4;
  private static final int WHOLE = 100;

  private final long coldBatches;
  private final long hotBatches;
  private int rate;

  /// The last loss and those before it that each fell.
  private final List<Double> streak = new ArrayList<>();

  private int through;

  /// A schedule before its first round.
  ///
  /// @param coldBatches cold batches of a pass, the last partial one included
  /// @param hotBatches hot ones; not both 0
  /// @param rate the first r, 1 to 100
  public RateSchedule(long coldBatches, long hotBatches, int rate) {
    if (coldBatches < 0 || hotBatches < 0 || coldBatches + hotBatches == 0) {
      throw new IllegalArgumentException(
          "a pass must have batches: coldBatches=" + coldBatches + ", hotBatches=" + hotBatches);
    }
    if (rate < 1 || rate > WHOLE) {
      throw new IllegalArgumentException("rate must be in 1..100: rate=" + rate);
    }
    this.coldBatches = coldBatches;
    this.hotBatches = hotBatches;
    this.rate = rate;
  }

  /// A pair of phases, one of which may be empty.
  ///
  /// @param cold cold batches, trained first
  /// @param hot hot batches
  /// @param endsPass whether all batches of the pass have been trained then
  public record Round(long cold, long hot, boolean endsPass) {}

  /// What an evaluation does to r.
  public enum Decision {
    /// r stays.
    KEPT,
    /// The loss rose.
    HALVED,
    /// The loss fell four times running.
    DOUBLED;

    /// The name in logs and events.
    public String jsonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The next round, of this pass or the next.
  public Round nextRound() {
    int before = through % WHOLE;
    through = before;
    long cold;
    long hot;
    do {
      // A rate so small that it asks for no batch more is applied again.
      through = Math.min(WHOLE, through + rate);
      cold = upTo(coldBatches, through) - upTo(coldBatches, before);
      hot = upTo(hotBatches, through) - upTo(hotBatches, before);
    } while (cold + hot == 0);
    if (upTo(coldBatches, through) == coldBatches && upTo(hotBatches, through) == hotBatches) {
      through = WHOLE;
    }
    return new Round(cold, hot, through == WHOLE);
  }

  private static long upTo(long batches, long percent) {
    return Math.ceilDiv(batches * percent, (long) WHOLE);
  }

  /// What an evaluation did to r, and why.
  ///
  /// @param decision what was decided
  /// @param before r of the round before, in percent
  /// @param after r of the next round
  /// @param losses what led to it, the latest last: one at first, else that of the round before and
  ///   this one, or those of all rounds since the loss began to fall or r was doubled
  public record RateChange(Decision decision, int before, int after, List<Double> losses) {
    /// Copies the list.
    public RateChange {
      losses = List.copyOf(losses);
    }
  }

  /// Takes in the loss of the evaluation at the end of a round.
  public RateChange evaluated(double loss) {
    double last = streak.isEmpty() ? Double.NaN : streak.getLast();
    if (!(loss < last)) {
      List<Double> losses = streak.isEmpty() ? List.of(loss) : List.of(last, loss);
      startStreak(loss);
      return change(loss > last ? Math.max(1, rate / 2) : rate, losses);
    }
    streak.add(loss);
    List<Double> losses = List.copyOf(streak);
    if (streak.size() <= FALLS_TO_DOUBLE) {
      return change(rate, losses);
    }
    startStreak(loss);
    return change(Math.min(WHOLE, 2 * rate), losses);
  }

  private void startStreak(double loss) {
    streak.clear();
    streak.add(loss);
  }

  private RateChange change(int newRate, List<Double> losses) {
    int before = rate;
    rate = newRate;
    Decision decision =
        newRate < before ? Decision.HALVED : newRate > before ? Decision.DOUBLED : Decision.KEPT;
    return new RateChange(decision, before, newRate, losses);
  }

  /// r, in percent.
  public int rate() {
    return rate;
  }
}
