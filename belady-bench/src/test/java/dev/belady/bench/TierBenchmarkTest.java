// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TierBenchmarkTest {
  @TempDir private Path folder;

  @Test
  void everyContenderGetsALine() throws IOException, InterruptedException {
    TierOptions options =
        TierOptions.parse(
            "workloads=SMOKE",
            "keys=zipf",
            "optimizers=sgd,adagrad",
            "percents=20,1",
            "batch=64",
            "samples=2048",
            "rounds=2",
            "seconds=0",
            "directory=" + folder);
    List<String> lines = new ArrayList<>();
    for (BenchmarkOptions group : options.groups()) {
      lines.addAll(TierBenchmark.run(options, group, 0));
    }
    assertThat(lines).hasSize(2 * (2 + 1 + 3 * 2));
    assertThat(lines.get(0)).startsWith("SMOKE, ZIPF (exponent 1.05), SGD: tables of 0.1 MB");
    assertThat(lines.get(2)).startsWith("resident ").contains(" 1.000 ");
    assertThat(lines.get(3)).startsWith("memory 20%");
    // Too small for a batch: the least budget is tried and named.
    assertThat(lines.get(8)).startsWith("direct 1% (");
  }
}
