// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.KeyType;
import dev.belady.data.SampleFormats;
import dev.belady.data.SampleSource;
import dev.belady.data.SampleWriter;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.SparseInput;
import dev.belady.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is read back.
class ParquetRoundTripTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void randomSetsComeBackInOrderForAllBatchSizes(long seed) throws IOException {
    Random random = new Random(seed);
    Schema schema = SampleSets.randomSchema(random);
    KeyType keyType = random.nextBoolean() ? KeyType.I64 : KeyType.I32;
    SourceSpec spec =
        SampleSets.spec(
            folder.resolve("_file_list.txt"),
            schema,
            keyType,
            SampleSets.randomSlotSizes(schema, random),
            0,
            Map.of("row_group_samples", String.valueOf(1 + random.nextInt(900))));
    List<String> expected = new ArrayList<>();
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Batch batch = SampleSets.randomBatch(spec, 1 + random.nextInt(800), random);
      batches.add(batch);
      expected.addAll(SampleSets.text(batch));
    }

    SampleSets.write(spec, 1 + random.nextInt(1500), batches.toArray(Batch[]::new));

    SampleSource source = new ParquetFormat().open(spec);
    assertThat(source.sampleCount()).as("seed " + seed).hasValue(expected.size());
    for (int capacity : new int[] {1, 64, 2000}) {
      assertThat(SampleSets.read(source, capacity)).as("seed " + seed).isEqualTo(expected);
    }
  }

  @Test
  void theServiceLoaderFindsTheFormat() {
    assertThat(SampleFormats.load().get("Parquet")).isInstanceOf(ParquetFormat.class);
  }

  @Test
  void theFilesHaveTheNamesAndTheMetadataOfHugeCtr() throws IOException {
    SourceSpec spec =
        SampleSets.spec(folder.resolve("_file_list.txt"), 1, 2, new SparseInput("s", 2, 1, 2));

    SampleSets.write(spec, 4, SampleSets.randomBatch(spec, 9, new Random(1)));

    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "0.parquet", "1.parquet", "2.parquet", "_file_list.txt", "_metadata.json");
    }
    assertThat(Files.readAllLines(folder.resolve("_file_list.txt")))
        .containsExactly(
            "3",
            folder.resolve("0.parquet").toString(),
            folder.resolve("1.parquet").toString(),
            folder.resolve("2.parquet").toString());
    assertThat(Files.readString(folder.resolve("_metadata.json")))
        .isEqualTo(
            """
            {"file_stats":[{"file_name":"0.parquet","num_rows":4},\
            {"file_name":"1.parquet","num_rows":4},{"file_name":"2.parquet","num_rows":1}],\
            "cats":[{"col_name":"C1","index":3},{"col_name":"C2","index":4}],\
            "conts":[{"col_name":"I1","index":1},{"col_name":"I2","index":2}],\
            "labels":[{"col_name":"label","index":0}]}\
            """);
  }

  @Test
  void theSameSamplesGiveTheSameBytes() throws IOException {
    byte[][] files = new byte[2][];
    for (int run = 0; run < 2; run++) {
      Path target = Files.createDirectory(folder.resolve("run" + run));
      SourceSpec spec = SampleSets.spec(target, 1, 3, new SparseInput("s", 4, 3, 12));
      SampleSets.write(spec, 1000, SampleSets.randomBatch(spec, 1000, new Random(5)));
      files[run] = Files.readAllBytes(target.resolve("0.parquet"));
    }
    assertThat(files[1]).isEqualTo(files[0]);
  }

  @Test
  void eachRowGroupIsASplitAndSplitsCanBeReadByManyThreads() throws Exception {
    SourceSpec written =
        SampleSets.spec(
            folder,
            new Schema(1, 2, List.of(new SparseInput("s", 3, 4, 12))),
            KeyType.I64,
            List.of(),
            0,
            Map.of("row_group_samples", "100"));
    Batch batch = SampleSets.randomBatch(written, 2050, new Random(3));
    SampleSets.write(written, 500, batch);

    SampleSource source = new ParquetFormat().open(written);
    assertThat(source.splits()).hasSize(21);
    assertThat(source.splits().get(6).describe())
        .isEqualTo(folder.resolve("1.parquet") + ", row group 1");
    List<String> together = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<List<String>>> tasks = new ArrayList<>();
      for (Split split : source.splits()) {
        tasks.add(() -> SampleSets.read(split, source.schema(), 33));
      }
      for (Future<List<String>> part : threads.invokeAll(tasks)) {
        together.addAll(part.get());
      }
    }
    assertThat(together).isEqualTo(SampleSets.text(batch));
  }

  @Test
  void aFolderAndASingleFileAreSourcesToo() throws IOException {
    SparseInput input = new SparseInput("s", 1, 1, 1);
    SourceSpec list = SampleSets.spec(folder.resolve("_file_list.txt"), 1, 1, input);
    Batch batch = SampleSets.randomBatch(list, 33, new Random(4));
    SampleSets.write(list, 3, batch);
    List<String> expected = SampleSets.text(batch);

    assertThat(SampleSets.read(SampleSets.spec(folder, 1, 1, input))).isEqualTo(expected);
    Files.delete(folder.resolve("_file_list.txt"));
    assertThat(SampleSets.read(SampleSets.spec(folder, 1, 1, input))).isEqualTo(expected);
    assertThat(SampleSets.read(SampleSets.spec(folder.resolve("10.parquet"), 1, 1, input)))
        .isEqualTo(expected.subList(30, 33));
  }

  @Test
  void slotOffsetsAreInMemoryAndNotInTheFile() throws IOException {
    Schema schema = new Schema(1, 0, List.of(new SparseInput("s", 2, 1, 2)));
    SourceSpec sized = SampleSets.spec(folder, schema, KeyType.I64, List.of(10L, 20L), 0, Map.of());
    Batch batch = new Batch(schema, 1);
    batch.sparse(0).addBag(9);
    batch.sparse(0).addBag(29);
    batch.setSize(1);

    SampleSets.write(sized, 1, batch);

    assertThat(SampleSets.read(sized)).containsExactly("[0.0] [] [[9], [29]]");
    assertThat(SampleSets.read(SampleSets.spec(folder, 1, 0, schema.sparse().getFirst())))
        .containsExactly("[0.0] [] [[9], [19]]");
  }

  @Test
  void aSampleThatDoesNotFitLeavesNothingThatLooksComplete() throws IOException {
    Schema schema = new Schema(1, 0, List.of(new SparseInput("s", 2, 1, 2)));
    SourceSpec spec = SampleSets.spec(folder, schema, KeyType.I64, List.of(10L, 20L), 0, Map.of());
    Batch batch = new Batch(schema, 1);
    batch.sparse(0).addBag(9);
    batch.sparse(0).addBag(30);
    batch.setSize(1);
    try (SampleWriter writer = new ParquetFormat().create(spec, 5)) {
      assertThatThrownBy(() -> writer.write(batch))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "key must be in 0..19: key=20 ("
                  + folder.resolve("0.parquet")
                  + ", row 0, column 'C2')");
    }
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() throws IOException {
    SourceSpec spec = SampleSets.spec(folder, 1, 0, new SparseInput("s", 1, 1, 1));
    Files.createDirectory(folder.resolve("0.parquet.unfinished"));
    assertThatThrownBy(
            () -> SampleSets.write(spec, 5, SampleSets.randomBatch(spec, 1, new Random(1))))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("cannot write: ")
        .hasMessageEndingWith("(" + folder.resolve("0.parquet") + ")");
    assertThat(folder.resolve("_metadata.json")).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    SourceSpec spec =
        SampleSets.spec(file.resolve("_file_list.txt"), 1, 0, new SparseInput("s", 1, 1, 1));
    assertThatThrownBy(() -> new ParquetFormat().create(spec, 5))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file.toString());
  }
}
