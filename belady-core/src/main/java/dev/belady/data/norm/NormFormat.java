// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.norm;

import dev.belady.data.FormatOptions;
import dev.belady.data.SampleFormat;
import dev.belady.data.SampleSource;
import dev.belady.data.SampleWriter;
import dev.belady.data.SourceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// The format `Norm`. It has no options.
public final class NormFormat implements SampleFormat {
  private static final String NAME = "Norm";
  private static final String DEFAULT_LIST = "file_list.txt";

  /// Made by [java.util.ServiceLoader].
  public NormFormat() {}

  @Override
  public String name() {
    return NAME;
  }

  /// Opens the files that the file list `spec.path()` names; their headers are checked at once.
  @Override
  public SampleSource open(SourceSpec spec) {
    FormatOptions.of(NAME, spec, Set.of());
    return NormSource.open(spec);
  }

  /// Creates the file list `spec.path()`, or `file_list.txt` in it when it is a folder, and the
  /// files `<list>.0.data`, `<list>.1.data` and so on beside it, `<list>` being its name without
  /// ending.
  @Override
  public SampleWriter create(SourceSpec spec, long samplesPerFile) {
    FormatOptions.of(NAME, spec, Set.of());
    Path path = Path.of(spec.path());
    return new NormWriter(
        spec, Files.isDirectory(path) ? path.resolve(DEFAULT_LIST) : path, samplesPerFile);
  }
}
