// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.norm;

import dev.belady.data.DataException;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.file.LittleEndian;
import java.nio.file.Path;

/// The first 64 bytes of a Norm file: eight little-endian 64-bit integers, the last three unused.
///
/// @param errorCheck 0 for bare samples, 1 for samples framed with length and sum
/// @param records the number of samples in the file
/// @param labels the number of labels of a sample
/// @param dense the number of dense features of a sample
/// @param slots the number of slots of a sample, over all inputs
record NormHeader(long errorCheck, long records, long labels, long dense, long slots) {
  /// Bytes of the header without its frame.
  static final int BYTES = 8 * Long.BYTES;

  private static final long NO_CHECK = 0;
  private static final long SUM_CHECK = 1;

  /// The header of a file with `records` samples.
  static NormHeader of(SourceSpec spec, long records) {
    Schema schema = spec.schema();
    return new NormHeader(
        spec.checksum() ? SUM_CHECK : NO_CHECK,
        records,
        schema.labels(),
        schema.dense(),
        schema.slots());
  }

  /// Reads the header at `at`.
  static NormHeader read(byte[] bytes, int at) {
    return new NormHeader(
        LittleEndian.getLong(bytes, at),
        LittleEndian.getLong(bytes, at + 8),
        LittleEndian.getLong(bytes, at + 16),
        LittleEndian.getLong(bytes, at + 24),
        LittleEndian.getLong(bytes, at + 32));
  }

  /// The header as bytes.
  byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    LittleEndian.putLong(bytes, 0, errorCheck);
    LittleEndian.putLong(bytes, 8, records);
    LittleEndian.putLong(bytes, 16, labels);
    LittleEndian.putLong(bytes, 24, dense);
    LittleEndian.putLong(bytes, 32, slots);
    return bytes;
  }

  /// Checks that the file holds what the configuration says. As in HugeCTR, only the sum of labels
  /// and dense features is compared.
  ///
  /// @throws DataException when it does not
  void check(SourceSpec spec, Path file) {
    if (errorCheck != NO_CHECK && errorCheck != SUM_CHECK) {
      throw new DataException("error_check must be 0 or 1: error_check=" + errorCheck + in(file));
    }
    if (errorCheck != (spec.checksum() ? SUM_CHECK : NO_CHECK)) {
      throw new DataException(
          "check must be as in the file: check="
              + (spec.checksum() ? "Sum" : "None")
              + ", error_check="
              + errorCheck
              + in(file));
    }
    if (records < 0) {
      throw new DataException(
          "number_of_records must be >= 0: number_of_records=" + records + in(file));
    }
    Schema schema = spec.schema();
    if (slots != schema.slots()) {
      throw new DataException(
          "slot_num must be as in the file: slot_num="
              + schema.slots()
              + ", file="
              + slots
              + in(file));
    }
    if (labels < 0 || dense < 0 || labels + dense != schema.labels() + schema.dense()) {
      throw new DataException(
          "label_dim + dense_dim must be as in the file: label_dim="
              + schema.labels()
              + ", dense_dim="
              + schema.dense()
              + ", file="
              + labels
              + " + "
              + dense
              + in(file));
    }
  }

  private static String in(Path file) {
    return " (header of " + file + ")";
  }
}
