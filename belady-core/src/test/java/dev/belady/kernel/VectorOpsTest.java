// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static dev.belady.kernel.FloatArrays.SEED;
import static dev.belady.kernel.FloatArrays.assertSameBits;
import static dev.belady.kernel.FloatArrays.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorOpsTest {
  private final VectorOps scalar = new ScalarVectorOps();

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void vectorsGiveTheBitsOfTheSpecification(int lanes) {
    VectorOps vector = new VectorVectorOps(Lanes.of(lanes));
    Random random = new Random(SEED);
    for (int n = 0; n < 70; n++) {
      compare(vector, n, random);
    }
    compare(vector, 255, random);
    compare(vector, 1025, random);
  }

  private void compare(VectorOps vector, int n, Random random) {
    for (boolean accumulate : new boolean[] {false, true}) {
      compareElementwise(vector, n, accumulate, random);
    }
    float[] x = row(random, n, 2);
    float[] y = row(random, n, 3);
    float[] expected = y.clone();
    float[] actual = y.clone();
    scalar.axpy(n, 0.3f, x, 2, expected, 3);
    vector.axpy(n, 0.3f, x, 2, actual, 3);
    assertSameBits(actual, expected, "axpy n=" + n);

    expected = x.clone();
    actual = x.clone();
    scalar.relu(n, expected, 2, expected, 2);
    vector.relu(n, actual, 2, actual, 2);
    assertSameBits(actual, expected, "relu in place n=" + n);

    assertThat(vector.dot(n, x, 2, y, 3)).as("dot %s", n).isEqualTo(scalar.dot(n, x, 2, y, 3));
    assertThat(vector.sum(n, x, 2)).as("sum %s", n).isEqualTo(scalar.sum(n, x, 2));
  }

  private void compareElementwise(VectorOps vector, int n, boolean accumulate, Random random) {
    float[] x = row(random, n, 2);
    float[] y = row(random, n, 3);
    float[] old = row(random, n, 1);
    float[] expected = old.clone();
    float[] actual = old.clone();
    scalar.copy(n, x, 2, accumulate, expected, 1);
    vector.copy(n, x, 2, accumulate, actual, 1);
    assertSameBits(actual, expected, "copy n=" + n);

    scalar.multiply(n, x, 2, y, 3, accumulate, expected, 1);
    vector.multiply(n, x, 2, y, 3, accumulate, actual, 1);
    assertSameBits(actual, expected, "multiply n=" + n);

    scalar.reluGradient(n, y, 3, x, 2, accumulate, expected, 1);
    vector.reluGradient(n, y, 3, x, 2, accumulate, actual, 1);
    assertSameBits(actual, expected, "reluGradient n=" + n);
  }

  @Test
  void reductionsAddLanesAsATree() {
    float[] x = new float[17];
    x[0] = 1;
    x[8] = 0x1p-24f;
    x[16] = 0x1p-24f;
    x[4] = 0x1p-24f;
    // Lane 0 is (1 + 2^-24), rounded to 1; then come lane 8 and lane 4, which are lost one by one.
    assertThat(scalar.sum(17, x, 0)).isEqualTo(1);
    x[12] = 0x1p-24f;
    // Lanes 4 and 12 meet before they meet lane 0.
    assertThat(scalar.sum(17, x, 0)).isEqualTo(1 + 0x1p-23f);
  }
}
