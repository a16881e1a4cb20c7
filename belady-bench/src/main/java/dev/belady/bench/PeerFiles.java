// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import dev.belady.nn.Parameter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes what another implementation needs to train the very same model from the same first values
/// on the same samples: the Raw file of [WorkloadData] and, beside it,
///
/// - `shape.json`: sizes, the dense parameters by name, and the data file,
/// - `dense.f32`: all dense parameters, in the order of their names in the shape,
/// - `table0.f32`, `table1.f32`, ...: the rows of each embedding in the order of their keys.
///
/// Numbers are little-endian 32-bit floats.
final class PeerFiles {
  private PeerFiles() {}

  /// Writes the files of a model that has all its rows and has not been trained.
  static void write(BenchmarkOptions options, Path data, Model model) throws IOException {
    Path directory = options.directory();
    writeFloats(directory.resolve("dense.f32"), model.parameters());
    for (int number = 0; number < model.tables().size(); number++) {
      writeTable(directory.resolve("table" + number + ".f32"), model.tables().get(number));
    }
    Files.writeString(directory.resolve("shape.json"), shape(options, data, model) + "\n");
  }

  private static String shape(BenchmarkOptions options, Path data, Model model) {
    Workload workload = options.workload();
    String parameters =
        model.network().parameters().stream()
            .sorted(Comparator.comparingInt(Parameter::offset))
            .map(p -> String.format(Locale.ROOT, "[\"%s\", %d, %d]", p.name(), p.rows(), p.cols()))
            .collect(Collectors.joining(", "));
    boolean wide = workload.kind() == Workload.Kind.WIDE_AND_DEEP;
    return String.format(
        Locale.ROOT,
        """
        {"workload": "%s", "kind": "%s", "data": "%s", "samples": %d, "batch": %d, "dense": %d,
         "optimizer": "%s", "dropout": %s, "wide_rows": %s, "rows": %s, "dim": %d,
         "parameters": [%s]}\
        """,
        workload.name(),
        workload.kind(),
        data.getFileName(),
        options.samples(),
        options.batch(),
        workload.dense(),
        options.optimizer().name().toLowerCase(Locale.ROOT),
        workload.dropout(),
        wide ? workload.slots().subList(0, 2) : List.of(),
        workload.tables(),
        workload.dim(),
        parameters);
  }

  private static void writeTable(Path file, EmbeddingTable table) throws IOException {
    float[] row = new float[table.dim()];
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream buffered = new BufferedOutputStream(out, 1 << 20)) {
      byte[] bytes = new byte[row.length * Float.BYTES];
      FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      for (int record = 0; record < table.rows(); record++) {
        table.read(record, row, 0, row.length);
        floats.put(0, row);
        buffered.write(bytes);
      }
    }
  }

  private static void writeFloats(Path file, float[] values) throws IOException {
    Files.write(file, bytes(values));
  }

  private static byte[] bytes(float[] values) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return bytes;
  }
}
