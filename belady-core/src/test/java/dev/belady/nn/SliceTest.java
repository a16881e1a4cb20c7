// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SliceTest {
  private static ColumnRange range(int start, int end) {
    return new ColumnRange(start, end);
  }

  private static void check(TensorShape shape, ColumnRange... rangeArray) {
    List<ColumnRange> ranges = List.of(rangeArray);
    new GradientCheck(
            List.of(shape),
            Slice.outputShapes(List.of(shape), ranges),
            wiring -> new Slice(wiring, ranges, NaiveKernels.create().vector()),
            (inputs, parameters, samples) -> {
              int width = shape.rowFloats();
              int rows = samples * shape.rowsPerSample();
              double[][] out = new double[ranges.size()][];
              for (int i = 0; i < out.length; i++) {
                ColumnRange range = ranges.get(i);
                out[i] = new double[rows * range.width()];
                for (int k = 0; k < out[i].length; k++) {
                  int column = range.start() + k % range.width();
                  out[i][k] = inputs[0][k / range.width() * width + column];
                }
              }
              return out;
            })
        .check();
  }

  @Test
  void copiesDisjointRanges() {
    check(TensorShape.vector(7), range(0, 3), range(3, 7));
    check(new TensorShape(3, List.of(5)), range(0, 4), range(4, 5));
  }

  @Test
  void sumsGradientsOfOverlappingRanges() {
    check(TensorShape.vector(7), range(0, 7), range(0, 7));
    check(TensorShape.vector(7), range(0, 4), range(2, 6), range(3, 7));
    check(TensorShape.vector(7), range(2, 4), range(1, 6), range(0, 7));
  }

  @Test
  void givesUncoveredColumnsNoGradient() {
    check(TensorShape.vector(9), range(1, 3), range(5, 8), range(6, 7));
  }

  @Test
  void saysWhichRangesItTakes() {
    List<TensorShape> inputs = List.of(TensorShape.vector(5));
    assertThatThrownBy(() -> Slice.outputShapes(inputs, List.of(range(2, 6))))
        .hasMessage("a range of Slice must end within the input: range=[2, 6), input=(B, 5)");
    assertThatThrownBy(() -> Slice.outputShapes(inputs, List.of()))
        .hasMessage("Slice needs at least one range: ranges=[]");
    assertThatThrownBy(() -> range(3, 3))
        .hasMessage("a range must be [start, end) with 0 <= start < end: start=3, end=3");
    List<TensorShape> embedding = List.of(new TensorShape(1, List.of(2, 3)));
    assertThatThrownBy(() -> Slice.outputShapes(embedding, List.of(range(0, 1))))
        .hasMessage("Slice needs a 2-D input (B, width): input=(B, 2, 3)");
  }
}
