// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import java.util.ArrayList;
import java.util.List;

/// Rows of text in columns that line up.
final class TextTable {
  private static final String GAP = "  ";

  private final List<String> heads;
  private final List<Boolean> right = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /// A table without rows.
  ///
  /// @param heads the names of the columns; those that begin with `>` have their text at the right
  TextTable(String... heads) {
    List<String> names = new ArrayList<>();
    for (String head : heads) {
      right.add(head.startsWith(">"));
      names.add(head.startsWith(">") ? head.substring(1) : head);
    }
    this.heads = List.copyOf(names);
  }

  /// Appends a row.
  void add(String... cells) {
    if (cells.length != heads.size()) {
      throw new IllegalArgumentException("cells=" + cells.length + ", columns=" + heads.size());
    }
    rows.add(List.of(cells));
  }

  /// The heads, a rule, and the rows.
  List<String> lines() {
    int[] widths = new int[heads.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = heads.get(column).length();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(heads, widths));
    StringBuilder rule = new StringBuilder();
    for (int width : widths) {
      rule.append(rule.isEmpty() ? "" : GAP).append("-".repeat(width));
    }
    lines.add(rule.toString());
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String padding = " ".repeat(widths[column] - cells.get(column).length());
      line.append(column == 0 ? "" : GAP)
          .append(right.get(column) ? padding + cells.get(column) : cells.get(column) + padding);
    }
    return line.toString().stripTrailing();
  }
}
