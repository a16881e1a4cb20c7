// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.popularity.PassWatch;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/// Tells a listener a few times a second how far a pass over the data is. Used by one thread.
public final class PassMeter implements PassWatch {
  private static final long DUE_NANOS = 200_000_000;

  private final TrainingListener listener;
  private final BooleanSupplier goesOn;
  private String running = "";
  private long start;
  private long lastTold;

  /// A meter before its first pass.
  ///
  /// @param listener hears [TrainingEvent.DataPassed]
  /// @param goesOn whether passes are to go on
  public PassMeter(TrainingListener listener, BooleanSupplier goesOn) {
    this.listener = listener;
    this.goesOn = goesOn;
  }

  @Override
  public boolean goesOn(String pass, long samples, OptionalLong all) {
    long now = System.nanoTime();
    if (!pass.equals(running)) {
      running = pass;
      start = now;
      lastTold = now;
    }
    if (now - lastTold >= DUE_NANOS) {
      lastTold = now;
      listener.on(new TrainingEvent.DataPassed(pass, samples, all, (now - start) * 1e-9));
    }
    return goesOn.getAsBoolean();
  }
}
