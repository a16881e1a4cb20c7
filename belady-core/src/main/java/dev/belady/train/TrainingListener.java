// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

/// Someone who watches a run.
///
/// Called by the thread that trains, between two batches: what a listener does, training waits for.
/// It must not throw; what it throws ends the run.
@FunctionalInterface
public interface TrainingListener {
  /// Takes notice of an event.
  void on(TrainingEvent event);

  /// A listener that passes every event on, first to this one and then to the other.
  default TrainingListener andThen(TrainingListener other) {
    return event -> {
      on(event);
      other.on(event);
    };
  }
}
