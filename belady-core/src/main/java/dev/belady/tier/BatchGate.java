// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

/// Counts the batches that were trained, for a mover that may take rows out of memory only after
/// their last batch.
public class BatchGate {
  private long completed;

  /// No batch was trained.
  public BatchGate() {}

  /// Says that one more batch was trained.
  public synchronized void complete() {
    completed++;
    notifyAll();
  }

  /// Waits until `batches` batches were trained.
  public synchronized void await(long batches) throws InterruptedException {
    while (completed < batches) {
      wait();
    }
  }
}
