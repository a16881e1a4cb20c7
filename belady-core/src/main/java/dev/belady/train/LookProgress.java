// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

/// Hears how far a pass over data is that comes before training, or instead of it.
@FunctionalInterface
public interface LookProgress {
  /// Nobody listens.
  LookProgress NONE = (_, _, _) -> {};

  /// After a batch.
  ///
  /// @param what what is read, for people
  /// @param samples the samples read
  /// @param expected those to be read; [Long#MAX_VALUE] where nobody knows
  void at(String what, long samples, long expected);

  /// After a pass, also one that failed.
  default void end() {}
}
