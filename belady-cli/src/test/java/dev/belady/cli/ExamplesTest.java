// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.kernel.KernelProvider;
import dev.belady.model.Network;
import dev.belady.model.NetworkCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every configuration below `examples` is valid, ignores nothing, and its layers fit together.
final class ExamplesTest {

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(ReadmeTest.root().resolve("examples"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @Test
  void thereAreExamples() throws IOException {
    assertThat(examples()).hasSizeGreaterThanOrEqualTo(12);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isValid(Path file) {
    ModelConfig config = ConfigFile.read(file, ConfigOverrides.none());
    assertThat(config.notices()).isEmpty();
    Network network = NetworkCompiler.compile(config, KernelProvider.select());
    assertThat(network.embeddings()).hasSameSizeAs(config.embeddings());
  }
}
