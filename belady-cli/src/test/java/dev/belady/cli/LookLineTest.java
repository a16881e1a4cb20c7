// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class LookLineTest {
  @Test
  void theLineSaysHowFarItIs() {
    assertThat(LookLine.text("keys", 2048, 8192))
        .isEqualTo("reading keys: 2,048/8,192 samples, 25%");
    assertThat(LookLine.text("keys", 2048, Long.MAX_VALUE))
        .isEqualTo("reading keys: 2,048 samples");
  }

  @Test
  void nothingIsPrintedAtFirstOrWhereNobodyWatches() {
    StringWriter out = new StringWriter();
    for (Terminal terminal : new Terminal[] {Terminal.NONE, new Terminal(true, 80, false)}) {
      LookLine line = new LookLine(new PrintWriter(out), terminal);
      line.at("keys", 1, 2);
      line.end();
    }
    assertThat(out.toString()).isEmpty();
  }
}
