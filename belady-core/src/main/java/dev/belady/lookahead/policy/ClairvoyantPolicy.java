// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// Bélády's MIN over the whole trace: the bound that no policy beats, computed without the future.
///
/// A hit is a row that was kept from one use, batch `p`, to the next, batch `t`. Keeping it takes
/// room at each batch between them. So a set of hits is possible exactly if at no batch more rows
/// are kept than there is room, and MIN is the largest such set. Deciding the pairs `(p, t)` in the
/// order of `t`, and keeping a row whenever there was still room all the way since `p`, finds it:
///
/// > Let an optimal set agree with these decisions up to a pair that is kept here and not there.
/// > Put the pair in. Where that is one row too many, the optimal set has a pair that is decided
/// > later; of these take the one with the earliest `p` that lies over the first such batch. It
/// > ends at `t` or later, so it lies over all such batches, and without it the set is possible
/// > again, as large as before, and agrees for one decision more.
///
/// So hits are counted while the trace streams by, for any order of equal `t`. Every pair ends now,
/// therefore [RoomSinceUse] is enough to remember what room there was, and takes no more memory
/// than fast memory has rows. It shares nothing with the planner.
///
/// 1. T. Gavril, M. Yannakakis: The maximum k-colorable subgraph problem for chordal graphs.
///    Information Processing Letters 24(2), 1987 (the greedy choice).
/// 2. A. Jain, C. Lin: Back to the future: Leveraging Belady's algorithm for improved cache
///    replacement. ISCA 2016 (the choice in a simulator).
final class ClairvoyantPolicy implements CachePolicy {
  private final KeptRows kept;
  private final RoomSinceUse room;
  private final TrafficCounter counter = new TrafficCounter();
  private int batch;

  ClairvoyantPolicy(KeptRows kept) {
    this.kept = kept;
    this.room = new RoomSinceUse();
  }

  @Override
  public void serve(Requests requests) {
    kept.check(requests.size());
    batch++;
    // Where a batch's own rows count, a row kept from the batch before takes no more room; where
    // they lie beside, it must have stayed at the end of that batch.
    int skipped = kept.batchRows() == BatchRows.COUNTED ? 1 : 0;
    int missed = 0;
    for (int i = 0; i < requests.size(); i++) {
      int previous = requests.previousUses()[i];
      if (previous != 0 && room.take(previous + skipped)) {
        counter.hit(requests.lookups()[i]);
      } else {
        counter.miss(requests.lookups()[i]);
        missed++;
      }
    }
    // Each row that came in is written back once, now or later.
    counter.write(missed);
    room.append(
        batch,
        switch (kept.batchRows()) {
          case COUNTED -> kept.capacity() - requests.size();
          case BESIDE -> kept.capacity();
        });
  }

  @Override
  public void end() {}

  @Override
  public Traffic traffic() {
    return counter.traffic();
  }
}
