// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds the word that was probably meant.
final class Spelling {
  private Spelling() {}

  /// The nearest of `words` by edit distance without regard to case, or null when none is near: at
  /// most one edit in three letters.
  static @Nullable String closest(String word, Collection<String> words) {
    String lower = word.toLowerCase(Locale.ROOT);
    @Nullable String best = null;
    int bestDistance = Math.max(1, word.length() / 3) + 1;
    for (String candidate : words) {
      int distance = distance(lower, candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance && distance < candidate.length()) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /// `; did you mean 'x'?` with the nearest word, or nothing.
  static String hint(String word, Collection<String> words) {
    @Nullable String closest = closest(word, words);
    return closest == null ? "" : "; did you mean '" + closest + "'?";
  }

  /// Insertions, deletions and replacements that turn `a` into `b` (Levenshtein).
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
