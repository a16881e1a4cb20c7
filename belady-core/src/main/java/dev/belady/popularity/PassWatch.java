// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.OptionalLong;

/// Watches a pass over a data set and may end it.
@FunctionalInterface
public interface PassWatch {
  /// Lets every pass go on to its end.
  PassWatch NONE = (_, _, _) -> true;

  /// Hears how far a pass is, every few thousand samples and at its end. Called by the thread that
  /// has started the pass.
  ///
  /// @param pass what is done, for example `counting accesses`
  /// @param samples samples read so far
  /// @param all samples of the whole pass, where that is known
  /// @return whether to go on
  boolean goesOn(String pass, long samples, OptionalLong all);
}
