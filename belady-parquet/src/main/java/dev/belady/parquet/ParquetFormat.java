// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.FormatOptions;
import dev.belady.data.SampleFormat;
import dev.belady.data.SampleSource;
import dev.belady.data.SampleWriter;
import dev.belady.data.SourceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// The format `Parquet`.
///
/// A data set is a list of Parquet files and, in the folder of each, a [MetadataFile] that says
/// which column is a label, a dense feature or a slot. Labels and dense features are float, double
/// or integer columns, or lists of a fixed number of them; slots are integer columns, or lists of
/// integers.
///
/// - A slot that is null, an empty list or a null list is an empty bag; null elements of a list are
///   left out.
/// - A dense feature that is null or NaN is 0; so are all elements of a null list.
/// - A record is bad when a label is null or NaN, when a key is out of its range, when a slot holds
///   more than `maxHotness` or an input more than `maxKeysPerSample` keys, and when a list of
///   labels or dense features has another length than in the first row of the data set.
///
/// Option `row_group_samples`: the samples of a row group when writing, 131072 by default. A row
/// group is what one thread reads at a time, and its columns are held in memory while it does.
///
/// Option `sample_numbers`: whether to write a column with the number of each sample
/// ([dev.belady.data.Batch#sampleNumber]), `false` by default. Samples that are read from files
/// with such a column have these numbers.
public final class ParquetFormat implements SampleFormat {
  private static final String NAME = "Parquet";
  private static final String ROW_GROUP_SAMPLES = "row_group_samples";
  private static final String SAMPLE_NUMBERS = "sample_numbers";
  private static final long DEFAULT_ROW_GROUP_SAMPLES = 1 << 17;
  private static final String DEFAULT_LIST = "_file_list.txt";

  /// Made by [java.util.ServiceLoader].
  public ParquetFormat() {}

  @Override
  public String name() {
    return NAME;
  }

  /// Opens a data set; all footers are read and checked at once.
  ///
  /// `spec.path()` is a file list, or a folder that holds `_file_list.txt` or else `*.parquet`
  /// files, or one `.parquet` file.
  @Override
  public SampleSource open(SourceSpec spec) {
    options(spec);
    return ParquetSource.open(spec);
  }

  /// Creates the file list `spec.path()`, or `_file_list.txt` in it when it is a folder, and beside
  /// it `0.parquet`, `1.parquet` and so on, and `_metadata.json` last of all.
  @Override
  public SampleWriter create(SourceSpec spec, long samplesPerFile) {
    FormatOptions options = options(spec);
    long rowGroupSamples = options.wholeNumber(ROW_GROUP_SAMPLES, DEFAULT_ROW_GROUP_SAMPLES, 1);
    Path path = Path.of(spec.path());
    Path list = Files.isDirectory(path) ? path.resolve(DEFAULT_LIST) : path;
    return new ParquetSampleWriter(
        new SampleColumns(spec, options.flag(SAMPLE_NUMBERS, false)),
        list,
        samplesPerFile,
        (int) Math.min(rowGroupSamples, Integer.MAX_VALUE));
  }

  private static FormatOptions options(SourceSpec spec) {
    return FormatOptions.of(NAME, spec, Set.of(ROW_GROUP_SAMPLES, SAMPLE_NUMBERS));
  }
}
