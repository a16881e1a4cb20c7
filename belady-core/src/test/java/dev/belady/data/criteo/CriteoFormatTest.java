// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.criteo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.KeyType;
import dev.belady.data.SampleFormats;
import dev.belady.data.SampleSource;
import dev.belady.data.Samples;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.SparseInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CriteoFormatTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final Schema SCHEMA =
      new Schema(1, 13, List.of(new SparseInput("deep", 26, 1, 26)));
  private static final List<Long> SIZES = Collections.nCopies(26, 1000L);
  private static final Map<String, String> MODULO = Map.of("key_mapping", "modulo");

  @TempDir Path folder;

  private SourceSpec spec(
      String source, List<Long> sizes, Map<String, String> options, BadRecords bad) {
    String path = folder.resolve(source).toString();
    return new SourceSpec(SCHEMA, path, KeyType.I64, false, sizes, 0, false, options, bad);
  }

  private static SampleSource open(SourceSpec spec) {
    return SampleFormats.load().get("Criteo").open(spec);
  }

  private List<String> read(String source) {
    return Samples.lines(open(spec(source, SIZES, MODULO, new BadRecords(0))), 100);
  }

  @Test
  void with39SlotsTheCountsComeOnceMoreInBins() throws IOException {
    List<String> fields = new ArrayList<>(Collections.nCopies(40, ""));
    fields.set(0, "1");
    List<String> counts = List.of("", "-2", "0", "1", "2", "3", "7", "8", "1000", "2147483647");
    for (int i = 0; i < counts.size(); i++) {
      fields.set(1 + i, counts.get(i));
    }
    Files.writeString(folder.resolve("bins.tsv"), String.join("\t", fields) + "\n");
    Schema schema = new Schema(1, 13, List.of(new SparseInput("keys", 39, 1, 39)));
    SourceSpec spec =
        new SourceSpec(
            schema,
            folder.resolve("bins.tsv").toString(),
            KeyType.I64,
            false,
            Collections.nCopies(39, 1000L),
            0,
            false,
            MODULO,
            new BadRecords(0));
    Batch batch = new Batch(schema, 1);
    try (var reader = open(spec).splits().getFirst().open()) {
      assertThat(reader.read(batch)).isEqualTo(1);
    }
    long[] bins = new long[counts.size()];
    for (int i = 0; i < bins.length; i++) {
      bins[i] = batch.sparse(0).keys()[26 + i] - 1000L * (26 + i);
    }
    // ln(3)^2 = 1.2, ln(7)^2 = 3.8, ln(8)^2 = 4.3, ln(1000)^2 = 47.7, ln(2^31 - 1)^2 = 461.7.
    assertThat(bins).containsExactly(0, 0, 1, 2, 3, 5, 7, 8, 51, 465);
  }

  private static String randomLine(Random random) {
    List<String> fields = new ArrayList<>();
    fields.add(Integer.toString(random.nextInt(2)));
    for (int i = 0; i < 13; i++) {
      int kind = random.nextInt(10);
      fields.add(
          kind == 0 ? "" : Integer.toString(random.nextInt(kind == 1 ? 10_000_000 : 100) - 3));
    }
    for (int i = 0; i < 26; i++) {
      fields.add(random.nextInt(8) == 0 ? "" : String.format("%08x", random.nextInt()));
    }
    return String.join("\t", fields);
  }

  /// What the line should become with the modulo mapping, worked out field by field.
  private static String expected(String line) {
    String[] fields = line.split("\t", -1);
    StringBuilder sample = new StringBuilder(Float.parseFloat(fields[0]) + " |");
    for (int i = 1; i <= 13; i++) {
      int count = fields[i].isEmpty() ? 0 : Math.max(0, Integer.parseInt(fields[i]));
      sample.append(' ').append((float) StrictMath.log(count + 1.0));
    }
    for (int i = 0; i < 26; i++) {
      String field = fields[14 + i];
      long category = field.isEmpty() ? 0 : Long.parseLong(field, 16);
      sample.append(" [ ").append(category % 1000 + 1000L * i).append(']');
    }
    return sample.toString();
  }

  private static List<String> randomLines(int count) {
    Random random = new Random(SEED);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(randomLine(random));
    }
    return lines;
  }

  private static List<String> expected(List<String> lines) {
    return lines.stream().map(CriteoFormatTest::expected).toList();
  }

  @Test
  void linesAreReadFieldByField() throws IOException {
    List<String> lines = randomLines(1000);
    Files.writeString(folder.resolve("a.txt"), String.join("\n", lines) + "\n");
    assertThat(read("a.txt")).as("seed %d", SEED).isEqualTo(expected(lines));
  }

  @Test
  void theLastLineNeedsNoEndAndLinesMayEndAsOnWindows() throws IOException {
    List<String> lines = randomLines(3);
    Files.writeString(folder.resolve("a.txt"), String.join("\r\n", lines));
    assertThat(read("a.txt")).isEqualTo(expected(lines));
    Files.writeString(folder.resolve("a.txt"), "");
    assertThat(read("a.txt")).isEmpty();
  }

  @Test
  void aLargeFileIsCutAtLineBordersWithoutLossOrRepetition() throws IOException {
    List<String> lines = randomLines(80_000);
    Files.writeString(folder.resolve("a.txt"), String.join("\n", lines) + "\n");
    SampleSource source = open(spec("a.txt", SIZES, MODULO, new BadRecords(0)));
    assertThat(source.splits()).hasSizeGreaterThan(1);
    assertThat(Samples.lines(source, 1000)).isEqualTo(expected(lines));
  }

  @Test
  void aCutMayFallOnAnyByteOfALine() throws IOException {
    List<String> lines = randomLines(4);
    Path file = folder.resolve("a.txt");
    Files.writeString(file, String.join("\n", lines) + "\n");
    long size = Files.size(file);
    SourceSpec spec = spec("a.txt", SIZES, MODULO, new BadRecords(0));
    KeyMapping mapping = new KeyMapping(spec, true);
    for (long cut = 1; cut < size; cut++) {
      List<String> read = new ArrayList<>();
      Batch batch = new Batch(SCHEMA, 10);
      for (CriteoSource.Range range :
          List.of(
              new CriteoSource.Range(spec, mapping, file, 0, cut),
              new CriteoSource.Range(spec, mapping, file, cut, size))) {
        try (var reader = range.open()) {
          while (reader.read(batch) > 0) {
            read.addAll(Samples.lines(batch));
          }
        }
      }
      assertThat(read).as("cut at %d", cut).isEqualTo(expected(lines));
    }
  }

  @Test
  void compressedFilesAreUnpacked() throws IOException {
    List<String> lines = randomLines(500);
    byte[] packed = pack(String.join("\n", lines) + "\n");
    Files.write(folder.resolve("a.gz"), packed);
    assertThat(read("a.gz")).isEqualTo(expected(lines));
    Files.write(folder.resolve("a.gz"), Arrays.copyOf(packed, packed.length - 20));
    assertThatThrownBy(() -> read("a.gz"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("cannot read: ")
        .hasMessageContaining("a.gz");
  }

  private static byte[] pack(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
    return bytes.toByteArray();
  }

  @Test
  void patternsAndListsNameSeveralFiles() throws IOException {
    List<String> lines = randomLines(3);
    Files.writeString(folder.resolve("day_10"), lines.get(2) + "\n");
    Files.writeString(folder.resolve("day_9"), lines.get(1) + "\n");
    Files.write(folder.resolve("day_0"), pack(lines.get(0) + "\n"));
    assertThat(read("day_*")).isEqualTo(expected(lines));
    Files.writeString(folder.resolve("list.txt"), "2\nday_10\nday_0\n");
    assertThat(read("list.txt")).containsExactly(expected(lines.get(2)), expected(lines.get(0)));
    assertThatThrownBy(() -> read("night_*")).hasMessageContaining("no file matches");
    assertThatThrownBy(() -> read("none.txt")).hasMessageContaining("file does not exist");
    assertThatThrownBy(() -> read(".")).hasMessageContaining("not a folder");
  }

  @Test
  void hashedKeysStayInTheirSlotsAndKeepZeroForEmptyColumns() throws IOException {
    List<String> lines = randomLines(2000);
    Files.writeString(folder.resolve("a.txt"), String.join("\n", lines) + "\n");
    Batch batch = new Batch(SCHEMA, 2000);
    try (var reader =
        open(spec("a.txt", SIZES, Map.of(), new BadRecords(0))).splits().getFirst().open()) {
      assertThat(reader.read(batch)).isEqualTo(2000);
    }
    Set<Long> keys = new HashSet<>();
    for (int sample = 0; sample < 2000; sample++) {
      String[] fields = lines.get(sample).split("\t", -1);
      for (int slot = 0; slot < 26; slot++) {
        long key = batch.sparse(0).keys()[26 * sample + slot];
        assertThat(key).isBetween(1000L * slot, 1000L * slot + 999);
        assertThat(key == 1000L * slot).isEqualTo(fields[14 + slot].isEmpty());
        keys.add(key);
      }
    }
    assertThat(keys).hasSizeGreaterThan(26 * 750);
  }

  @Test
  void withoutSizesKeysAreWideHashesThatDifferBetweenSlots() throws IOException {
    String categories = "\tdeadbeef".repeat(25) + "\t";
    Files.writeString(folder.resolve("a.txt"), "1" + "\t".repeat(13) + categories + "\n");
    Batch batch = new Batch(SCHEMA, 1);
    try (var reader =
        open(spec("a.txt", List.of(), Map.of(), new BadRecords(0))).splits().getFirst().open()) {
      assertThat(reader.read(batch)).isEqualTo(1);
    }
    assertThat(batch.sparse(0).keys()).doesNotHaveDuplicates();
    for (long key : batch.sparse(0).keys()) {
      assertThat(key).isNotNegative();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 2 | a label must be 0 or 1: column 0='2'",
        "0 | '' | a label must be 0 or 1: column 0=''",
        "3 | 1.5 | a count must be empty or a whole number of at most 2147483647: column 3='1.5'",
        "3 | - | a count must be empty or a whole number of at most 2147483647: column 3='-'",
        "13 | 2147483648 | a count must be empty or a whole number of at most 2147483647: column 13=",
        "14 | 123456789 | a category must be empty or 1 to 8 hexadecimal digits: column 14='123456789'",
        "39 | xyz | a category must be empty or 1 to 8 hexadecimal digits: column 39='xyz'",
      })
  void aBadFieldIsNamedWithLineAndByte(int column, String text, String message) throws IOException {
    List<String> lines = randomLines(3);
    String[] fields = lines.get(1).split("\t", -1);
    fields[column] = text;
    String bad = String.join("\t", fields);
    Files.writeString(
        folder.resolve("a.txt"), lines.get(0) + "\n" + bad + "\n" + lines.get(2) + "\n");
    assertThatThrownBy(() -> read("a.txt"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("(line 2, byte " + (lines.get(0).length() + 1) + ", ");
    BadRecords skipping = new BadRecords(1, ignored -> {});
    assertThat(Samples.lines(open(spec("a.txt", SIZES, MODULO, skipping)), 9))
        .containsExactly(expected(lines.get(0)), expected(lines.get(2)));
    assertThat(skipping.skipped()).isEqualTo(1);
  }

  @Test
  void aLineWithTheWrongNumberOfColumnsIsNamed() throws IOException {
    List<String> lines = randomLines(60_000);
    for (String bad : List.of("", lines.get(0) + "\t", lines.get(0).substring(2))) {
      List<String> withBad = new ArrayList<>(lines);
      withBad.set(50_000, bad);
      Files.writeString(folder.resolve("a.txt"), String.join("\n", withBad) + "\n");
      assertThatThrownBy(() -> read("a.txt"))
          .hasMessageStartingWith("a line must have 40 columns")
          .hasMessageContaining("columns=" + bad.split("\t", -1).length + " (line 50001, byte ");
    }
  }

  @Test
  void anotherShapeIsRefused() {
    Schema other = new Schema(1, 12, SCHEMA.sparse());
    SourceSpec spec =
        new SourceSpec(
            other, "a", KeyType.I64, false, List.of(), 0, false, Map.of(), new BadRecords(0));
    assertThatThrownBy(() -> open(spec))
        .hasMessageContaining("label_dim=1, dense_dim=12, slot_num=26");
    assertThatThrownBy(() -> open(spec("a", List.of(), MODULO, new BadRecords(0))))
        .hasMessage(
            "key_mapping must be hash when slot_size_array is not given: key_mapping=modulo (format"
                + " Criteo)");
  }
}
