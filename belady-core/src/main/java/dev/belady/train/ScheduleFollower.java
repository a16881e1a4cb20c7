// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The trainer's side of a schedule of hot and cold batches: sees the ends of phases come, has the
/// model evaluated there if the schedule follows losses, and writes the log.
final class ScheduleFollower {
  private final ScheduledBatches batches;
  private final ScheduleLog log;
  private final List<PhaseEnd> ended = new ArrayList<>();
  private @Nullable PhaseEnd waiting;

  /// @param samples the samples that are trained already
  ScheduleFollower(ScheduledBatches batches, long samples) {
    this.batches = batches;
    this.log = batches.log();
    log.begin(samples);
    if (samples > 0) {
      PhaseEnd end = batches.reached(samples);
      waiting = end != null && needsLoss(end) ? end : null;
    }
  }

  /// Notes how far training is.
  void trained(long samples) {
    PhaseEnd end = batches.reached(samples);
    if (end == null) {
      return;
    }
    if (needsLoss(end)) {
      waiting = end;
    } else {
      note(end);
    }
  }

  private boolean needsLoss(PhaseEnd end) {
    return batches.adapts() && end.loss() == null;
  }

  /// Whether the model must be evaluated before the next batch.
  boolean needsEvaluation() {
    return waiting != null;
  }

  /// Takes in the loss of an evaluation.
  void evaluated(double loss) {
    PhaseEnd end = waiting;
    if (end != null) {
      waiting = null;
      note(end.evaluated(loss, end.endsRound() ? batches.decide(loss) : null));
    }
  }

  private void note(PhaseEnd end) {
    log.add(end);
    ended.add(end);
  }

  /// The phases that have ended since the last call, with what was decided.
  List<PhaseEnd> takeEnded() {
    List<PhaseEnd> taken = List.copyOf(ended);
    ended.clear();
    return taken;
  }
}
