// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PopularityBenchmarkTest {
  @TempDir private Path folder;

  @Test
  void everyContenderGetsALineAndThoseOfOneOrderHaveTheSameBits()
      throws IOException, InterruptedException {
    List<String> lines =
        PopularityBenchmark.run(
            PopularityOptions.parse(
                "workload=SMOKE",
                "optimizer=adagrad",
                "percents=40,1",
                "batch=64",
                "samples=2048",
                "eval_samples=256",
                "rounds=2",
                "directory=" + folder));
    assertThat(lines).hasSize(1 + 1 + (3 + 2 * 2 * 4) + 2);
    assertThat(lines.get(0)).startsWith("SMOKE, exponent 1.05, ADAGRAD: tables of 0.3 MB, 2,048");
    assertThat(lines.get(2)).startsWith("resident ").contains(" 1.000 ");
    assertThat(lines.get(5)).startsWith("look-ahead, memory 40%");
    assertThat(lines.get(9)).startsWith("look-ahead, memory 1%").contains("least=");
    assertThat(lines.getLast())
        .matches("order of the data: 8 contenders, state hash [0-9a-f]{1,16}");
    assertThat(lines.get(lines.size() - 2))
        .matches("fae, hot rows of \\d+ bytes: 3 contenders, state hash [0-9a-f]{1,16}");
  }
}
