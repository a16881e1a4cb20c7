// SPDX-License-Identifier: Apache-2.0
package dev.belady.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {
  @TempDir private Path root;

  @BeforeEach
  void machineOfFourGibibytes() throws IOException {
    file("proc/meminfo", "MemTotal:       8388608 kB\nMemAvailable:    4194304 kB\n");
  }

  @Test
  void withoutAContainerTheMachineCounts() {
    assertThat(MachineMemory.at(root).orElseThrow().bytes()).isEqualTo(4L << 30);
  }

  @Test
  void aLimitOfVersionTwoCountsLessWhatIsUsed() throws IOException {
    file("sys/fs/cgroup/memory.max", "1073741824\n");
    file("sys/fs/cgroup/memory.current", "73741824\n");
    MachineMemory memory = MachineMemory.at(root).orElseThrow();
    assertThat(memory.bytes()).isEqualTo(1_000_000_000);
    assertThat(memory.source()).contains("container");
  }

  @Test
  void aLimitOfVersionOneCountsToo() throws IOException {
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n");
    file("sys/fs/cgroup/memory/memory.usage_in_bytes", "73741824\n");
    assertThat(MachineMemory.at(root).orElseThrow().bytes()).isEqualTo(1_000_000_000);
  }

  @Test
  void noLimitIsWrittenInTwoWays() throws IOException {
    file("sys/fs/cgroup/memory.max", "max\n");
    assertThat(MachineMemory.at(root).orElseThrow().bytes()).isEqualTo(4L << 30);
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(MachineMemory.at(root).orElseThrow().bytes()).isEqualTo(4L << 30);
  }

  @Test
  void aSystemThatDoesNotTellIsEmpty() throws IOException {
    Files.delete(root.resolve("proc/meminfo"));
    assertThat(MachineMemory.at(root)).isEmpty();
  }

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
