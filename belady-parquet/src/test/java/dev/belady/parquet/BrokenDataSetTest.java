// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.data.DataException;
import dev.belady.data.SourceSpec;
import dev.belady.data.SparseInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each way in which a data set can be broken ends in one clear sentence that names the file.
class BrokenDataSetTest {
  private static final SparseInput INPUT = new SparseInput("s", 2, 1, 2);

  @TempDir Path folder;
  private Path file;
  private Path metadata;

  @BeforeEach
  void writeAGoodSet() throws IOException {
    file = folder.resolve("0.parquet");
    metadata = folder.resolve("_metadata.json");
    SourceSpec spec = SampleSets.spec(folder, 1, 1, INPUT);
    SampleSets.write(spec, 2000, SampleSets.randomBatch(spec, 2000, new Random(1)));
  }

  @Test
  void aMissingListIsNamed() {
    Path list = folder.resolve("other.txt");
    assertFailure(SampleSets.spec(list, 1, 1, INPUT))
        .hasMessage("file list does not exist: " + list);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(file);
    assertFailure().hasMessageContaining("file does not exist: " + file);
  }

  @Test
  void aListedFileMustBeParquet() throws IOException {
    Path other = Files.writeString(folder.resolve("0.data"), "");
    Files.writeString(folder.resolve("_file_list.txt"), "1\n" + other + "\n");
    assertFailure()
        .hasMessage(
            "files of format Parquet must end in .parquet: file="
                + other
                + " ("
                + folder.resolve("_file_list.txt")
                + ")");
  }

  @Test
  void missingMetadataSaysWhatIsExpected() throws IOException {
    Files.delete(metadata);
    assertFailure()
        .hasMessage(
            "Parquet files need a _metadata.json beside them: expected {\"file_stats\":"
                + " [{\"file_name\", \"num_rows\"}], \"labels\", \"conts\", \"cats\":"
                + " [{\"col_name\", \"index\"}]} ("
                + metadata
                + " is missing)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"file_stats": | _metadata.json must be JSON
          {} | _metadata.json must have a list file_stats
          {"file_stats": [], "conts": [], "cats": []} | _metadata.json must have a list labels
          {"file_stats": [{}]} | file_name must be a text: file_name is missing
          {"file_stats": [{"file_name": "0.parquet", "num_rows": -1}]} | num_rows must be a whole number >= 0: num_rows=-1
          {"file_stats": [], "labels": [{"col_name": "x", "index": 1.5}]} | index must be a whole number >= 0: index=1.5
          """)
  void brokenMetadataSaysWhatIsWrong(String text, String message) throws IOException {
    Files.writeString(metadata, text);
    assertFailure().hasMessageContaining(message).hasMessageContaining(metadata.toString());
  }

  @Test
  void aFileWithoutStatsIsNamed() throws IOException {
    replaceInMetadata("0.parquet", "1.parquet");
    assertFailure()
        .hasMessage(
            "file_stats must have an entry for each file: no file_name=0.parquet ("
                + metadata
                + ")");
  }

  @Test
  void aWrongNumberOfRowsNamesBothNumbers() throws IOException {
    replaceInMetadata("2000", "1999");
    assertFailure()
        .hasMessage(
            "num_rows must be the rows of the file: num_rows=1999, rows=2000 ("
                + file
                + ", "
                + metadata
                + ")");
  }

  @Test
  void anIndexBehindTheLastColumnIsNamed() throws IOException {
    replaceInMetadata("\"index\":3", "\"index\":4");
    assertFailure()
        .hasMessage(
            "index must be a column of the file: index=4 (col_name 'C2'), columns=4 ("
                + file
                + ")");
  }

  @Test
  void anIndexThatIsUsedTwiceIsNamed() throws IOException {
    replaceInMetadata("\"index\":3", "\"index\":2");
    assertFailure().hasMessage("a column can have one role only: column 2 'C2' (" + metadata + ")");
  }

  @Test
  void aColumnOfAWrongTypeSaysWhatWasExpectedAndFound() throws IOException {
    replaceInMetadata("\"index\":3", "\"index\":9");
    replaceInMetadata("\"index\":1", "\"index\":3");
    replaceInMetadata("\"index\":9", "\"index\":1");
    assertFailure()
        .hasMessage(
            "column 1 'C2' must be an int32 or int64 column, or a list of them: type=required float"
                + " I1 ("
                + file
                + ")");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "required binary x (STRING);",
        "required boolean x;",
        "required int32 x (DATE);",
        "required int64 x (DECIMAL(10,2));",
        "required group x { required int64 y; }",
        "required group x (LIST) { repeated group list { required int64 a; required int64 b; } }",
        "required group x (LIST) { repeated group list { required group element (LIST) { repeated"
            + " group list { required int64 element; } } } }"
      })
  void typesThatAreNoNumbersOrListsOfThemAreRefused(String column) throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    FileMaker.USUAL.write(
        other.resolve("0.parquet"), "required float l; " + column, 0, (row, number) -> {});
    FileMaker.metadata(other, "0.parquet", 0, 1, 0, 1);
    assertFailure(SampleSets.spec(other, 1, 0, new SparseInput("s", 1, 9, 9)))
        .hasMessageStartingWith("column 1 'C1' must be an int32 or int64 column")
        .hasMessageContaining(column.substring(0, 12));
    FileMaker.metadata(other, "0.parquet", 0, 1, 1, 0);
    assertFailure(SampleSets.spec(other, 1, 1))
        .hasMessageStartingWith("column 1 'I1' must be a float, double or integer column");
  }

  @Test
  void columnsThatDoNotFillTheVectorOrTheSlotsAreCounted() {
    assertFailure(SampleSets.spec(folder, 1, 2, INPUT))
        .hasMessage(
            "labels and conts must add up to label_dim + dense_dim: labels and conts=2,"
                + " label_dim=1, dense_dim=2 ("
                + file
                + ")");
    assertFailure(SampleSets.spec(folder, 1, 1, new SparseInput("s", 3, 1, 3)))
        .hasMessage("cats must have one column per slot: cats=2, slots=3 (" + metadata + ")");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 100, 3000})
  void aTruncatedFileIsNamed(int length) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
    assertFailure()
        .hasMessageStartingWith("cannot read Parquet: ")
        .hasMessageEndingWith("(" + file + ")");
  }

  @Test
  void aBrokenFooterIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, bytes.length - 200, bytes.length - 100, (byte) 0xFF);
    Files.write(file, bytes);
    assertFailure()
        .hasMessageStartingWith("cannot read Parquet: ")
        .hasMessageEndingWith("(" + file + ")");
  }

  @Test
  void anyFlippedBitInThePagesIsFoundOrHarmless() throws IOException {
    byte[] good = Files.readAllBytes(file);
    List<String> expected = SampleSets.read(SampleSets.spec(folder, 1, 1, INPUT));
    Random random = new Random(11);
    int found = 0;
    for (int run = 0; run < 60; run++) {
      byte[] bad = good.clone();
      // The pages come before the indexes and the footer.
      int at = 4 + random.nextInt(good.length * 9 / 10);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      try {
        assertThat(SampleSets.read(SampleSets.spec(folder, 1, 1, INPUT)))
            .as("flipped bit in byte " + at)
            .isEqualTo(expected);
      } catch (DataException e) {
        assertThat(e).hasMessageContaining(file.toString());
        found++;
      }
    }
    assertThat(found).isGreaterThan(40);
  }

  @Test
  void aSetWithoutRowsIsRefused() throws IOException {
    SourceSpec spec = SampleSets.spec(folder, 1, 1, INPUT);
    SampleSets.write(spec, 5);
    assertFailure().hasMessage("a data set must have at least one row (" + folder + ")");
  }

  @Test
  void unknownOptionsAreRefused() {
    SourceSpec spec =
        SampleSets.spec(
            folder,
            SampleSets.spec(folder, 1, 1, INPUT).schema(),
            dev.belady.data.KeyType.I64,
            List.of(),
            0,
            java.util.Map.of("row_groups", "1"));
    assertFailure(spec).hasMessageContaining("row_groups=1");
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertFailure() {
    return assertFailure(SampleSets.spec(folder, 1, 1, INPUT));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertFailure(SourceSpec spec) {
    return assertThatThrownBy(() -> SampleSets.read(spec)).isInstanceOf(DataException.class);
  }

  private void replaceInMetadata(String from, String to) throws IOException {
    Files.writeString(metadata, Files.readString(metadata).replace(from, to));
  }
}
