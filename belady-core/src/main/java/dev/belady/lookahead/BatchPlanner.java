// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

/// Decides, batch by batch, which rows of a table are in which frames of fast memory.
///
/// Feed it each batch's distinct rows with [#add] until [#canPlan]; then [#plan] decides the oldest
/// batch that is not planned yet, and one more can be added. Whatever the policy, a plan keeps what
/// the rules of [BatchPlan] need, so that whoever carries plans out need not know who made them:
///
/// - a row that batches `b - issueDistance` to `b` use does not leave for batch `b`;
/// - every row that leaves and was used since the last flush is written back;
/// - all rows of a batch have frames when it is trained, each row at most one.
///
/// Every decision is a function of the constructor's arguments and the sequence of calls. Not for
/// use by several threads at once.
public sealed interface BatchPlanner
    permits LookaheadPlanner, WindowInstallPlanner, LoggedPlanner, ReplayPlanner {
  /// Says that `uses` batches used `row` in earlier runs and that the store has it. Before the
  /// first batch only.
  void restoreUses(long row, int uses);

  /// Adds the next batch that becomes known: its distinct rows, the first `count` of `rows`, in
  /// order of first use.
  void add(long[] rows, int count);

  /// As [#add(long[], int)].
  void add(int[] rows, int count);

  /// Says that no more batches come.
  void end();

  /// Says that the next batch will not be known before those known now are planned: they are
  /// planned with what is known. [#add] ends it.
  void hold();

  /// Whether enough batches are known to plan the next one.
  boolean canPlan();

  /// The frames that planning the next batch takes: its rows, and those that the batches before it
  /// bind to their frames. More than that only if it fits anyway.
  int framesForNext();

  /// A planner that goes on with another capacity from empty fast memory, once every row that
  /// [#flush] lists is in the store. Batches that were added but not planned must be added to it
  /// again; this planner must not be used any more.
  BatchPlanner successor(LookaheadConfig newConfig);

  /// Plans the next batch.
  ///
  /// @param plan where the plan goes; overwritten
  /// @throws CapacityException when the rows of the batches in flight do not fit
  void plan(BatchPlan plan);

  /// Lists the rows in fast memory that were used since the last flush, and counts them as clean.
  /// It belongs between the last planned batch and the next.
  ///
  /// @param plan where the list goes; overwritten
  void flush(FlushPlan plan);

  /// How many planned batches have used `row`, earlier runs included: what [#restoreUses] needs to
  /// know when training goes on after a checkpoint.
  int uses(long row);
}
