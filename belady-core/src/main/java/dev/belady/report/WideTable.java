// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import java.util.List;

/// A table with a line of heads; its first columns are text, the others numbers.
///
/// @param title its heading
/// @param note a few words beside the heading
/// @param heads the names of the columns
/// @param textColumns how many columns are text
/// @param rows the cells of each line
public record WideTable(
    String title, String note, List<String> heads, int textColumns, List<List<String>> rows)
    implements Card {
  /// Copies the lists and checks that each line has a cell in each column.
  public WideTable {
    heads = List.copyOf(heads);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != heads.size()) {
        throw new IllegalArgumentException("cells=" + row.size() + ", columns=" + heads.size());
      }
    }
  }

  /// Appends a section element.
  @Override
  public void appendTo(StringBuilder html) {
    html.append("<section class=\"card wide\"><h2>")
        .append(Html.escape(title))
        .append("</h2><p class=\"note\">")
        .append(Html.escape(note))
        .append("</p><div class=\"scroll\"><table>\n<thead>");
    appendRow(html, heads, "th");
    html.append("</thead>\n<tbody>\n");
    rows.forEach(row -> appendRow(html, row, "td"));
    html.append("</tbody></table></div></section>\n");
  }

  private void appendRow(StringBuilder html, List<String> cells, String element) {
    html.append("<tr>");
    for (int column = 0; column < cells.size(); column++) {
      html.append('<')
          .append(element)
          .append(column < textColumns ? ">" : " class=\"number\">")
          .append(Html.escape(cells.get(column)))
          .append("</")
          .append(element)
          .append('>');
    }
    html.append("</tr>\n");
  }
}
