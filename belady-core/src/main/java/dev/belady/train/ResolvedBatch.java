// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.Batch;
import dev.belady.data.Schema;
import dev.belady.kernel.RowOccurrences;
import java.util.List;

/// A batch with its keys resolved: for each embedding layer which record every key stands for,
/// which records are distinct, and which bags use each of them. The planner thread fills it ahead
/// of the trainer, which then never hashes and never searches.
///
/// Recycled: one thread at a time owns it, a queue hands it on.
final class ResolvedBatch {
  /// A batch without samples.
  static final ResolvedBatch EMPTY =
      new ResolvedBatch(new Batch(new Schema(1, 0, List.of()), 0), 0);

  private Batch batch;
  private final RowOccurrences[] occurrences;

  /// An empty resolved batch for `embeddings` embedding layers.
  ResolvedBatch(Batch batch, int embeddings) {
    this.batch = batch;
    this.occurrences = new RowOccurrences[embeddings];
    for (int i = 0; i < embeddings; i++) {
      occurrences[i] = new RowOccurrences();
    }
  }

  /// The samples.
  Batch batch() {
    return batch;
  }

  /// Replaces the samples; the occurrences must be filled anew.
  void setBatch(Batch newBatch) {
    batch = newBatch;
  }

  /// The records that embedding layer `embedding` reads and updates.
  RowOccurrences occurrences(int embedding) {
    return occurrences[embedding];
  }
}
