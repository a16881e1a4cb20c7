// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.raw;

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

final class RawFormatTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final Schema SCHEMA =
      new Schema(1, 2, List.of(new SparseInput("deep", 2, 1, 2), new SparseInput("wide", 1, 1, 1)));

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("train.bin");
  }

  private SourceSpec spec(boolean floats, List<Long> sizes, long samples, BadRecords bad) {
    return new SourceSpec(
        SCHEMA, file().toString(), KeyType.I32, false, sizes, samples, floats, Map.of(), bad);
  }

  private SourceSpec spec(boolean floats) {
    return spec(floats, List.of(), 0, new BadRecords(0));
  }

  private static SampleSource open(SourceSpec spec) {
    return SampleFormats.load().get("Raw").open(spec);
  }

  private static void write(SourceSpec spec, Batch batch) throws IOException {
    try (SampleWriter writer = SampleFormats.load().get("Raw").create(spec, 1)) {
      writer.write(batch);
    }
  }

  private static Batch sample(float label, float dense0, float dense1, long... keys) {
    Batch batch = new Batch(SCHEMA, 1);
    batch.labels()[0] = label;
    batch.dense()[0] = dense0;
    batch.dense()[1] = dense1;
    batch.sparse(0).addBag(keys[0]);
    batch.sparse(0).addBag(keys[1]);
    batch.sparse(1).addBag(keys[2]);
    batch.setSize(1);
    return batch;
  }

  @Test
  void intsAreStoredAsTheyAreAndReadAsLogarithms() throws IOException {
    write(spec(false), sample(1, 0, 9, 7, 8, 0xFFFFFFFFL));
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(file())))
        .isEqualTo("01000000" + "00000000" + "09000000" + "07000000" + "08000000" + "ffffffff");
    assertThat(Samples.lines(open(spec(false)), 10))
        .containsExactly("1.0 | 0.0 " + (float) Math.log(10) + " [ 7] [ 8] [ 4294967295]");
  }

  @Test
  void floatsAreStoredAsTheyAre() throws IOException {
    write(spec(true), sample(0.5f, -3, 1.25f, 7, 8, 9));
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(file())))
        .isEqualTo("0000003f" + "000040c0" + "0000a03f" + "07000000" + "08000000" + "09000000");
    assertThat(Samples.lines(open(spec(true)), 10))
        .containsExactly("0.5 | -3.0 1.25 [ 7] [ 8] [ 9]");
  }

  @Test
  void manySplitsAreReadInOrder() throws IOException {
    Random random = new Random(SEED);
    int count = 70_000;
    Batch batch = new Batch(SCHEMA, count);
    for (int i = 0; i < count; i++) {
      batch.labels()[i] = i;
      batch.dense()[2 * i] = random.nextFloat();
      batch.sparse(0).addBag(random.nextLong(1L << 32));
      batch.sparse(0).addBag(i);
      batch.sparse(1).addBag(random.nextInt(5));
    }
    batch.setSize(count);
    write(spec(true), batch);
    SampleSource source = open(spec(true));
    assertThat(source.splits()).hasSize(3);
    assertThat(source.sampleCount()).hasValue(count);
    assertThat(Samples.lines(source, 1000)).isEqualTo(Samples.lines(batch));
    SourceSpec fewer = spec(true, List.of(), 40_001, new BadRecords(0));
    assertThat(Samples.lines(open(fewer), 999)).isEqualTo(Samples.lines(batch).subList(0, 40_001));
  }

  @Test
  void slotOffsetsAreAddedWhenReadAndTakenOffWhenWritten() throws IOException {
    SourceSpec sized = spec(true, List.of(10L, 20L, 5L), 0, new BadRecords(0));
    write(sized, sample(1, 0, 0, 9, 10, 34));
    assertThat(Samples.lines(open(sized), 1)).containsExactly("1.0 | 0.0 0.0 [ 9] [ 10] [ 34]");
    assertThat(Samples.lines(open(spec(true)), 1)).containsExactly("1.0 | 0.0 0.0 [ 9] [ 0] [ 4]");
  }

  @Test
  void aKeyOutsideItsSlotAndANegativeCountAreBadRecords() throws IOException {
    Batch batch = new Batch(SCHEMA, 4);
    batch.addSamples(sample(1, 1, 1, 1, 2, 3), 0, 1);
    batch.addSamples(sample(1, 1, 1, 1, 21, 3), 0, 1);
    batch.addSamples(sample(1, 1, -1, 1, 2, 3), 0, 1);
    batch.addSamples(sample(0, 1, 1, 1, 2, 4), 0, 1);
    write(spec(false), batch);
    List<Long> sizes = List.of(10L, 20L, 5L);
    assertThatThrownBy(() -> Samples.lines(open(spec(false, sizes, 0, new BadRecords(0))), 9))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "a key must be below its entry of slot_size_array: key=21, size=20, slot=1 (record 1,"
                + " byte 24, "
                + file()
                + ")");
    assertThatThrownBy(() -> Samples.lines(open(spec(false)), 9))
        .hasMessageStartingWith("a dense feature must be >= 0")
        .hasMessageContaining("x=-1, feature=1 (record 2, byte 48");
    BadRecords bad = new BadRecords(2, message -> {});
    List<String> read = Samples.lines(open(spec(false, sizes, 0, bad)), 9);
    assertThat(read).hasSize(2);
    assertThat(read.getLast()).startsWith("0.0 ").endsWith("[ 1] [ 12] [ 34]");
    assertThat(bad.skipped()).isEqualTo(2);
  }

  @Test
  void aFileOfTheWrongSizeIsRefused() throws IOException {
    write(spec(true), sample(1, 0, 0, 1, 2, 3));
    assertThatThrownBy(() -> open(spec(true, List.of(), 2, new BadRecords(0))))
        .hasMessageContaining("num_samples=2, file=1 (24 bytes of 24 a sample");
    byte[] bytes = Files.readAllBytes(file());
    for (int length = 1; length < bytes.length; length++) {
      Files.write(file(), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> open(spec(true)))
          .hasMessageStartingWith("a Raw file must hold whole samples: size=" + length);
    }
    Files.write(file(), new byte[0]);
    assertThat(Samples.lines(open(spec(true)), 1)).isEmpty();
    Files.delete(file());
    assertThatThrownBy(() -> open(spec(true))).hasMessage("file does not exist: " + file());
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsNoticed() throws IOException {
    write(spec(true), sample(1, 0, 0, 1, 2, 3));
    SampleSource source = open(spec(true));
    Files.write(file(), new byte[23]);
    assertThatThrownBy(() -> Samples.lines(source, 1))
        .hasMessageStartingWith("the file became shorter while it was read (record 0, byte 0");
  }

  @Test
  void whatCannotBeStoredIsRefusedAndNothingIsLeftBehind() throws IOException {
    refusesToWrite(spec(false), sample(0.5f, 0, 0, 1, 2, 3), "a label must be a whole number");
    refusesToWrite(
        spec(false), sample(0, 0.5f, 0, 1, 2, 3), "a dense feature must be a whole number");
    refusesToWrite(
        spec(true), sample(0, 0, 0, 1L << 32, 2, 3), "fit 32 bits: key=4294967296, slot=0");
    refusesToWrite(
        spec(true, List.of(1L, 2L, 3L), 0, new BadRecords(0)),
        sample(0, 0, 0, 0, 3, 4),
        "key=3, slot=1");
    Batch twoKeys = new Batch(SCHEMA, 1);
    twoKeys.sparse(0).addBag(1);
    twoKeys.sparse(0).addBag(new long[2], 0, 2);
    twoKeys.sparse(1).addBag(1);
    twoKeys.setSize(1);
    refusesToWrite(spec(true), twoKeys, "exactly one key per slot: keys=2, slot=1");
    SourceSpec wide =
        new SourceSpec(
            SCHEMA,
            file().toString(),
            KeyType.I64,
            false,
            List.of(),
            0,
            true,
            Map.of(),
            new BadRecords(0));
    refusesToWrite(wide, twoKeys, "input_key_type must be I32 with format Raw");
  }

  private void refusesToWrite(SourceSpec spec, Batch batch, String message) throws IOException {
    assertThatThrownBy(() -> write(spec, batch))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
