// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.DataException;
import dev.belady.data.KeyType;
import dev.belady.data.SampleFormats;
import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A data set on disk in two streams, its hot inputs and its cold ones, each in the order of the
/// data and with the number that every sample has there.
///
/// The folder holds `hot_set.bin` ([HotSetFile]), the columnar data sets `hot` and `cold`, and
/// `packed.json`, which says what they were made from: the checksum of the hot set, how many inputs
/// there are, and how the data was read. [PackedWriter] makes one.
public final class PackedFolder {
  static final String HOT_SET = "hot_set.bin";
  static final String FORMAT = "Parquet";
  private static final String MANIFEST = "packed.json";
  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder;
  private final HotSet hotSet;
  private final long hot;
  private final long cold;
  private final JsonNode data;

  private PackedFolder(Path folder, HotSet hotSet, long hot, long cold, JsonNode data) {
    this.folder = folder;
    this.hotSet = hotSet;
    this.hot = hot;
    this.cold = cold;
    this.data = data;
  }

  /// Reads what a folder says of itself.
  ///
  /// @throws DataException when it is no such folder, or its parts do not belong together
  public static PackedFolder open(Path folder) {
    Path manifest = folder.resolve(MANIFEST);
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(manifest));
    } catch (IOException e) {
      throw new DataException(
          "a folder that `belady pack` has written must hold " + MANIFEST + ": " + e, e);
    } catch (JacksonException e) {
      throw new DataException(
          MANIFEST + " must be JSON: " + e.getOriginalMessage() + " (" + manifest + ")", e);
    }
    if (root.path("version").asInt(0) != VERSION) {
      throw new DataException(
          "the version of packed data must be "
              + VERSION
              + ": version="
              + root.path("version")
              + " ("
              + manifest
              + ")");
    }
    HotSet hotSet = HotSetFile.read(folder.resolve(HOT_SET));
    requireHotSet(root.path("hot_set").asString(""), hotSet, folder.resolve(HOT_SET), manifest);
    return new PackedFolder(
        folder,
        hotSet,
        count(root, "hot_samples", manifest),
        count(root, "cold_samples", manifest),
        root.path("data"));
  }

  private static long count(JsonNode root, String key, Path manifest) {
    if (!root.path(key).canConvertToLong() || root.path(key).longValue() < 0) {
      throw new DataException(
          key
              + " must be a whole number >= 0: "
              + key
              + "="
              + root.path(key)
              + " ("
              + manifest
              + ")");
    }
    return root.path(key).longValue();
  }

  private static void requireHotSet(String expected, HotSet hotSet, Path file, Path manifest) {
    String actual = Long.toHexString(hotSet.checksum());
    if (!actual.equals(expected)) {
      throw new DataException(
          "the hot set must be that of the packed data: packed with="
              + expected
              + ", hot set="
              + actual
              + " ("
              + manifest
              + ", "
              + file
              + ")");
    }
  }

  /// The hot set that the inputs were told apart with.
  public HotSet hotSet() {
    return hotSet;
  }

  /// The number of hot inputs.
  public long hot() {
    return hot;
  }

  /// The number of cold inputs.
  public long cold() {
    return cold;
  }

  /// Makes sure that the inputs were told apart with a given hot set.
  ///
  /// @param file where that is from, for the message
  /// @throws DataException when they were not
  public void requireHotSet(HotSet other, Path file) {
    requireHotSet(Long.toHexString(hotSet.checksum()), other, file, folder.resolve(MANIFEST));
  }

  /// Makes sure that the data was read as a configuration would.
  ///
  /// @param format the format of the data that was packed
  /// @param spec how that data is read
  /// @throws DataException when a setting that changes samples differs
  public void requireSameData(String format, SourceSpec spec) {
    JsonNode now = describe(format, spec);
    for (String key : now.propertyNames()) {
      if (!now.path(key).toString().equals(data.path(key).toString())) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s must be that of the data that was packed: packed=%s, now=%s (%s)",
                key,
                data.path(key),
                now.path(key),
                folder.resolve(MANIFEST)));
      }
    }
  }

  /// Opens one of the streams.
  ///
  /// @param hotOnes which
  /// @param spec how the data that was packed is read
  /// @throws DataException when it is damaged, or holds another number of inputs
  public SampleSource source(boolean hotOnes, SourceSpec spec) {
    long samples = hotOnes ? hot : cold;
    if (samples == 0) {
      return new NoSamples(spec.schema());
    }
    Path path = stream(folder, hotOnes);
    SampleSource source = SampleFormats.load().get(FORMAT).open(stream(path, spec, Map.of()));
    if (source.sampleCount().orElse(-1) != samples) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the samples of packed data must be those that were written: samples=%d, written=%d"
                  + " (%s)",
              source.sampleCount().orElse(-1),
              samples,
              path));
    }
    return source;
  }

  /// How one of the streams is read or written: keys as they are in memory.
  static SourceSpec stream(Path path, SourceSpec data, Map<String, String> options) {
    return new SourceSpec(
        data.schema(),
        path.toString(),
        KeyType.I64,
        false,
        List.of(),
        0,
        true,
        options,
        data.badRecords());
  }

  /// The folder of one of the streams.
  static Path stream(Path folder, boolean hotOnes) {
    return folder.resolve(hotOnes ? "hot" : "cold");
  }

  /// Writes what a folder says of itself, the last of its files.
  ///
  /// @throws IOException when it cannot be written
  static void write(Path folder, HotSet hotSet, long hot, long cold, String format, SourceSpec data)
      throws IOException {
    ObjectNode root =
        JSON.createObjectNode()
            .put("version", VERSION)
            .put("hot_set", Long.toHexString(hotSet.checksum()))
            .put("hot_samples", hot)
            .put("cold_samples", cold);
    root.set("data", describe(format, data));
    Files.writeString(folder.resolve(MANIFEST), root.toPrettyString() + "\n");
  }

  /// All that the samples depend on beside the files: these may have been moved.
  private static JsonNode describe(String format, SourceSpec spec) {
    ObjectNode data =
        JSON.createObjectNode()
            .put("format", format)
            .put("labels", spec.schema().labels())
            .put("dense", spec.schema().dense())
            .put("sparse", spec.schema().sparse().toString())
            .put("key_type", spec.keyType().name())
            .put("slot_size_array", spec.slotSizes().toString())
            .put("num_samples", spec.samples())
            .put("float_label_dense", spec.floatLabelDense())
            .put("options", new TreeMap<>(spec.options()).toString());
    return data;
  }

  /// A stream without inputs.
  private record NoSamples(Schema schema) implements SampleSource {
    @Override
    public List<Split> splits() {
      return List.of();
    }

    @Override
    public OptionalLong sampleCount() {
      return OptionalLong.of(0);
    }
  }
}
