// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

/// A box of a page.
public sealed interface Card permits Chart, FactTable, FieldPanels, ShareChart, WideTable {
  /// Appends its element.
  void appendTo(StringBuilder html);
}
