// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class InterruptsTest {
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private static void raise(String name) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    signal
        .getMethod("raise", signal)
        .invoke(null, signal.getConstructor(String.class).newInstance(name));
  }

  private void hears(String expected) throws InterruptedException {
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(expected);
  }

  @Test
  void theFirstSignalAsksAndTheSecondEnds() throws Exception {
    try (Interrupts _ = Interrupts.handle(() -> heard.add("first"), () -> heard.add("second"))) {
      raise("INT");
      hears("first");
      raise("TERM");
      hears("second");
    }
  }

  @Test
  void afterwardsTheFormerMeaningIsBack() throws Exception {
    try (Interrupts _ = Interrupts.handle(() -> heard.add("outer"), () -> heard.add("outer"))) {
      try (Interrupts _ = Interrupts.handle(() -> heard.add("inner"), () -> heard.add("inner"))) {
        raise("INT");
        hears("inner");
      }
      raise("INT");
      hears("outer");
    }
  }
}
