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

class InteractionKernelsTest {
  private static final int[] VECTORS = {1, 2, 3, 4, 5, 7, 8, 13, 26, 27};
  private static final int[] WIDTHS = {1, 3, 8, 15, 16, 17, 32, 33, 64, 65, 100, 128};

  private final InteractionKernels scalar = new ScalarInteractionKernels();

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void vectorsGiveTheBitsOfTheSpecification(int lanes) {
    InteractionKernels vector = new VectorInteractionKernels(Lanes.of(lanes));
    Random random = new Random(SEED);
    for (int n : VECTORS) {
      for (int d : WIDTHS) {
        int samples = random.nextInt(4);
        compareForward(vector, samples, n, d, random);
        compareBackward(vector, samples, n, d, random.nextBoolean(), random);
        compareBackward(vector, samples, n, d, random.nextBoolean(), random);
      }
    }
  }

  private void compareForward(InteractionKernels vector, int samples, int n, int d, Random random) {
    float[] dense = row(random, samples * d, 2);
    float[] embeddings = row(random, samples * n * d, 1);
    float[] expected = row(random, samples * InteractionKernels.outputFloats(n, d), 3);
    float[] actual = expected.clone();
    scalar.forward(samples, n, d, dense, 2, embeddings, 1, expected, 3);
    vector.forward(samples, n, d, dense, 2, embeddings, 1, actual, 3);
    assertSameBits(actual, expected, "forward samples=" + samples + " n=" + n + " d=" + d);
  }

  private void compareBackward(
      InteractionKernels vector, int samples, int n, int d, boolean accumulate, Random random) {
    float[] dense = row(random, samples * d, 2);
    float[] embeddings = row(random, samples * n * d, 1);
    float[] dOut = row(random, samples * InteractionKernels.outputFloats(n, d), 3);
    float[] dDense = row(random, samples * d, 4);
    float[] dEmbeddings = row(random, samples * n * d, 5);
    float[] actualDense = dDense.clone();
    float[] actualEmbeddings = dEmbeddings.clone();
    boolean other = random.nextBoolean();
    scalar.backward(
        samples,
        n,
        d,
        dense,
        2,
        embeddings,
        1,
        dOut,
        3,
        accumulate,
        dDense,
        4,
        other,
        dEmbeddings,
        5);
    vector.backward(
        samples,
        n,
        d,
        dense,
        2,
        embeddings,
        1,
        dOut,
        3,
        accumulate,
        actualDense,
        4,
        other,
        actualEmbeddings,
        5);
    String what = " samples=" + samples + " n=" + n + " d=" + d;
    assertSameBits(actualDense, dDense, "dDense" + what);
    assertSameBits(actualEmbeddings, dEmbeddings, "dEmbeddings" + what);
  }

  @Test
  void theSpecificationIsTheLowerTriangleOfAllDotProducts() {
    float[] dense = {1, 2};
    float[] embeddings = {3, 4, 5, 6};
    float[] out = new float[6];
    scalar.forward(1, 2, 2, dense, 0, embeddings, 0, out, 0);
    assertThat(out).containsExactly(1, 2, 11, 17, 39, 0);

    float[] dOut = {10, 20, 1, 100, 1000, 7};
    float[] dDense = new float[2];
    float[] dEmbeddings = {1, 1, 1, 1};
    scalar.backward(
        1, 2, 2, dense, 0, embeddings, 0, dOut, 0, false, dDense, 0, true, dEmbeddings, 0);
    assertThat(dDense).containsExactly(10 + 3 + 500, 20 + 4 + 600);
    assertThat(dEmbeddings)
        .containsExactly(1 + 1 + 5000, 1 + 2 + 6000, 1 + 100 + 3000, 1 + 200 + 4000);
  }
}
