// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.KeyType;
import dev.belady.data.SampleFormats;
import dev.belady.data.SampleSource;
import dev.belady.data.SampleWriter;
import dev.belady.data.Samples;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.SparseInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NormFormatTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final Schema TWO_SLOTS =
      new Schema(1, 2, List.of(new SparseInput("deep", 2, 3, 6)));
  private static final HexFormat HEX = HexFormat.of();

  @TempDir Path folder;

  private Path list() {
    return folder.resolve("list.txt");
  }

  private Path firstFile() {
    return folder.resolve("list.0.data");
  }

  private SourceSpec spec(Schema schema, KeyType keyType, boolean checksum, BadRecords bad) {
    return new SourceSpec(
        schema, list().toString(), keyType, checksum, List.of(), 0, false, Map.of(), bad);
  }

  private SourceSpec spec(boolean checksum, long skipped) {
    return spec(TWO_SLOTS, KeyType.I32, checksum, new BadRecords(skipped, message -> {}));
  }

  private static SampleSource open(SourceSpec spec) {
    return SampleFormats.load().get("Norm").open(spec);
  }

  private static void write(SourceSpec spec, Batch batch, long samplesPerFile) throws IOException {
    try (SampleWriter writer = SampleFormats.load().get("Norm").create(spec, samplesPerFile)) {
      writer.write(batch);
    }
  }

  private static Batch worked() {
    Batch batch = new Batch(TWO_SLOTS, 1);
    batch.labels()[0] = 1;
    batch.dense()[0] = 0.5f;
    batch.dense()[1] = -2;
    batch.sparse(0).addBag(7);
    batch.sparse(0).addBag(new long[] {8, 9}, 0, 2);
    batch.setSize(1);
    return batch;
  }

  @Test
  void theWorkedExampleIsWrittenByteForByte() throws IOException {
    String payload =
        "0000803f" + "0000003f" + "000000c0" + "0100000007000000" + "020000000800000009000000";
    write(spec(true, 0), worked(), 10);
    String framedHeader =
        "40000000"
            + "0100000000000000"
            + "0100000000000000"
            + "0100000000000000"
            + "0200000000000000"
            + "0200000000000000"
            + "00".repeat(24);
    byte[] payloadBytes = HEX.parseHex(payload);
    int sum = 0;
    for (byte b : payloadBytes) {
      sum += b;
    }
    String expected = framedHeader + "07" + "20000000" + payload + HEX.toHexDigits((byte) sum);
    assertThat(HEX.formatHex(Files.readAllBytes(firstFile()))).isEqualTo(expected);
    assertThat(Files.size(firstFile())).isEqualTo(69 + 37);

    write(spec(false, 0), worked(), 10);
    assertThat(HEX.formatHex(Files.readAllBytes(firstFile())))
        .isEqualTo("00" + framedHeader.substring(10) + payload);
    assertThat(Files.readString(list())).isEqualTo("1\n" + firstFile() + "\n");
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Random random = new Random(SEED);
    for (int round = 0; round < 40; round++) {
      Schema schema = Samples.randomSchema(random);
      KeyType keyType = random.nextBoolean() ? KeyType.I32 : KeyType.I64;
      SourceSpec spec = spec(schema, keyType, random.nextBoolean(), new BadRecords(0));
      int count = random.nextInt(300);
      Batch batch = Samples.random(random, schema, keyType, count);
      write(spec, batch, 1 + random.nextInt(200));
      SampleSource source = open(spec);
      assertThat(source.sampleCount()).hasValue(count);
      assertThat(Samples.lines(source, 1 + random.nextInt(100)))
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(Samples.lines(batch));
    }
  }

  @Test
  void aSampleLargerThanTheBufferIsRead() throws IOException {
    Schema schema = new Schema(1, 0, List.of(new SparseInput("wide", 2, 100_000, 200_000)));
    SourceSpec spec = spec(schema, KeyType.I64, true, new BadRecords(0));
    Batch batch = Samples.random(new Random(SEED), schema, KeyType.I64, 5);
    write(spec, batch, 3);
    assertThat(Samples.lines(open(spec), 2)).isEqualTo(Samples.lines(batch));
  }

  @Test
  void theSameSamplesGiveTheSameBytes() throws IOException {
    Batch batch = Samples.random(new Random(SEED), TWO_SLOTS, KeyType.I32, 100);
    write(spec(true, 0), batch, 100);
    byte[] first = Files.readAllBytes(firstFile());
    write(spec(true, 0), batch, 100);
    assertThat(Files.readAllBytes(firstFile())).isEqualTo(first);
  }

  @Test
  void everyFlippedByteOfAFramedFileIsFound() throws IOException {
    Batch batch = Samples.random(new Random(SEED), TWO_SLOTS, KeyType.I32, 6);
    write(spec(true, 0), batch, 100);
    List<String> sound = Samples.lines(batch);
    byte[] bytes = Files.readAllBytes(firstFile());
    for (int at = 0; at < bytes.length; at++) {
      for (int bit : new int[] {at % 8, 7 - at % 8}) {
        byte[] broken = bytes.clone();
        broken[at] ^= (byte) (1 << bit);
        Files.write(firstFile(), broken);
        String place = "byte " + at + ", bit " + bit;
        assertThatThrownBy(() -> Samples.lines(open(spec(true, 0)), 4))
            .as(place)
            .isInstanceOf(DataException.class)
            .hasMessageContaining("list.0.data");
        if (at >= 69) {
          SourceSpec lenient = spec(true, 1000);
          List<String> read = Samples.lines(open(lenient), 4);
          assertThat(sound).as(place).containsAll(read);
          assertThat(read).as(place).hasSize(5);
          assertThat(lenient.badRecords().skipped()).as(place).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void aFramedFileThatEndsEarlyIsNeverReadInSilence() throws IOException {
    truncateEverywhere(true);
  }

  @Test
  void aBareFileThatEndsEarlyIsNeverReadInSilence() throws IOException {
    truncateEverywhere(false);
  }

  private void truncateEverywhere(boolean checksum) throws IOException {
    Batch batch = Samples.random(new Random(SEED), TWO_SLOTS, KeyType.I32, 5);
    write(spec(checksum, 0), batch, 100);
    List<String> sound = Samples.lines(batch);
    byte[] bytes = Files.readAllBytes(firstFile());
    for (int length = 0; length < bytes.length; length++) {
      Files.write(firstFile(), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Samples.lines(open(spec(checksum, 0)), 4))
          .as("length %d", length)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("list.0.data");
      if (length >= (checksum ? 69 : 64)) {
        SourceSpec lenient = spec(checksum, 1000);
        List<String> read = Samples.lines(open(lenient), 4);
        assertThat(read).as("length %d", length).isEqualTo(sound.subList(0, read.size()));
        assertThat(read.size() + lenient.badRecords().skipped())
            .as("length %d", length)
            .isEqualTo(sound.size());
      }
    }
  }

  @Test
  void readingGoesOnAfterRecordsThatAreLost() throws IOException {
    Batch batch = Samples.random(new Random(SEED), TWO_SLOTS, KeyType.I32, 50);
    write(spec(true, 0), batch, 100);
    List<String> sound = Samples.lines(batch);
    byte[] bytes = Files.readAllBytes(firstFile());
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      byte[] broken = bytes.clone();
      int from = 69 + random.nextInt(bytes.length - 69);
      int to = Math.min(bytes.length, from + random.nextInt(120));
      for (int at = from; at < to; at++) {
        broken[at] = (byte) random.nextInt();
      }
      Files.write(firstFile(), broken);
      SourceSpec lenient = spec(true, 1000);
      List<String> read = Samples.lines(open(lenient), 16);
      assertThat(sound).as("seed %d, round %d", SEED, round).containsSubsequence(read);
      assertThat(read.size() + lenient.badRecords().skipped())
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(sound.size());
      assertThat(read.size()).as("seed %d, round %d", SEED, round).isGreaterThan(38);
    }
  }

  @Test
  void bytesAfterTheLastRecordAreABadRecord() throws IOException {
    for (boolean checksum : new boolean[] {true, false}) {
      write(spec(checksum, 0), worked(), 10);
      byte[] bytes = Files.readAllBytes(firstFile());
      Files.write(firstFile(), Arrays.copyOf(bytes, bytes.length + 1));
      assertThatThrownBy(() -> Samples.lines(open(spec(checksum, 0)), 4))
          .hasMessageContaining("a file must end after its last record: number_of_records=1");
      SourceSpec lenient = spec(checksum, 1);
      assertThat(Samples.lines(open(lenient), 4)).isEqualTo(Samples.lines(worked()));
      assertThat(lenient.badRecords().skipped()).isEqualTo(1);
    }
  }

  @Test
  void moreKeysThanTheSchemaAllowsAreABadRecord() throws IOException {
    write(spec(true, 0), worked(), 10);
    Schema oneHot = new Schema(1, 2, List.of(new SparseInput("deep", 2, 1, 2)));
    assertThatThrownBy(
            () -> Samples.lines(open(spec(oneHot, KeyType.I32, true, new BadRecords(0))), 4))
        .hasMessageContaining("the length of a frame must be in 20..28")
        .hasMessageContaining("record 0, byte 69");
    assertThatThrownBy(
            () -> Samples.lines(open(spec(oneHot, KeyType.I32, false, new BadRecords(0))), 4))
        .hasMessageContaining("check must be as in the file");
    write(spec(false, 0), worked(), 10);
    assertThatThrownBy(
            () -> Samples.lines(open(spec(oneHot, KeyType.I32, false, new BadRecords(0))), 4))
        .hasMessageContaining("nnz must be in 0..max_nnz: nnz=2, max_nnz=1, slot=1")
        .hasMessageContaining("the last 1 of 1 records are lost")
        .hasMessageContaining("record 0, byte 64");
    Schema twoKeys = new Schema(1, 2, List.of(new SparseInput("deep", 2, 2, 2)));
    assertThatThrownBy(
            () -> Samples.lines(open(spec(twoKeys, KeyType.I32, false, new BadRecords(0))), 4))
        .hasMessageContaining("max_feature_num_per_sample=2, keys=3 after slot 1");
  }

  @Test
  void aHeaderThatDoesNotFitIsRefusedWhenTheDataSetIsOpened() throws IOException {
    write(spec(true, 0), worked(), 10);
    refuses(TWO_SLOTS, false, "check must be as in the file: check=None");
    refuses(
        new Schema(1, 2, List.of(new SparseInput("deep", 3, 3, 9))),
        true,
        "slot_num must be as in the file: slot_num=3, file=2");
    refuses(
        new Schema(1, 3, TWO_SLOTS.sparse()),
        true,
        "label_dim + dense_dim must be as in the file: label_dim=1, dense_dim=3, file=1 + 2");
    write(spec(false, 0), worked(), 10);
    refuses(TWO_SLOTS, true, "check must be as in the file: check=Sum, error_check=0");
  }

  @Test
  void onlyTheSumOfLabelsAndDenseFeaturesMatters() throws IOException {
    write(spec(true, 0), worked(), 10);
    Schema other = new Schema(2, 1, TWO_SLOTS.sparse());
    assertThat(Samples.lines(open(spec(other, KeyType.I32, true, new BadRecords(0))), 1))
        .containsExactly("1.0 0.5 | -2.0 [ 7] [ 8 9]");
  }

  private void refuses(Schema schema, boolean checksum, String message) {
    assertThatThrownBy(() -> open(spec(schema, KeyType.I32, checksum, new BadRecords(0))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("list.0.data");
  }

  @Test
  void aKeyThatDoesNotFitIsRefusedAndNothingIsLeftBehind() throws IOException {
    Batch batch = worked();
    batch.sparse(0).keys()[1] = 1L << 32;
    assertThatThrownBy(() -> write(spec(true, 0), batch, 10))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("key=4294967296");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aRunThatIsCutOffLeavesNoListAndNoUnfinishedFileUnderItsName() throws IOException {
    write(spec(true, 0), worked(), 10);
    SampleWriter writer = SampleFormats.load().get("Norm").create(spec(true, 0), 2);
    assertThat(list()).doesNotExist();
    for (int i = 0; i < 5; i++) {
      writer.write(worked());
    }
    assertThat(list()).doesNotExist();
    assertThat(folder.resolve("list.2.data")).doesNotExist();
    writer.close();
    assertThat(folder.resolve("list.2.data")).exists();
    assertThat(Samples.lines(open(spec(true, 0)), 10)).hasSize(5);
  }

  @Test
  void unknownOptionsAreRefused() {
    SourceSpec spec =
        new SourceSpec(
            TWO_SLOTS,
            list().toString(),
            KeyType.I32,
            true,
            List.of(),
            0,
            false,
            Map.of("shuffel", "1"),
            new BadRecords(0));
    assertThatThrownBy(() -> open(spec))
        .hasMessage("unknown option of format Norm: shuffel=1 (it has none)");
  }
}
