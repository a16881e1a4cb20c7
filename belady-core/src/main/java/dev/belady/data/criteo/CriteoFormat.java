// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.criteo;

import dev.belady.data.DataException;
import dev.belady.data.FormatOptions;
import dev.belady.data.SampleFormat;
import dev.belady.data.SampleSource;
import dev.belady.data.SampleWriter;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import java.util.List;
import java.util.Set;

/// The format `Criteo`: lines of 40 columns separated by tabs.
///
/// Column 0 is the label; columns 1 to 13 are counts, which become `log(max(x, 0) + 1)`, an empty
/// one 0; columns 14 to 39 are 32-bit categories in hexadecimal, which become keys. The option
/// `key_mapping` says how; `size` is the slot's entry of `slot_size_array`:
///
/// | `key_mapping` | a category | an empty column |
/// | --- | --- | --- |
/// | `hash` with sizes (default) | `1 + hash(slot, category) mod (size - 1)` | 0 |
/// | `hash` without sizes | 63 bits of `hash(slot, category)` | a hash of its own |
/// | `modulo` | `category mod size` | 0, as category 0 |
///
/// With sizes, the sizes of the slots before are added, so that keys are unique over the slots.
///
/// With `slot_num` 39 instead of 26, 13 more slots behind those of the categories hold the counts
/// once more, in bins: an empty column is an empty category, a negative count is category 0, counts
/// 0, 1 and 2 are categories 1 to 3, and a larger count x is category `4 + floor(ln(x)^2)`. A
/// linear part can then give every range of a count a weight of its own.
///
/// `source` is a file, a file list, or a pattern such as `day_*.gz`, whose files are read in the
/// order of their names with numbers in them by value. A file whose first bytes say so is unpacked
/// as gzip; it is one split, while a plain file is cut into many.
public final class CriteoFormat implements SampleFormat {
  static final int DENSE = 13;
  static final int SLOTS = 26;
  static final int SLOTS_WITH_BINS = SLOTS + DENSE;

  private static final String NAME = "Criteo";

  /// Made by [java.util.ServiceLoader].
  public CriteoFormat() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SampleSource open(SourceSpec spec) {
    Schema schema = spec.schema();
    boolean slotsFit = schema.slots() == SLOTS || schema.slots() == SLOTS_WITH_BINS;
    if (schema.labels() != 1 || schema.dense() != DENSE || !slotsFit) {
      throw new DataException(
          "format Criteo has label_dim=1, dense_dim=13 and slot_num=26 or 39: label_dim="
              + schema.labels()
              + ", dense_dim="
              + schema.dense()
              + ", slot_num="
              + schema.slots());
    }
    FormatOptions options = FormatOptions.of(NAME, spec, Set.of("key_mapping"));
    boolean modulo =
        options.choice("key_mapping", "hash", List.of("hash", "modulo")).equals("modulo");
    if (modulo && spec.slotSizes().isEmpty()) {
      throw options.wrong("key_mapping", "modulo", "hash when slot_size_array is not given");
    }
    return CriteoSource.open(spec, new KeyMapping(spec, modulo));
  }

  /// Always fails: the format exists to be read.
  @Override
  public SampleWriter create(SourceSpec spec, long samplesPerFile) {
    throw new DataException("format Criteo cannot be written: write Norm, Raw or Parquet");
  }
}
