// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.tier.MoveTotals;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// The moves of a batch, with the wait for frames that batches in training use; for the mover
/// thread. What is written was asked for since the event before.
@Name("dev.belady.Moves")
@Label("Moves")
@Category("Belady")
@Description("Rows between frames and stores, for a batch")
@StackTrace(false)
final class MovesEvent extends Event {
  @Label("Batch Since the Start")
  long batch;

  @Label("Rows Made")
  long made;

  @Label("Rows From the Write-back Buffer")
  long forwarded;

  @Label("Rows Read")
  long fetched;

  @DataAmount(DataAmount.BYTES)
  @Label("Bytes Read")
  long fetchedBytes;

  @Label("Rows Written")
  long written;

  @DataAmount(DataAmount.BYTES)
  @Label("Bytes Written")
  long writtenBytes;

  @Timespan(Timespan.NANOSECONDS)
  @Label("Waited for Training")
  long gateTime;

  @Timespan(Timespan.NANOSECONDS)
  @Label("Waited for Reads")
  long readTime;

  @Timespan(Timespan.NANOSECONDS)
  @Label("Waited for Writes")
  long writeTime;

  /// Records the moves of batch `number`, if anybody wants to know.
  void commit(long number, MoveTotals moves) {
    if (shouldCommit()) {
      batch = number;
      made = moves.made();
      forwarded = moves.forwarded();
      fetched = moves.fetched();
      fetchedBytes = moves.fetchedBytes();
      written = moves.written();
      writtenBytes = moves.writtenBytes();
      gateTime = moves.gateNanos();
      readTime = moves.readNanos();
      writeTime = moves.writeNanos();
      commit();
    }
  }
}
