// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import java.util.List;

/// A table of names and values, such as the environment of a run.
///
/// @param title its heading
/// @param facts its lines
public record FactTable(String title, List<Fact> facts) implements Card {
  /// Copies the list.
  public FactTable {
    facts = List.copyOf(facts);
  }

  /// One line.
  ///
  /// @param name what
  /// @param value how much
  public record Fact(String name, String value) {}

  /// Appends a section element.
  @Override
  public void appendTo(StringBuilder html) {
    html.append("<section class=\"card\"><h2>").append(Html.escape(title)).append("</h2><table>\n");
    for (Fact fact : facts) {
      html.append("<tr><th>")
          .append(Html.escape(fact.name()))
          .append("</th><td>")
          .append(Html.escape(fact.value()))
          .append("</td></tr>\n");
    }
    html.append("</table></section>\n");
  }
}
