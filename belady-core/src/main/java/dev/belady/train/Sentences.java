// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import java.util.ArrayList;
import java.util.List;

/// What a user should read: any thread adds to it.
final class Sentences {
  private final List<String> said = new ArrayList<>();

  /// Adds a sentence without a full stop.
  synchronized void add(String sentence) {
    said.add(sentence);
  }

  /// The sentences since the last call.
  synchronized List<String> take() {
    List<String> taken = List.copyOf(said);
    said.clear();
    return taken;
  }
}
