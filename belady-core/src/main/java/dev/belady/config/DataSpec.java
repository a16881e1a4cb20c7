// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import dev.belady.data.BadRecords;
import dev.belady.data.KeyType;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.SparseInput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The Data layer: the tensors of a sample and where the samples lie.
///
/// @param format `Norm`, `Raw`, `Parquet`, `Criteo` or `Synthetic`
/// @param label the labels
/// @param dense the dense features; their width may be 0
/// @param sparse the categorical inputs in the order of their slots
/// @param train the samples to learn from
/// @param eval the samples to evaluate with; without a path there are none, unless the format makes
///   them up
/// @param encoding how the bytes of both are to be read
/// @param slotSizes rows of each slot over all categorical inputs, or empty; 0 for a slot that
///   shares the keys of the slot after it
/// @param cachedEvalBatches evaluation batches that are kept in memory after the first reading
/// @param options settings that only the format knows
public record DataSpec(
    String format,
    DenseTensor label,
    DenseTensor dense,
    List<SparseInput> sparse,
    Samples train,
    Samples eval,
    Encoding encoding,
    List<Long> slotSizes,
    int cachedEvalBatches,
    Map<String, String> options) {
  /// Copies the collections and checks the ranges.
  public DataSpec {
    sparse = List.copyOf(sparse);
    slotSizes = List.copyOf(slotSizes);
    options = Map.copyOf(options);
    Require.positive("label_dim", label.width());
    Require.notNegative("dense_dim", dense.width());
    Require.notNegative("cache_eval_data", cachedEvalBatches);
    long rows = 0;
    for (long size : slotSizes) {
      Require.that(size >= 0, "every entry of slot_size_array must be >= 0", "entry", size);
      rows += size;
      Require.that(
          rows >= 0, "the entries of slot_size_array must add up to less than 2^63", "entry", size);
    }
    int slots = sparse.stream().mapToInt(SparseInput::slots).sum();
    Require.that(
        slotSizes.isEmpty() || slotSizes.size() == slots,
        "slot_size_array must have one entry per slot (slots=" + slots + ")",
        "entries",
        slotSizes.size());
  }

  /// What one sample holds.
  public Schema schema() {
    return new Schema(label.width(), dense.width(), sparse);
  }

  /// Whether there is anything to evaluate with.
  public boolean hasEvaluation() {
    return format.equals("Synthetic") ? eval.count() > 0 : !eval.path().isEmpty();
  }

  /// The training set.
  public SourceSpec trainSource(BadRecords badRecords) {
    return source(train, options, badRecords);
  }

  /// The evaluation set. For the format Synthetic it is the stream `eval` of the same planted
  /// model.
  public SourceSpec evalSource(BadRecords badRecords) {
    if (!format.equals("Synthetic")) {
      return source(eval, options, badRecords);
    }
    Map<String, String> evalOptions = new HashMap<>(options);
    evalOptions.put("stream", "eval");
    return source(eval, evalOptions, badRecords);
  }

  /// The same data with keys of another width.
  DataSpec withKeyType(KeyType keyType) {
    return new DataSpec(
        format,
        label,
        dense,
        sparse,
        train,
        eval,
        new Encoding(keyType, encoding.checksum(), encoding.floatLabelDense()),
        slotSizes,
        cachedEvalBatches,
        options);
  }

  private SourceSpec source(
      Samples samples, Map<String, String> formatOptions, BadRecords badRecords) {
    return new SourceSpec(
        schema(),
        samples.path(),
        encoding.keyType(),
        encoding.checksum(),
        slotSizes,
        samples.count(),
        encoding.floatLabelDense(),
        formatOptions,
        badRecords);
  }

  /// A named input tensor of shape (batch, width).
  ///
  /// @param name the `top` of the JSON
  /// @param width columns
  public record DenseTensor(String name, int width) {}

  /// A set of samples.
  ///
  /// @param path the file list (Norm, Parquet) or data file (Raw, Criteo), relative to the working
  ///   directory as in HugeCTR, or empty
  /// @param count the samples of a Raw file or a Synthetic set; 0 where the format knows
  public record Samples(String path, long count) {
    /// Checks the range.
    public Samples {
      Require.notNegative("num_samples", count);
    }
  }

  /// How bytes become numbers.
  ///
  /// @param keyType the width of keys
  /// @param checksum whether Norm records are framed with a length and a checksum
  /// @param floatLabelDense whether Raw stores labels and dense features as floats
  public record Encoding(KeyType keyType, boolean checksum, boolean floatLabelDense) {}
}
