// SPDX-License-Identifier: Apache-2.0
package dev.belady.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessMemoryTest {
  @TempDir private Path folder;

  @Test
  void thePeakIsTheHighWaterMark() throws IOException {
    Path status = folder.resolve("status");
    Files.writeString(status, "VmPeak:\t  9000 kB\nVmHWM:\t    1628 kB\nVmRSS:\t     12 kB\n");
    assertThat(ProcessMemory.peak(status)).hasValue(1628L << 10);
  }

  @Test
  void aSystemThatDoesNotTellHasNoPeak() throws IOException {
    Path status = folder.resolve("status");
    assertThat(ProcessMemory.peak(status)).isEmpty();
    Files.writeString(status, "VmRSS:\t     12 kB\n");
    assertThat(ProcessMemory.peak(status)).isEmpty();
  }

  @Test
  void whatWasTouchedCountsWhereTheSystemTells() {
    byte[] touched = new byte[64 << 20];
    for (int i = 0; i < touched.length; i += 4096) {
      touched[i] = 1;
    }
    OptionalLong peak = ProcessMemory.peak();
    assertThat(peak.isPresent()).isEqualTo(Files.isReadable(Path.of("/proc/self/status")));
    assertThat(peak.orElse(Long.MAX_VALUE)).isGreaterThan(touched.length);
  }
}
