// SPDX-License-Identifier: Apache-2.0
package dev.belady.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.config.ConfigException;
import dev.belady.data.DataException;
import dev.belady.lookahead.Traces;
import dev.belady.lookahead.policy.BatchRows;
import dev.belady.lookahead.policy.CacheSimulation;
import dev.belady.lookahead.policy.LaneRunner;
import dev.belady.lookahead.policy.PolicySpec;
import dev.belady.lookahead.policy.SimulationReport;
import dev.belady.lookahead.policy.TraceSurvey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimulationTest {
  private static final List<PolicySpec> ALL =
      List.of(
          new PolicySpec.Lru(),
          new PolicySpec.Lfu(),
          new PolicySpec.Clock(),
          new PolicySpec.StaticPopularity(),
          new PolicySpec.WindowInstall(3, 4, 1),
          new PolicySpec.Lookahead(3),
          new PolicySpec.Lookahead(40),
          new PolicySpec.Clairvoyant());

  @TempDir private Path folder;

  /// A trace of several tables in memory: `keys[batch][table]`.
  private record MemoryTrace(List<Table> tables, long[][][] keys) implements KeyTrace {
    @Override
    public String name() {
      return "memory";
    }

    @Override
    public long expectedBatches() {
      return keys.length;
    }

    @Override
    public Pass open() {
      return new Pass() {
        private int batch = -1;

        @Override
        public boolean next() {
          return ++batch < keys.length;
        }

        @Override
        public int count(int table) {
          return keys[batch][table].length;
        }

        @Override
        public long[] keys(int table) {
          return keys[batch][table];
        }

        @Override
        public void close() {}
      };
    }
  }

  /// A file read in two passes by several threads against the same keys from one array.
  @Test
  void aStreamedFileGivesWhatItsKeysInMemoryGive() throws Exception {
    for (long seed = Traces.seed(); seed < Traces.seed() + 25; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[] keys = keys(random, random.nextInt(1, 30_000));
      int batch = random.nextInt(1, 700);
      BatchRows batchRows = random.nextBoolean() ? BatchRows.COUNTED : BatchRows.BESIDE;
      int sampleEvery = random.nextInt(1, 30);
      int distinct = (int) Arrays.stream(keys).distinct().count();
      int[] capacities = {random.nextInt(1, distinct + 1), random.nextInt(1, distinct + 1)};

      SimulationSpec spec =
          new SimulationSpec(
              ALL,
              Arrays.stream(capacities).mapToObj(c -> CacheSize.parse("" + c)).toList(),
              batchRows,
              sampleEvery,
              3);
      KeyTrace trace = new KeyFileTrace(file(keys), batch, TraceLimit.NONE, 8);
      SimulationOutcome outcome = new Simulation(trace, spec, _ -> {}).run();

      TraceSurvey survey = new TraceSurvey(sampleEvery);
      for (int at = 0; at < keys.length; at += batch) {
        survey.add(part(keys, at, batch), Math.min(batch, keys.length - at));
      }
      CacheSimulation simulation =
          new CacheSimulation(survey, ALL, batchRows, LaneRunner.SERIAL, capacities);
      for (int at = 0; at < keys.length; at += batch) {
        simulation.add(part(keys, at, batch), Math.min(batch, keys.length - at));
      }
      assertThat(outcome.complete()).isTrue();
      assertThat(outcome.sections().getFirst().report())
          .as("seed %d", seed)
          .isEqualTo(simulation.finish());
    }
  }

  @Test
  void limitsCutTheTrace() throws Exception {
    KeyTrace trace =
        new KeyFileTrace(
            file(new long[] {1, 2, 3, 4, 5, 6, 7}), 3, new TraceLimit(Long.MAX_VALUE, 5), 8);
    assertThat(trace.expectedBatches()).isEqualTo(2);
    assertThat(run(trace, "1").sections().getFirst().report().lookups()).isEqualTo(5);
    trace = new KeyFileTrace(file(new long[] {1, 2, 3, 4}), 3, new TraceLimit(1, 9), 8);
    assertThat(run(trace, "1").sections().getFirst().report().lookups()).isEqualTo(3);
  }

  @Test
  void severalTablesGetTheSameShareAndAreSummedUp() throws Exception {
    long[][][] keys = {{{1, 2, 3, 4}, {1, 1}}, {{1, 2, 5, 6}, {7, 8}}, {{7, 8, 9, 10}, {1, 10}}};
    KeyTrace trace =
        new MemoryTrace(List.of(new KeyTrace.Table("a", 8), new KeyTrace.Table("b", 40)), keys);
    // 10 rows of 8 bytes and 4 of 40.
    for (String half : List.of("50%", "7", "120B")) {
      SimulationOutcome outcome = run(trace, half);
      assertThat(outcome.sections())
          .extracting(SimulationOutcome.Section::name)
          .containsExactly("all tables", "a", "b");
      assertThat(outcome.sections())
          .extracting(section -> section.lines().getFirst().rows())
          .as(half)
          .containsExactly(7L, 5L, 2L);
      SimulationOutcome.Line sum = outcome.sections().getFirst().lines().getFirst();
      assertThat(sum.bytes()).isEqualTo(5 * 8 + 2 * 40);
      assertThat(sum.traffic())
          .isEqualTo(
              outcome
                  .sections()
                  .get(1)
                  .lines()
                  .getFirst()
                  .traffic()
                  .plus(outcome.sections().get(2).lines().getFirst().traffic()));
      assertThat(outcome.sections().getFirst().distinctBytes()).isEqualTo(10 * 8 + 4 * 40);
    }
  }

  @Test
  void joinedTablesKeepTheirKeysApart() throws Exception {
    long[][][] keys = {{{1, 2}, {1}}, {{1}, {2}}};
    KeyTrace trace =
        new MemoryTrace(List.of(new KeyTrace.Table("a", 8), new KeyTrace.Table("b", 8)), keys);
    SimulationReport report = run(new JoinedTrace(trace), "4").sections().getFirst().report();
    assertThat(report.firstUses()).isEqualTo(4);
    assertThat(report.results().getFirst().traffic().hits()).isEqualTo(1);
    assertThatThrownBy(() ->
            new JoinedTrace(
                new MemoryTrace(
                    List.of(new KeyTrace.Table("a", 8), new KeyTrace.Table("b", 12)), keys)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "tables that share frames must have rows of one size: bytes of a row=a 8, b 12 (memory)");
    keys[1][1][0] = -1;
    assertThatThrownBy(() -> run(new JoinedTrace(trace), "4"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("keys of tables that are joined must be in 0..")
        .hasMessageEndingWith(": key=-1, table=b (memory)");
  }

  @Test
  void aStopGivesWhatWasSimulatedSoFar() throws Exception {
    long[][][] keys = new long[100][1][1];
    KeyTrace trace = new MemoryTrace(List.of(new KeyTrace.Table("a", 8)), keys);
    for (int pass = 1; pass <= 2; pass++) {
      int stopIn = pass;
      List<Simulation> running = new ArrayList<>();
      running.add(
          new Simulation(
              trace,
              spec("1"),
              progress -> {
                if (progress.pass() == stopIn && progress.batches() == 10) {
                  running.getFirst().requestStop();
                }
              }));
      SimulationOutcome outcome = running.getFirst().run();
      assertThat(outcome.complete()).isFalse();
      assertThat(outcome.sections()).hasSize(pass - 1);
      outcome.sections().forEach(section -> assertThat(section.report().batches()).isEqualTo(10));
    }
  }

  @Test
  void aTraceWithoutKeysIsRefused() {
    KeyTrace trace = new MemoryTrace(List.of(new KeyTrace.Table("a", 8)), new long[3][1][0]);
    assertThatThrownBy(() -> run(trace, "5%"))
        .isInstanceOf(DataException.class)
        .hasMessage("a trace must have at least one key: memory");
  }

  private static SimulationOutcome run(KeyTrace trace, String size) throws InterruptedException {
    return new Simulation(trace, spec(size), _ -> {}).run();
  }

  private static SimulationSpec spec(String size) {
    return new SimulationSpec(ALL, List.of(CacheSize.parse(size)), BatchRows.BESIDE, 1, 1);
  }

  private static long[] keys(SplittableRandom random, int count) {
    double skew = random.nextDouble(1, 6);
    int rows = random.nextInt(1, 5000);
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      keys[i] = ((long) (rows * Math.pow(random.nextDouble(), skew))) * 0x9E3779B97F4A7C15L;
    }
    return keys;
  }

  private static long[] part(long[] keys, int from, int count) {
    return Arrays.copyOfRange(keys, from, Math.min(keys.length, from + count));
  }

  private Path file(long[] keys) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(keys.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(keys);
    return Files.write(folder.resolve("keys.bin"), bytes.array());
  }
}
