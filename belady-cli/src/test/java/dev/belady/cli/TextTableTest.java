// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TextTableTest {
  @Test
  void columnsLineUp() {
    TextTable table = new TextTable("name", ">rows", "note");
    table.add("a", "12,345", "");
    table.add("longer", "1", "x");
    assertThat(table.lines())
        .containsExactly(
            "name      rows  note", "------  ------  ----", "a       12,345", "longer       1  x");
  }

  @Test
  void aRowHasACellPerColumn() {
    assertThatThrownBy(() -> new TextTable("a", "b").add("1"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
