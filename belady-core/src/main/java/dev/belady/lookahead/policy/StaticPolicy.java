// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.BitSet;

/// A chosen set of rows stays for good, all others pass by: FAE's hot set, without its reordering
/// of samples. A chosen row comes in at its first use; those that are never used come in vain.
///
/// 1. M. Adnan, Y. E. Maboud, D. Mahajan, P. J. Nair: Accelerating recommendation system training
///    by leveraging popular choices. PVLDB 15(1), 2021.
final class StaticPolicy implements CachePolicy {
  private final KeptRows kept;
  private final BitSet waiting = new BitSet();
  private final BitSet resident = new BitSet();
  private final TrafficCounter counter = new TrafficCounter();
  private final int pinned;

  StaticPolicy(KeptRows kept, int[] pinnedRows) {
    this.kept = kept;
    this.pinned = pinnedRows.length;
    for (int row : pinnedRows) {
      waiting.set(row);
    }
  }

  @Override
  public void serve(Requests batch) {
    int passing = 0;
    for (int row : batch.rows()) {
      passing += resident.get(row) || waiting.get(row) ? 0 : 1;
    }
    kept.check(pinned + passing);
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.rows()[i];
      int lookups = batch.lookups()[i];
      if (resident.get(row)) {
        counter.hit(lookups);
      } else if (waiting.get(row)) {
        waiting.clear(row);
        resident.set(row);
        counter.miss(lookups);
      } else {
        counter.bypass(lookups);
      }
    }
  }

  @Override
  public void end() {
    counter.fetch(waiting.cardinality());
    counter.write(pinned);
  }

  @Override
  public Traffic traffic() {
    return counter.traffic();
  }
}
