// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReshapeTest {
  private static final List<TensorShape> EMBEDDING = List.of(new TensorShape(1, List.of(26, 11)));

  @Test
  void flattensARowByDefault() {
    assertThat(Reshape.outputShapes(EMBEDDING, 0, 0)).containsExactly(TensorShape.vector(286));
    assertThat(Reshape.outputShapes(EMBEDDING, 286, 0)).containsExactly(TensorShape.vector(286));
  }

  @Test
  void givesSlotsRowsOfTheirOwnAndBack() {
    TensorShape rows = new TensorShape(26, List.of(11));
    assertThat(Reshape.outputShapes(EMBEDDING, 11, 0)).containsExactly(rows);
    TensorShape column = new TensorShape(26, List.of(1));
    assertThat(Reshape.outputShapes(List.of(column), 26, 0))
        .containsExactly(TensorShape.vector(26));
  }

  @Test
  void splitsRowsIntoTimeSteps() {
    TensorShape history = new TensorShape(10, List.of(4));
    assertThat(Reshape.outputShapes(List.of(history), 4, 10))
        .containsExactly(new TensorShape(1, List.of(10, 4)));
    assertThat(Reshape.outputShapes(List.of(history), 4, 5))
        .containsExactly(new TensorShape(2, List.of(5, 4)));
  }

  @Test
  void saysWhichNumbersFit() {
    assertThatThrownBy(() -> Reshape.outputShapes(List.of(TensorShape.vector(10)), 4, 0))
        .hasMessage(
            "leading_dim of Reshape must divide the 10 floats of a sample: leading_dim=4,"
                + " input=(B, 10)");
    assertThatThrownBy(() -> Reshape.outputShapes(EMBEDDING, 26, 0))
        .hasMessage(
            "leading_dim of Reshape must be a multiple of the vector size 11: leading_dim=26,"
                + " input=(B, 26, 11)");
    assertThatThrownBy(() -> Reshape.outputShapes(EMBEDDING, 11, 5))
        .hasMessage(
            "time_step of Reshape must divide the 26 rows of a sample: time_step=5,"
                + " leading_dim=11, input=(B, 26, 11)");
    assertThatThrownBy(() -> Reshape.outputShapes(EMBEDDING, -1, 0))
        .hasMessage(
            "leading_dim and time_step of Reshape must be >= 0: leading_dim=-1, time_step=0");
  }
}
