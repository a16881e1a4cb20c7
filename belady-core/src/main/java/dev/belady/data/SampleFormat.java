// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

/// A data format that the configuration can name; found with [java.util.ServiceLoader], so that a
/// module can add one.
public interface SampleFormat {
  /// The name as in the `format` key of the Data layer, for example `Norm`.
  String name();

  /// Opens a data set for reading.
  ///
  /// @throws DataException when something named does not exist or does not fit the schema
  SampleSource open(SourceSpec spec);

  /// Creates a data set below the folder of `spec.path()`, in files of at most `samplesPerFile`
  /// samples.
  ///
  /// @throws DataException when the format cannot be written or cannot hold the schema
  SampleWriter create(SourceSpec spec, long samplesPerFile);
}
