// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccuracyStudyTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"rmc4", "syn-m1"})
  void theFirstOrderIsComparedWithTheOthers(String workload)
      throws IOException, InterruptedException {
    AccuracyOptions options =
        AccuracyOptions.parse(
            "orders=keep-order,keep-order,alternate:100",
            "seeds=2",
            "samples=3000",
            "passes=1",
            "test_samples=2048",
            "batch=256",
            "table_rows=200",
            "directory=" + folder);
    List<String> lines = new AccuracyStudy(options, Path.of("..", "examples")).lines(workload);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .startsWith(String.format(Locale.ROOT, "%-6s keep-order      0.0%%  0.", workload));
    assertThat(lines.get(1)).contains("+0.00000 +0.00000:+0.00000");
    assertThat(lines.get(2))
        .startsWith(String.format(Locale.ROOT, "%-6s alternate:100", workload))
        .endsWith("  100");
    assertThat(lines.get(2)).doesNotContain("+0.00000 +0.00000:+0.00000").doesNotContain(" 0.0%");
  }

  @Test
  void kernelsAreComparedToo() throws IOException, InterruptedException {
    AccuracyOptions options =
        AccuracyOptions.parse(
            "orders=keep-order,keep-order+scalar",
            "seeds=2",
            "samples=3000",
            "test_samples=2048",
            "batch=256",
            "table_rows=200",
            "directory=" + folder);
    List<String> lines = new AccuracyStudy(options, Path.of("..", "examples")).lines("rmc4");
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).contains("+0.00000 +0.00000:+0.00000");
    assertThat(lines.get(2))
        .startsWith("rmc4   keep-order+scalar mean AUC 0.")
        .contains(" is within ");
  }

  @Test
  void intervalsAreThoseOfStudent() {
    // 4 +- t * s / sqrt(5) with t = 2.776445 for 4 degrees of freedom.
    FewValues values = FewValues.of(1, 2, 4, 5, 8);
    assertThat(values.mean()).isEqualTo(4);
    assertThat(values.deviation()).isCloseTo(2.738613, within(1e-6));
    assertThat(values.low()).isCloseTo(0.599571, within(1e-4));
    assertThat(values.high()).isCloseTo(7.400429, within(1e-4));
    FewValues differences = FewValues.ofDifferences(new double[] {3, 4, 9}, new double[] {1, 2, 7});
    assertThat(differences.mean()).isEqualTo(2);
    assertThat(differences.halfWidth()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> FewValues.of(1.0));
  }
}
