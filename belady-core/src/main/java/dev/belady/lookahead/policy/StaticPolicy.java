// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.BitSet;

/// A chosen set of rows stays for good, all others pass by: FAE's hot set, without its reordering
/// of samples.
///
/// 1. M. Adnan, Y. E. Maboud, D. Mahajan, P. J. Nair: Accelerating recommendation system training
///    by leveraging popular choices. PVLDB 15(1), 2021.
final class StaticPolicy implements CachePolicy {
  private final BitSet pinned = new BitSet();
  private Traffic traffic = Traffic.NONE;

  StaticPolicy(int[] pinnedRows) {
    for (int row : pinnedRows) {
      pinned.set(row);
    }
  }

  @Override
  public void serve(int[] rows, int count) {
    int missed = 0;
    for (int i = 0; i < count; i++) {
      if (!pinned.get(rows[i])) {
        missed++;
      }
    }
    Traffic after = traffic.plus(count, missed, missed);
    traffic =
        new Traffic(
            after.requests(),
            after.misses(),
            after.fetched(),
            after.written(),
            after.bypassed() + missed);
  }

  /// The pinned rows come in and go out once.
  @Override
  public void end() {
    int rows = pinned.cardinality();
    traffic =
        new Traffic(
            traffic.requests(),
            traffic.misses(),
            traffic.fetched() + rows,
            traffic.written() + rows,
            traffic.bypassed());
  }

  @Override
  public Traffic traffic() {
    return traffic;
  }
}
