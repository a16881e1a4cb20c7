// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorShapeTest {
  @Test
  void countsTheFloatsOfRowsAndSamples() {
    TensorShape shape = new TensorShape(2, List.of(26, 16));
    assertThat(shape.rowFloats()).isEqualTo(416);
    assertThat(shape.sampleFloats()).isEqualTo(832);
    assertThat(shape.isMatrix()).isFalse();
    assertThat(TensorShape.vector(13)).isEqualTo(new TensorShape(1, List.of(13)));
    assertThat(TensorShape.vector(13).isMatrix()).isTrue();
  }

  @Test
  void readsAsUsersKnowIt() {
    assertThat(TensorShape.vector(13)).hasToString("(B, 13)");
    assertThat(new TensorShape(1, List.of(26, 16))).hasToString("(B, 26, 16)");
    assertThat(new TensorShape(26, List.of(11))).hasToString("(B*26, 11)");
  }

  @Test
  void refusesEmptyDimensions() {
    assertThatThrownBy(() -> new TensorShape(1, List.of()))
        .hasMessage("every dimension must be > 0: rowsPerSample=1, dims=[]");
    assertThatThrownBy(() -> new TensorShape(0, List.of(3)))
        .hasMessage("every dimension must be > 0: rowsPerSample=0, dims=[3]");
    assertThatThrownBy(() -> new TensorShape(1, List.of(3, 0)))
        .hasMessage("every dimension must be > 0: rowsPerSample=1, dims=[3, 0]");
  }
}
