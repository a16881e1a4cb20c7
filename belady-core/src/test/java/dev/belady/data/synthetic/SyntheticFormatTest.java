// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.data.DataException;
import dev.belady.data.KeyType;
import dev.belady.data.ReaderOptions;
import dev.belady.data.SampleFormats;
import dev.belady.data.SampleWriter;
import dev.belady.data.Samples;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.SparseInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SyntheticFormatTest {
  private static final Schema CRITEO_LIKE =
      new Schema(1, 13, List.of(new SparseInput("deep", 26, 1, 26)));

  private static SourceSpec spec(
      Schema schema, List<Long> sizes, long samples, Map<String, String> options) {
    return new SourceSpec(
        schema, "", KeyType.I64, false, sizes, samples, false, options, new BadRecords(0));
  }

  private static SyntheticSource criteoLike(long samples, Map<String, String> options) {
    return open(spec(CRITEO_LIKE, Collections.nCopies(26, 10_000L), samples, options));
  }

  private static SyntheticSource open(SourceSpec spec) {
    return (SyntheticSource) SampleFormats.load().get("Synthetic").open(spec);
  }

  @Test
  void aSampleDependsOnItsNumberAndTheSeedOnly() {
    List<String> all = Samples.lines(criteoLike(20_000, Map.of()), 1000);
    assertThat(all).hasSize(20_000).doesNotHaveDuplicates();
    assertThat(Samples.lines(criteoLike(20_000, Map.of()), 77)).isEqualTo(all);
    assertThat(Samples.lines(criteoLike(10, Map.of("first_sample", "17000")), 3))
        .isEqualTo(all.subList(17_000, 17_010));
    assertThat(Samples.lines(criteoLike(1000, Map.of("seed", "2")), 10))
        .doesNotContainAnyElementsOf(all);
    assertThat(Samples.lines(criteoLike(1000, Map.of("stream", "eval")), 10))
        .doesNotContainAnyElementsOf(all);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void batchesDoNotDependOnTheNumberOfThreads(int threads) throws InterruptedException {
    SyntheticSource source = criteoLike(35_000, Map.of());
    List<String> lines = new ArrayList<>();
    ReaderOptions options = ReaderOptions.ofBatchSize(8000).withThreads(threads);
    try (BatchReader reader = BatchReader.start(source, options)) {
      for (Batch batch = reader.take(); batch != null; batch = reader.take()) {
        lines.addAll(Samples.lines(batch));
      }
    }
    assertThat(lines).isEqualTo(Samples.lines(source, 1024));
  }

  @ParameterizedTest
  @CsvSource({"0.9, 1000", "1, 1000", "1.0000001, 1000", "1.2, 50", "1.3, 100000000", "3, 7"})
  void keysFollowThePowerLaw(double alpha, long keys) {
    int samples = 100_000;
    Schema schema = new Schema(1, 0, List.of(new SparseInput("one", 1, 1, 1)));
    SyntheticSource source =
        open(spec(schema, List.of(keys), samples, Map.of("alpha", Double.toString(alpha))));
    long[] borders = {0, 1, 2, 3, 5, 10, 40, 100, 1000, 100_000, 10_000_000, keys};
    long[] counts = new long[borders.length];
    Batch batch = new Batch(schema, samples);
    for (var split : source.splits()) {
      try (var reader = split.open()) {
        reader.read(batch);
        for (int i = 0; i < batch.size(); i++) {
          long key = batch.sparse(0).keys()[i];
          assertThat(key).isBetween(0L, keys - 1);
          for (int border = 0; border < borders.length; border++) {
            counts[border] += key < borders[border] ? 1 : 0;
          }
        }
      }
    }
    PowerLaw law = new PowerLaw(keys, alpha);
    for (int border = 0; border < borders.length; border++) {
      double expected = law.probabilityBelow(borders[border]);
      double deviation = Math.sqrt(expected * (1 - expected) / samples);
      assertThat(counts[border] / (double) samples)
          .as("keys below %d", borders[border])
          .isCloseTo(expected, within(5 * deviation + 1e-12));
    }
  }

  @Test
  void theFormulaIsThatOfHugeCtr() {
    double a = 1.2;
    double n = 1000;
    PowerLaw law = new PowerLaw(1000, a);
    for (double u : new double[] {0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999, Math.nextDown(1.0)}) {
      double point = Math.pow((Math.pow(n, 1 - a) - 1) * u + 1, 1 / (1 - a));
      assertThat(law.key(u)).as("u=%s", u).isEqualTo(Math.round(point) - 1);
    }
    assertThat(new PowerLaw(1, a).key(0.7)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 17, 64, 1000, 4097})
  void scramblingIsOneToOne(long size) {
    Scramble scramble = new Scramble(size, 5);
    boolean[] hit = new boolean[(int) size];
    for (long number = 0; number < size; number++) {
      hit[(int) scramble.map(number)] = true;
    }
    assertThat(hit).doesNotContain(false);
  }

  @Test
  void aScrambledSetIsTheSameButForTheNamesOfItsKeys() {
    Map<Long, Integer> plain = histogram(Map.of());
    Map<Long, Integer> scrambled = histogram(Map.of("scramble", "true"));
    assertThat(scrambled.values()).containsExactlyInAnyOrderElementsOf(plain.values());
    assertThat(scrambled.keySet()).isNotEqualTo(plain.keySet());
    long popular = Collections.max(plain.entrySet(), Map.Entry.comparingByValue()).getKey();
    assertThat(popular).isLessThan(2);
  }

  private static Map<Long, Integer> histogram(Map<String, String> options) {
    Schema schema = new Schema(1, 0, List.of(new SparseInput("one", 1, 1, 1)));
    SyntheticSource source = open(spec(schema, List.of(100_000L), 10_000, options));
    Map<Long, Integer> histogram = new HashMap<>();
    Batch batch = new Batch(schema, 10_000);
    try (var reader = source.splits().getFirst().open()) {
      reader.read(batch);
    }
    for (int i = 0; i < batch.size(); i++) {
      histogram.merge(batch.sparse(0).keys()[i], 1, Integer::sum);
    }
    return histogram;
  }

  @Test
  void thePlantedSignalGivesTheStatedAuc() {
    for (String alpha : List.of("long", "1.2", "short")) {
      for (String seed : List.of("0", "1", "2")) {
        SyntheticSource source = criteoLike(1, Map.of("alpha", alpha, "seed", seed));
        assertThat(source.bestReachableAuc(40_000))
            .as("alpha=%s, seed=%s", alpha, seed)
            .isBetween(0.79, 0.83);
      }
    }
    assertThat(criteoLike(1, Map.of("signal", "0")).bestReachableAuc(2000)).isEqualTo(0.5);
    assertThat(criteoLike(1, Map.of("signal", "4")).bestReachableAuc(10_000)).isGreaterThan(0.92);
  }

  @Test
  void theEvaluationStreamComesFromTheSamePlantedModel() {
    double train = criteoLike(1, Map.of()).bestReachableAuc(50_000);
    double eval = criteoLike(1, Map.of("stream", "eval")).bestReachableAuc(50_000);
    assertThat(eval).isNotEqualTo(train).isCloseTo(train, within(0.015));
  }

  @Test
  void labelsHaveTheAskedMean() {
    for (String rate : List.of("0.03", "0.25", "0.9")) {
      SyntheticSource source = criteoLike(16_000, Map.of("click_rate", rate));
      Batch batch = new Batch(CRITEO_LIKE, 16_000);
      double clicks = 0;
      try (var reader = source.splits().getFirst().open()) {
        reader.read(batch);
      }
      for (int i = 0; i < 16_000; i++) {
        clicks += batch.labels()[i];
      }
      double expected = Double.parseDouble(rate);
      assertThat(clicks / 16_000).isCloseTo(expected, within(0.03));
    }
  }

  @Test
  void denseFeaturesAreUniformOrNormal() {
    double[] uniform = moments("uniform");
    assertThat(uniform[0]).isCloseTo(0.5, within(0.005));
    assertThat(uniform[1]).isCloseTo(1 / 12.0, within(0.002));
    double[] normal = moments("normal");
    assertThat(normal[0]).isCloseTo(0, within(0.02));
    assertThat(normal[1]).isCloseTo(1, within(0.02));
  }

  private static double[] moments(String dense) {
    SyntheticSource source = criteoLike(5000, Map.of("dense", dense));
    Batch batch = new Batch(CRITEO_LIKE, 5000);
    try (var reader = source.splits().getFirst().open()) {
      reader.read(batch);
    }
    double mean = 0;
    double squares = 0;
    for (float value : batch.dense()) {
      mean += value;
      squares += value * value;
    }
    mean /= batch.dense().length;
    return new double[] {mean, squares / batch.dense().length - mean * mean};
  }

  @Test
  void bagsHaveTheAskedNumberOfKeysAndSlotOffsets() {
    Schema schema =
        new Schema(2, 0, List.of(new SparseInput("a", 2, 5, 8), new SparseInput("b", 1, 3, 3)));
    SyntheticSource source =
        open(spec(schema, List.of(10L, 20L, 1L), 3000, Map.of("nnz", "3, 0-5, 2")));
    Batch batch = new Batch(schema, 3000);
    try (var reader = source.splits().getFirst().open()) {
      reader.read(batch);
    }
    int[] lengths = new int[6];
    for (int sample = 0; sample < 3000; sample++) {
      int[] offsets = batch.sparse(0).offsets();
      assertThat(offsets[2 * sample + 1] - offsets[2 * sample]).isEqualTo(3);
      lengths[offsets[2 * sample + 2] - offsets[2 * sample + 1]]++;
      for (int i = offsets[2 * sample]; i < offsets[2 * sample + 2]; i++) {
        boolean first = i < offsets[2 * sample + 1];
        assertThat(batch.sparse(0).keys()[i]).isBetween(first ? 0L : 10, first ? 9L : 29);
      }
    }
    assertThat(lengths).doesNotContain(0);
    assertThat(batch.sparse(1).size()).isEqualTo(6000);
    assertThat(batch.sparse(1).keys()).startsWith(30, 30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alpha | -1 | alpha must be a number > 0, or long, medium or short: alpha=-1",
        "alpha | big | alpha must be a number > 0, or long, medium or short: alpha=big",
        "seed | 1.5 | seed must be a whole number: seed=1.5",
        "stream | test | stream must be one of [train, eval]: stream=test",
        "first_sample | -1 | first_sample must be a whole number >= 0: first_sample=-1",
        "scramble | yes | scramble must be one of [true, false]: scramble=yes",
        "dense | gamma | dense must be one of [uniform, normal]: dense=gamma",
        "signal | NaN | signal must be a number >= 0: signal=NaN",
        "click_rate | 1 | click_rate must be a number above 0 and below 1: click_rate=1",
        "nnz | 1,2 | nnz must be one entry or one per slot (slots=26): nnz=1,2",
        "nnz | 2-1 | nnz must be a number, a range as in 0-5, or a list of these: nnz=2-1",
        "nnz | 2 | nnz must be at most max_nnz=1 of 'deep': nnz=2",
        "alfa | 1 | unknown option of format Synthetic: alfa=1 (known: [alpha, click_rate,",
      })
  void wrongOptionsAreRefused(String name, String value, String message) {
    assertThatThrownBy(() -> criteoLike(1, Map.of(name, value)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(message);
  }

  /// The bytes of the first version: a change of any drawn number changes what users have on disk.
  @ParameterizedTest
  @CsvSource({"train, f939f4c67dc31def", "eval, 00fb85e1879aadd8"})
  void theSameSeedGivesTheSameBytes(String stream, String hash, @TempDir Path folder)
      throws IOException, NoSuchAlgorithmException {
    Map<String, String> options =
        Map.of("seed", "42", "stream", stream, "scramble", "true", "dense", "normal");
    Path list = folder.resolve("list.txt");
    SourceSpec norm =
        new SourceSpec(
            CRITEO_LIKE,
            list.toString(),
            KeyType.I32,
            true,
            List.of(),
            0,
            false,
            Map.of(),
            new BadRecords(0));
    Batch batch = new Batch(CRITEO_LIKE, 100);
    try (SampleWriter writer = SampleFormats.load().get("Norm").create(norm, 1500)) {
      for (var split : criteoLike(2000, options).splits()) {
        try (var reader = split.open()) {
          while (reader.read(batch) > 0) {
            writer.write(batch);
          }
        }
      }
    }
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(Files.readAllBytes(folder.resolve("list.0.data")));
    digest.update(Files.readAllBytes(folder.resolve("list.1.data")));
    assertThat(HexFormat.of().formatHex(digest.digest(), 0, 8)).isEqualTo(hash);
  }

  @Test
  void sizesAndCountAreNeeded() {
    assertThatThrownBy(() -> criteoLike(0, Map.of())).hasMessageContaining("num_samples=0");
    assertThatThrownBy(() -> open(spec(CRITEO_LIKE, List.of(), 1, Map.of())))
        .hasMessage("slot_size_array must be given with format Synthetic");
  }

  @Test
  void anUnknownFormatNamesTheKnownOnes() {
    assertThatThrownBy(() -> SampleFormats.load().get("Nrom"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("format=Nrom")
        .hasMessageContaining("Norm, ")
        .hasMessageContaining("Synthetic");
  }
}
