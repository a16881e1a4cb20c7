// SPDX-License-Identifier: Apache-2.0
package dev.belady.simulate;

import dev.belady.config.ConfigException;
import dev.belady.data.DataException;
import java.util.List;
import java.util.stream.Collectors;

/// All tables of a trace as one, whose rows share frames of one size.
///
/// Key `k` of table `t` out of `n` becomes `k * n + t`, so keys must not be negative nor so large
/// that this leaves 63 bits.
public final class JoinedTrace implements KeyTrace {
  private final KeyTrace trace;
  private final int tables;
  private final long recordBytes;

  /// Joins the tables of `trace`.
  ///
  /// @throws ConfigException when their records have different sizes
  public JoinedTrace(KeyTrace trace) {
    this.trace = trace;
    this.tables = trace.tables().size();
    this.recordBytes = trace.tables().getFirst().recordBytes();
    if (trace.tables().stream().anyMatch(table -> table.recordBytes() != recordBytes)) {
      throw new ConfigException(
          "tables that share frames must have rows of one size: bytes of a row="
              + trace.tables().stream()
                  .map(table -> table.name() + " " + table.recordBytes())
                  .collect(Collectors.joining(", "))
              + " ("
              + trace.name()
              + ")");
    }
  }

  @Override
  public String name() {
    return trace.name();
  }

  @Override
  public List<Table> tables() {
    return List.of(new Table("all tables", recordBytes));
  }

  @Override
  public long expectedBatches() {
    return trace.expectedBatches();
  }

  @Override
  public Pass open() {
    return new JoinedPass(trace.open());
  }

  private final class JoinedPass implements Pass {
    private final Pass pass;
    private long[] joined = new long[0];
    private int count;

    JoinedPass(Pass pass) {
      this.pass = pass;
    }

    @Override
    public boolean next() throws InterruptedException {
      if (!pass.next()) {
        return false;
      }
      int all = 0;
      for (int table = 0; table < tables; table++) {
        all = Math.addExact(all, pass.count(table));
      }
      joined = joined.length < all ? new long[all] : joined;
      count = 0;
      for (int table = 0; table < tables; table++) {
        append(table);
      }
      return true;
    }

    private void append(int table) {
      long[] keys = pass.keys(table);
      int more = pass.count(table);
      long most = (Long.MAX_VALUE - table) / tables;
      for (int i = 0; i < more; i++) {
        if (keys[i] < 0 || keys[i] > most) {
          throw new DataException(
              "keys of tables that are joined must be in 0.."
                  + most
                  + ": key="
                  + keys[i]
                  + ", table="
                  + trace.tables().get(table).name()
                  + " ("
                  + trace.name()
                  + ")");
        }
        joined[count++] = keys[i] * tables + table;
      }
    }

    @Override
    public int count(int table) {
      return count;
    }

    @Override
    public long[] keys(int table) {
      return joined;
    }

    @Override
    public void close() {
      pass.close();
    }
  }
}
