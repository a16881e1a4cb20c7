// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

/// Text inside HTML.
final class Html {
  private Html() {}

  /// The text with everything replaced that would end an element or an attribute.
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
