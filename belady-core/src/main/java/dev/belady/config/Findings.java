// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What was found while one file was read: errors, so that a user sees several at once, and notices
/// of what is ignored.
final class Findings {
  private static final int SHOWN_ERRORS = 10;

  private final String file;
  private final List<String> errors = new ArrayList<>();
  private final Set<String> notices = new LinkedHashSet<>();
  private final List<Section> sections = new ArrayList<>();

  Findings(String file) {
    this.file = file;
  }

  /// An error with its place; to be thrown.
  ConfigException error(String message, String place) {
    return new ConfigException(message + " (" + place + ", " + file + ")");
  }

  /// Notes an error and goes on.
  void add(ConfigException error) {
    errors.add(String.valueOf(error.getMessage()));
  }

  /// The result of `part`, or null after noting its error.
  <T> @Nullable T attempt(Supplier<T> part) {
    try {
      return part.get();
    } catch (ConfigException e) {
      add(e);
      return null;
    }
  }

  /// Notes something that is ignored.
  void notice(String sentence, String place) {
    notices.add(sentence + " (" + place + ")");
  }

  /// Remembers an object of the file, whose unread keys [#notices()] lists.
  void opened(Section section) {
    sections.add(section);
  }

  boolean hasErrors() {
    return !errors.isEmpty();
  }

  /// Throws when errors were noted.
  void throwErrors() {
    if (errors.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>(errors.subList(0, Math.min(errors.size(), SHOWN_ERRORS)));
    if (errors.size() > SHOWN_ERRORS) {
      lines.add("and " + (errors.size() - SHOWN_ERRORS) + " more errors (" + file + ")");
    }
    throw new ConfigException(String.join("\n", lines));
  }

  /// All notices, with those of keys that nothing read.
  List<String> notices() {
    for (Section section : sections) {
      section.noticeUnreadKeys();
    }
    return List.copyOf(notices);
  }
}
