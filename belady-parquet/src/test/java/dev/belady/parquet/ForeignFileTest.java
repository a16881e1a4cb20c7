// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.data.DataException;
import dev.belady.data.KeyType;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.SparseInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files as other programs may write them: number types, lists, nulls, page versions.
class ForeignFileTest {
  private static final String LIST_OF_NULLABLE =
      "optional group C1 (LIST) { repeated group list { optional int64 element; } }";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"PARQUET_1_0,true", "PARQUET_1_0,false", "PARQUET_2_0,true", "PARQUET_2_0,false"})
  void dictionaryDeltaAndBothPageVersionsAreRead(WriterVersion version, boolean dictionary)
      throws IOException {
    long seed = 7;
    Random random = new Random(seed);
    List<String> expected = new ArrayList<>();
    new FileMaker(version, dictionary)
        .write(
            folder.resolve("0.parquet"),
            "required float label; optional float I1; optional int64 C1; optional group C2 (LIST)"
                + " { repeated group list { optional int32 element; } }",
            1000,
            (row, number) -> {
              float label = number % 2;
              float dense = random.nextInt(5);
              long key = random.nextBoolean() ? random.nextInt(9) : random.nextLong(1L << 50);
              int count = random.nextInt(4);
              row.append("label", label).append("I1", dense).append("C1", key);
              Group list = row.addGroup("C2");
              List<Integer> keys = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                keys.add(random.nextInt(100));
                list.addGroup("list").append("element", keys.getLast());
              }
              expected.add("[%s] [%s] [[%d]] [%s]".formatted(label, dense, key, keys));
            });
    FileMaker.metadata(folder, "0.parquet", 1000, 1, 1, 2);

    assertThat(
            SampleSets.read(
                SampleSets.spec(
                    folder, 1, 1, new SparseInput("a", 1, 1, 1), new SparseInput("b", 1, 3, 3))))
        .isEqualTo(expected);
  }

  @Test
  void allNumberTypesOfLabelsAndDenseFeaturesAreConverted() throws IOException {
    make(
        "required int32 label; required double I1; required int64 I2;"
            + " required int32 I3 (INTEGER(32,false)); required int64 I4 (INTEGER(64,false));",
        1,
        (row, number) ->
            row.append("label", 1)
                .append("I1", 0.1)
                .append("I2", -(1L << 40))
                .append("I3", -1)
                .append("I4", -1L));
    FileMaker.metadata(folder, "0.parquet", 1, 1, 4, 0);

    assertThat(SampleSets.read(SampleSets.spec(folder, 1, 4)))
        .containsExactly(
            Arrays.toString(new float[] {1})
                + " "
                + Arrays.toString(new float[] {0.1f, -0x1p40f, 0x1p32f, 0x1p64f}));
  }

  @Test
  void keysMayBeSignedOrUnsignedAndOfEitherWidth() throws IOException {
    make(
        "required float label; required int32 C1; required int32 C2 (INTEGER(32,false));"
            + " required int64 C3; required int64 C4 (INTEGER(64,false));",
        1,
        (row, number) ->
            row.append("label", 1f)
                .append("C1", -2)
                .append("C2", -2)
                .append("C3", -2L)
                .append("C4", Long.MAX_VALUE));
    FileMaker.metadata(folder, "0.parquet", 1, 1, 0, 4);

    assertThat(SampleSets.read(SampleSets.spec(folder, 1, 0, new SparseInput("s", 4, 1, 4))))
        .containsExactly("[1.0] [] [[-2], [4294967294], [-2], [9223372036854775807]]");
  }

  @Test
  void keysOutsideTheirRangeAreBadRecordsWithTheirPlace() throws IOException {
    long[] keys = {0, 9, 10, -1, 5};
    make(
        "required float label; required int64 C1;",
        5,
        (row, number) -> row.append("label", 1f).append("C1", keys[number]));
    FileMaker.metadata(folder, "0.parquet", 5, 1, 0, 1);
    Schema schema = new Schema(1, 0, List.of(new SparseInput("s", 1, 1, 1)));

    SourceSpec lenient = SampleSets.spec(folder, schema, KeyType.I64, List.of(10L), 2, Map.of());
    assertThat(SampleSets.read(lenient)).hasSize(3);
    assertThat(lenient.badRecords().skipped()).isEqualTo(2);

    assertBad(
        SampleSets.spec(folder, schema, KeyType.I64, List.of(10L), 0, Map.of()),
        "key must be in 0..9: key=10",
        2,
        "column 1 'C1'");
    assertBad(
        SampleSets.spec(folder, schema, KeyType.I32, List.of(), 0, Map.of()),
        "key must be in 0..4294967295: key=-1",
        3,
        "column 1 'C1'");
  }

  @Test
  void anUnsignedKeyFromTwoToThe63OnIsBad() throws IOException {
    make(
        "required float label; required int64 C1 (INTEGER(64,false));",
        1,
        (row, number) -> row.append("label", 1f).append("C1", -1L));
    FileMaker.metadata(folder, "0.parquet", 1, 1, 0, 1);

    assertBad(
        SampleSets.spec(folder, 1, 0, new SparseInput("s", 1, 1, 1)),
        "key must be in 0..9223372036854775807: key=18446744073709551615",
        0,
        "column 1 'C1'");
  }

  @Test
  void nullSlotsAndListsAreEmptyBagsAndNullElementsAreLeftOut() throws IOException {
    make(
        "required float label; optional int64 C0; " + LIST_OF_NULLABLE,
        5,
        (row, number) -> {
          row.append("label", 0f);
          if (number > 0) {
            Group list = row.addGroup("C1");
            for (int i = 1; i < number; i++) {
              Group element = list.addGroup("list");
              if (i != 2) {
                element.append("element", (long) i);
              }
            }
            row.append("C0", 5L);
          }
        });
    FileMaker.metadata(folder, "0.parquet", 5, 1, 0, 2);

    assertThat(SampleSets.read(SampleSets.spec(folder, 1, 0, new SparseInput("s", 2, 3, 6))))
        .containsExactly(
            "[0.0] [] [[], []]",
            "[0.0] [] [[5], []]",
            "[0.0] [] [[5], [1]]",
            "[0.0] [] [[5], [1]]",
            "[0.0] [] [[5], [1, 3]]");
  }

  @Test
  void legacyListsOfTwoLevelsAndRepeatedFieldsAreRead() throws IOException {
    make(
        "required float label; optional group C1 (LIST) { repeated int64 array; }"
            + " required group C2 (LIST) { repeated group bag { required int32 item; } }"
            + " repeated int64 C3;",
        4,
        (row, number) -> {
          row.append("label", 0f);
          Group second = row.addGroup("C2");
          if (number > 0) {
            Group first = row.addGroup("C1");
            for (int i = 1; i < number; i++) {
              first.append("array", (long) i);
              second.addGroup("bag").append("item", 10 * i);
              row.append("C3", 100L * i);
            }
          }
        });
    FileMaker.metadata(folder, "0.parquet", 4, 1, 0, 3);

    assertThat(SampleSets.read(SampleSets.spec(folder, 1, 0, new SparseInput("s", 3, 2, 6))))
        .containsExactly(
            "[0.0] [] [[], [], []]",
            "[0.0] [] [[], [], []]",
            "[0.0] [] [[1], [10], [100]]",
            "[0.0] [] [[1, 2], [10, 20], [100, 200]]");
  }

  @Test
  void nullAndNanDenseFeaturesAreZeroAndSuchLabelsAreBad() throws IOException {
    Float[] values = {1f, null, Float.NaN, 2f};
    BiConsumer<Group, Integer> both =
        (row, number) -> {
          Float label = values[number / 4];
          Float dense = values[number % 4];
          if (label != null) {
            row.append("label", label);
          }
          if (dense != null) {
            row.append("I1", dense);
          }
        };
    make("optional float label; optional float I1;", 16, both);
    FileMaker.metadata(folder, "0.parquet", 16, 1, 1, 0);
    Schema schema = new Schema(1, 1, List.of());

    assertThat(
            SampleSets.read(SampleSets.spec(folder, schema, KeyType.I64, List.of(), 8, Map.of())))
        .containsExactly(
            "[1.0] [1.0]",
            "[1.0] [0.0]",
            "[1.0] [0.0]",
            "[1.0] [2.0]",
            "[2.0] [1.0]",
            "[2.0] [0.0]",
            "[2.0] [0.0]",
            "[2.0] [2.0]");
    assertBad(
        SampleSets.spec(folder, schema, KeyType.I64, List.of(), 0, Map.of()),
        "a label must be a number: label=null or NaN",
        4,
        "column 0 'label1'");
  }

  @Test
  void listsOfFloatsFillTheVectorAndMustKeepTheirLength() throws IOException {
    int[] lengths = {3, -1, 3, 2, 0};
    make(
        "required float label; optional group I1 (LIST) { repeated group list { optional float"
            + " element; } } required float I2;",
        5,
        (row, number) -> {
          row.append("label", 1f).append("I2", 9f);
          if (lengths[number] >= 0) {
            Group list = row.addGroup("I1");
            for (int i = 0; i < lengths[number]; i++) {
              Group element = list.addGroup("list");
              if (number != 2 || i != 1) {
                element.append("element", i + 1f);
              }
            }
          }
        });
    FileMaker.metadata(folder, "0.parquet", 5, 1, 2, 0);
    Schema schema = new Schema(1, 4, List.of());

    assertThat(
            SampleSets.read(SampleSets.spec(folder, schema, KeyType.I64, List.of(), 2, Map.of())))
        .containsExactly(
            "[1.0] [1.0, 2.0, 3.0, 9.0]",
            "[1.0] [0.0, 0.0, 0.0, 9.0]",
            "[1.0] [1.0, 0.0, 3.0, 9.0]");
    assertBad(
        SampleSets.spec(folder, schema, KeyType.I64, List.of(), 0, Map.of()),
        "a list of features must be as long as in the first row: length=2, first row=3",
        3,
        "column 1 'I1'");
    assertThatThrownBy(() -> SampleSets.read(SampleSets.spec(folder, 1, 3)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("labels and conts=5, label_dim=1, dense_dim=3");
  }

  @Test
  void tooManyKeysOfASlotOrOfAnInputAreBad() throws IOException {
    make(
        "required float label; required group C1 (LIST) { repeated group list { required int64"
            + " element; } } required int64 C2;",
        4,
        (row, number) -> {
          row.append("label", 1f).append("C2", 7L);
          Group list = row.addGroup("C1");
          for (int i = 0; i < number; i++) {
            list.addGroup("list").append("element", (long) i);
          }
        });
    FileMaker.metadata(folder, "0.parquet", 4, 1, 0, 2);

    assertBad(
        SampleSets.spec(folder, 1, 0, new SparseInput("s", 2, 2, 4)),
        "a slot must hold at most max_nnz=2 keys: keys=3",
        3,
        "column 1 'C1'");
    assertBad(
        SampleSets.spec(folder, 1, 0, new SparseInput("s", 2, 3, 2)),
        "a sample must hold at most 2 keys of an input: keys=3",
        2,
        "input 's'");
    Schema schema = new Schema(1, 0, List.of(new SparseInput("s", 2, 2, 4)));
    assertThat(
            SampleSets.read(SampleSets.spec(folder, schema, KeyType.I64, List.of(), 1, Map.of())))
        .containsExactly("[1.0] [] [[], [7]]", "[1.0] [] [[0], [7]]", "[1.0] [] [[0, 1], [7]]");
  }

  @Test
  void theRowOfABadRecordIsCountedInItsRowGroup() throws IOException {
    make(
        "optional float label;",
        400,
        (row, number) -> {
          if (number != 333) {
            row.append("label", 1f);
          }
        });
    FileMaker.metadata(folder, "0.parquet", 400, 1, 0, 0);

    assertThatThrownBy(() -> SampleSets.read(SampleSets.spec(folder, 1, 0)))
        .hasMessageContaining("0.parquet, row group 1, row 163, column 0");
  }

  private void make(String schema, int rows, BiConsumer<Group, Integer> fill) throws IOException {
    FileMaker.USUAL.write(folder.resolve("0.parquet"), schema, rows, fill);
  }

  private void assertBad(SourceSpec spec, String problem, int row, String column) {
    assertThatThrownBy(() -> SampleSets.read(spec))
        .isInstanceOf(DataException.class)
        .hasMessage(
            problem
                + " ("
                + folder.resolve("0.parquet")
                + ", row group 0, row "
                + row
                + ", "
                + column
                + ")");
  }
}
