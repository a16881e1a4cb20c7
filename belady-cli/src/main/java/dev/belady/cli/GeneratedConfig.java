// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.data.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The configuration that trains on generated data: the one it was made from, with another Data
/// layer.
///
/// @param format the format of the data
/// @param source the training data
/// @param evalSource the evaluation data
/// @param samples training samples
/// @param evalSamples evaluation samples
record GeneratedConfig(
    GenerateCommand.Format format,
    String source,
    String evalSource,
    long samples,
    long evalSamples) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /// Reads `original`, which must be a valid configuration, and writes `target`.
  void write(Path original, Path target) throws IOException {
    ObjectNode root = (ObjectNode) MAPPER.readTree(Files.readString(original));
    ObjectNode data = (ObjectNode) root.get("layers").get(0);
    data.put("format", format.name())
        .put("source", source)
        .put("eval_source", evalSource)
        .put("check", "None")
        .put("num_samples", samples)
        .put("eval_num_samples", evalSamples);
    data.remove("options");
    if (format == GenerateCommand.Format.Raw) {
      data.put("float_label_dense", true);
      @Nullable JsonNode solver = root.get("solver");
      (solver instanceof ObjectNode given ? given : root.putObject("solver"))
          .put("input_key_type", KeyType.I32.name());
    }
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Files.writeString(part, MAPPER.writeValueAsString(root) + "\n");
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
  }
}
