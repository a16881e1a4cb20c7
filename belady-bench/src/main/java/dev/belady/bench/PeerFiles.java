// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.ModelConfig;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import dev.belady.nn.Parameter;
import dev.belady.train.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Writes what another implementation needs to train the very same model from the same first values
/// on the same samples: the Raw file of [WorkloadData] and, beside it,
///
/// - `shape.json`: widths, sizes and the data file,
/// - `dense.f32`: per layer the weight, `inputs x outputs`, and the bias,
/// - `tables.f32`: the rows of all tables in the order of their keys.
///
/// Numbers are little-endian 32-bit floats.
///
///     java -cp benchmarks.jar dev.belady.bench.PeerFiles workload=RMC2 batch=2048 directory=...
final class PeerFiles {
  private PeerFiles() {}

  /// Writes the files of a DLRM workload; the arguments are those of [BenchmarkOptions].
  public static void main(String[] arguments) throws IOException {
    BenchmarkOptions options = BenchmarkOptions.parse(arguments);
    if (options.workload().kind() != Workload.Kind.DLRM) {
      throw new IllegalArgumentException(
          "a peer exists for DLRM only: workload=" + options.workload().name());
    }
    Path data = WorkloadData.file(options);
    ModelConfig config = WorkloadConfig.training(options, data);
    try (Session session = Session.open(config)) {
      Model model = session.model();
      FilledTables.fill(model);
      Path directory = options.directory();
      writeFloats(directory.resolve("dense.f32"), model.parameters());
      writeTable(directory.resolve("tables.f32"), model.tables().getFirst());
      Files.writeString(
          directory.resolve("shape.json"),
          shape(options, data, model.network().parameters()) + "\n");
    }
  }

  private static String shape(BenchmarkOptions options, Path data, List<Parameter> parameters) {
    List<List<Integer>> weights =
        parameters.stream()
            .filter(parameter -> parameter.name().endsWith(".weight"))
            .map(parameter -> List.of(parameter.rows(), parameter.cols()))
            .toList();
    return String.format(
        Locale.ROOT,
        """
        {"workload": "%s", "data": "%s", "samples": %d, "batch": %d, "dense": %d, "optimizer": "%s",
         "rows": %s, "dim": %d, "weights": %s, "bottom_layers": %d}\
        """,
        options.workload().name(),
        data.getFileName(),
        options.samples(),
        options.batch(),
        options.workload().dense(),
        options.optimizer().name().toLowerCase(Locale.ROOT),
        options.workload().tables(),
        options.workload().dim(),
        weights,
        options.workload().bottom().size());
  }

  private static void writeTable(Path file, EmbeddingTable table) throws IOException {
    float[] row = new float[table.dim()];
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream buffered = new java.io.BufferedOutputStream(out, 1 << 20)) {
      for (int record = 0; record < table.rows(); record++) {
        table.read(record, row, 0, row.length);
        buffered.write(bytes(row));
      }
    }
  }

  private static void writeFloats(Path file, float[] values) throws IOException {
    Files.write(file, bytes(values));
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
