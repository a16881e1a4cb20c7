// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.Batch;
import dev.belady.data.Schema;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.RowOccurrences;
import dev.belady.memory.RowArena;
import dev.belady.tier.RowMoves;
import java.util.ArrayList;
import java.util.List;

/// A batch with its keys resolved: for each embedding layer which record every key stands for,
/// which records are distinct, and which bags use each of them. The planner thread fills it ahead
/// of the trainer, which then never hashes and never searches.
///
/// Recycled: one thread at a time owns it, a queue hands it on.
final class ResolvedBatch {
  /// A batch without samples.
  static final ResolvedBatch EMPTY =
      new ResolvedBatch(new Batch(new Schema(1, 0, List.of()), 0), List.of());

  private Batch batch;
  private final RowOccurrences[] occurrences;
  private final RowArena[] records;
  private final List<RowMoves> moves = new ArrayList<>();

  /// An empty resolved batch for the given tables.
  ResolvedBatch(Batch batch, List<EmbeddingTable> tables) {
    this.batch = batch;
    this.occurrences = new RowOccurrences[tables.size()];
    this.records = new RowArena[tables.size()];
    for (int i = 0; i < occurrences.length; i++) {
      occurrences[i] = new RowOccurrences();
      records[i] = tables.get(i).arena();
      moves.add(new RowMoves());
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

  /// Where the records of embedding layer `embedding` are: those of its table, unless an evaluation
  /// works on copies.
  RowArena records(int embedding) {
    return records[embedding];
  }

  /// Replaces the place of the records.
  void setRecords(int embedding, RowArena newRecords) {
    records[embedding] = newRecords;
  }

  /// For each embedding layer the moves that must be made before the batch; none while all rows are
  /// in memory.
  List<RowMoves> moves() {
    return moves;
  }

  /// The records that embedding layer `embedding` reads and updates.
  RowOccurrences occurrences(int embedding) {
    return occurrences[embedding];
  }
}
