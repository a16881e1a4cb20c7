// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// An HTML page in the look of all of them, in the making. It needs nothing else: no network, no
/// other file.
public final class Page {
  private final StringBuilder html = new StringBuilder(1 << 16);

  /// A figure that is seen at first sight.
  ///
  /// @param name what
  /// @param value how much
  /// @param note a few words below
  public record Tile(String name, String value, String note) {}

  /// A page with its heading.
  ///
  /// @param kind what sort of page it is
  /// @param title its subject
  /// @param state how it stands with that
  /// @param note where it is from, or empty
  public Page(String kind, String title, String state, String note) {
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
        .append(Html.escape(title))
        .append(" · Belady</title>\n<style>\n")
        .append(resource("report.css"))
        .append("</style>\n</head>\n<body>\n<main>\n<header>\n<p class=\"brand\">Belady · ")
        .append(Html.escape(kind))
        .append("</p>\n<h1>")
        .append(Html.escape(title))
        .append("</h1>\n<p class=\"state\">")
        .append(Html.escape(state))
        .append("</p>\n");
    if (!note.isEmpty()) {
      html.append("<p class=\"note\">").append(Html.escape(note)).append("</p>\n");
    }
    html.append("</header>\n");
  }

  /// Appends a row of figures.
  public void tiles(List<Tile> tiles) {
    html.append("<div class=\"tiles\">\n");
    for (Tile tile : tiles) {
      html.append("<div class=\"card tile\"><span class=\"name\">")
          .append(Html.escape(tile.name()))
          .append("</span><span class=\"value\">")
          .append(Html.escape(tile.value()))
          .append("</span><span class=\"note\">")
          .append(Html.escape(tile.note()))
          .append("</span></div>\n");
    }
    html.append("</div>\n");
  }

  /// Appends boxes side by side, as many as there is room for.
  public void grid(List<? extends Card> cards) {
    html.append("<div class=\"grid\">\n");
    cards.forEach(card -> card.appendTo(html));
    html.append("</div>\n");
  }

  /// Appends a box as wide as the page.
  public void wide(Card card) {
    card.appendTo(html);
  }

  /// Appends a list of sentences; nothing if there are none.
  public void list(String title, List<String> sentences) {
    if (sentences.isEmpty()) {
      return;
    }
    html.append("<section class=\"card\"><h2>").append(Html.escape(title)).append("</h2><ul>\n");
    for (String sentence : sentences) {
      html.append("<li>").append(Html.escape(sentence)).append("</li>\n");
    }
    html.append("</ul></section>\n");
  }

  /// The whole page; nothing can be appended any more.
  public String html() {
    html.append("</main>\n<script>\n").append(resource("report.js")).append("</script>\n");
    return html.append("</body>\n</html>\n").toString();
  }

  /// The text of a file beside this class.
  static String resource(String name) {
    try (InputStream stream = Page.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the jar is incomplete: missing=" + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
