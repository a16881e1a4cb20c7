// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Formats are found alike on the module path and on the class path.
final class SampleFormatsTest {

  private static List<String> ofClassPath() throws IOException {
    String file = "/META-INF/services/" + SampleFormat.class.getName();
    try (InputStream services = SampleFormat.class.getResourceAsStream(file)) {
      return new String(services.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void theModuleProvidesWhatTheServiceFileNames() throws IOException {
    ModuleDescriptor module = SampleFormat.class.getModule().getDescriptor();
    assertThat(module).as("tests run in the named module").isNotNull();
    assertThat(module.provides())
        .singleElement()
        .extracting(ModuleDescriptor.Provides::providers)
        .isEqualTo(ofClassPath());
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> SampleFormats.load().get("Csv"))
        .isInstanceOf(DataException.class)
        .hasMessage("unknown data format: format=Csv (known: [Criteo, Norm, Raw, Synthetic])");
  }
}
