// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SimulateCommandTest {
  @TempDir private Path folder;

  @Test
  void aConfigurationIsSimulatedInBatchesOfItsSolver() throws Exception {
    CommandRun run = CommandRun.of("simulate", TinyModel.write(folder, 5));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    // 5 batches of 64 samples with 3 keys.
    assertThat(run.out())
        .contains(
            "tiny.json, table: 5 batches, 960 lookups",
            "Hit rate per distinct row of a batch, first uses are misses, in %",
            "Hit rate per lookup, first uses left out, in %",
            "Bytes moved",
            "LRU",
            "cDLRM L=2 4-way",
            "look-ahead L=50",
            "MIN");
  }

  @Test
  void aFileOfKeysGivesTheSameAsJson() throws Exception {
    Path keys = keys("keys.bin", 1, 1, 2, 3, 1, 2, -4, 1);
    CommandRun run =
        CommandRun.of(
            "simulate",
            "--keys",
            keys,
            "--batch",
            3,
            "--record-bytes",
            10,
            "--sizes",
            "3,40B",
            "--policies",
            "lru,min",
            "--json");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    JsonNode json = JsonMapper.shared().readTree(run.out());
    JsonNode table = json.get("tables").get(0);
    assertThat(json.get("complete").asBoolean()).isTrue();
    assertThat(table.get("batches").asInt()).isEqualTo(3);
    assertThat(table.get("lookups").asInt()).isEqualTo(8);
    assertThat(table.get("requests").asInt()).isEqualTo(7);
    assertThat(table.get("distinct_rows").asInt()).isEqualTo(4);
    assertThat(table.get("first_lookups").asInt()).isEqualTo(5);
    assertThat(table.get("results")).hasSize(4);
    // {1, 2}, {3, 1, 2}, {-4, 1}: with room for 3 rows LRU has hits on 1 and 2, then on 1.
    JsonNode lru = table.get("results").get(0);
    assertThat(lru.get("policy").asString()).isEqualTo("LRU");
    assertThat(lru.get("hit_rate").asDouble()).isEqualTo(3 / 7.0);
    assertThat(lru.get("hit_rate_without_first_uses").asDouble()).isEqualTo(1);
    assertThat(lru.get("lookup_hit_rate").asDouble()).isEqualTo(3 / 8.0);
    assertThat(lru.get("bytes_fetched").asInt()).isEqualTo(40);
    assertThat(lru.get("bytes_written").asInt()).isEqualTo(40);
    assertThat(table.get("results").get(2).get("rows").asInt()).isEqualTo(4);
    assertThat(run.err()).contains("keys.bin, keys: 3 batches");
  }

  @Test
  void theReportIsOnePageWithPlots() throws Exception {
    Path page = folder.resolve("new/caches.html");
    CommandRun run =
        CommandRun.of("simulate", TinyModel.write(folder, 5), "--beside", "--report", page);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(Files.readString(page))
        .contains("<svg", "data-log=\"1\"", "cDLRM L=2 4-way", "look-ahead L=10", "</html>")
        .doesNotContain("http:", "https:", "NaN");
    assertThat(run.out()).contains("Report: " + page);
  }

  @Test
  void aSizeThatHoldsNoBatchIsSaid() throws Exception {
    Path keys = keys("keys.bin", LongStream.range(0, 100).toArray());
    Path page = folder.resolve("page.html");
    CommandRun run =
        CommandRun.of("simulate", "--keys", keys, "--batch", 50, "--sizes", "49", "--report", page);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("- where a size does not hold the distinct rows");
    assertThat(page).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --sizes 0               | a size must be > 0: size=0
          --sizes 0%              | a size must be > 0: size=0%
          --sizes 101%            | a size must be at most 100%: size=101%
          --sizes much            | a size must be a share such as 5%, a number of rows, or bytes such as 64MiB: size=much
          --sizes 5B              | a size must hold at least one row: size=5B, distinct rows=9, bytes of a row=256
          --policies lru,best     | a policy must be one of lru, lfu, clock, static, cdlrm, lookahead, min: policy=best
          --lookahead 0           | lookahead must be in 1..100000: lookahead=0
          --batch 0               | batch must be in 1..134217728: batch=0
          --batches 0             | batches must be > 0: batches=0
          --record-bytes 0        | record-bytes must be > 0: record-bytes=0
          --cdlrm-ways 0          | cdlrm-ways must be > 0: cdlrm-ways=0
          --static-sample 0       | static-sample must be > 0 and at most 100 percent: static-sample=0.0
          --threads -1            | threads must be > 0: threads=-1
          """)
  void aWrongOptionIsOneSentence(String options, String sentence) throws Exception {
    Path keys = keys("keys.bin", LongStream.range(0, 9).toArray());
    int space = options.indexOf(' ');
    String name = options.substring(0, space);
    CommandRun run = CommandRun.of("simulate", "--keys", keys, name, options.substring(space + 1));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err().lines()).containsExactly("belady: " + sentence);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aWrongFileIsOneSentence() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.bin"));
    Path odd = Files.write(folder.resolve("odd.bin"), new byte[9]);
    Path missing = folder.resolve("missing.bin");
    refused(
        "a file of keys must hold at least one 64-bit integer and only whole ones: bytes=0 ("
            + empty
            + ")",
        "--keys",
        empty);
    refused(
        "a file of keys must hold at least one 64-bit integer and only whole ones: bytes=9 ("
            + odd
            + ")",
        "--keys",
        odd);
    refused("file does not exist: " + missing, "--keys", missing);
  }

  @Test
  void whatToSimulateMustBeClear() throws Exception {
    Path config = TinyModel.write(folder, 5);
    Path keys = keys("keys.bin", 1);
    refused("simulate needs the keys of something: give a configuration or --keys FILE");
    refused(
        "a file of keys needs no configuration, tables or settings: --keys " + keys,
        config,
        "--keys",
        keys);
    refused(
        "--batch and --record-bytes are for --keys; a configuration says both: " + config,
        config,
        "--batch",
        5);
    refused(
        "there is no such embedding table: table=tabel, tables=table (" + config + ")",
        config,
        "--table",
        "tabel");
  }

  @Test
  void threadsAndTogetherChangeNothingForOneTable() throws Exception {
    long[] random = new SplittableRandom(1).longs(20_000, 0, 3000).toArray();
    Path keys = keys("keys.bin", random);
    String one = CommandRun.of("simulate", "--keys", keys, "--threads", 1).out();
    assertThat(CommandRun.of("simulate", "--keys", keys, "--threads", 3).out()).isEqualTo(one);
    Path config = TinyModel.write(folder, 5);
    assertThat(CommandRun.of("simulate", config, "--together").out().replace("all tables", "table"))
        .isEqualTo(CommandRun.of("simulate", config).out());
  }

  private static void refused(String sentence, Object... arguments) {
    Object[] words = new Object[arguments.length + 1];
    words[0] = "simulate";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    CommandRun run = CommandRun.of(words);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err().lines()).containsExactly("belady: " + sentence);
  }

  private Path keys(String name, long... keys) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(keys.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(keys);
    return Files.write(folder.resolve(name), bytes.array());
  }
}
