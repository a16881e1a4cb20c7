// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/// The data formats at hand, by name: those of this module and those that other modules provide.
public final class SampleFormats {
  private final Map<String, SampleFormat> formats = new TreeMap<>();

  private SampleFormats(Iterable<SampleFormat> provided) {
    for (SampleFormat format : provided) {
      SampleFormat other = formats.putIfAbsent(format.name(), format);
      if (other != null) {
        throw new IllegalStateException(
            "two data formats have one name: name="
                + format.name()
                + " ("
                + other.getClass().getName()
                + ", "
                + format.getClass().getName()
                + ")");
      }
    }
  }

  /// Finds all formats on the class path or module path.
  public static SampleFormats load() {
    return new SampleFormats(
        ServiceLoader.load(SampleFormat.class, SampleFormats.class.getClassLoader()));
  }

  /// The format of a name, as the configuration spells it.
  ///
  /// @throws DataException when there is none; the message lists those there are
  public SampleFormat get(String name) {
    SampleFormat format = formats.get(name);
    if (format == null) {
      throw new DataException(
          "unknown data format: format=" + name + " (known: " + formats.keySet() + ")");
    }
    return format;
  }
}
