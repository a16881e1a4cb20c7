// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.data.DataException;
import dev.belady.train.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A snapshot that cannot be written leaves nothing behind and every older snapshot as it was.
class FailedWriteTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"2.3", "3.1"})
  void noFileCanFailWithoutTheOlderSnapshotsStaying(String format) throws IOException {
    try (Session session =
        Session.open(TinyModel.config(TinyModel.LAZY_ADAM, "belady.snapshot_format=" + format))) {
      TinyModel.fill(session.model(), 0);
      List<Path> files = session.save(TinyModel.prefix(folder));
      long expected = session.stateHash();
      Set<String> before = names();
      for (Path file : files) {
        assertFailureChangesNothing(session, files.getLast(), expected, before, unfinished(file));
      }
    }
  }

  /// The new snapshot has once the name of the old one, once another.
  private void assertFailureChangesNothing(
      Session session, Path manifest, long expected, Set<String> before, Path obstacle)
      throws IOException {
    for (long step : new long[] {5, 6}) {
      TinyModel.fill(session.model(), 1);
      session.model().setStep(step);
      Path blocked = Path.of(obstacle.toString().replace("_5.", "_" + step + "."));
      block(blocked);
      assertThatThrownBy(() -> session.save(TinyModel.prefix(folder)))
          .as("%s", blocked)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("cannot write");
      unblock(blocked);
      assertThat(names()).as("%s", blocked).isEqualTo(before);
      session.load(manifest);
      assertThat(session.stateHash()).as("%s", blocked).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"m_dense_6.model", "m0_sparse_6.model", "m_6.config.json"})
  void aFolderInTheWayOfAFileIsNotDeleted(String name) throws IOException {
    for (String format : List.of("2.3", "3.1")) {
      try (Session session = Session.open(TinyModel.config("belady.snapshot_format=" + format))) {
        TinyModel.fill(session.model(), 0);
        Path manifest = session.save(TinyModel.prefix(folder)).getLast();
        Path other = folder.resolve(name).resolve("key");
        Files.createDirectories(other.getParent());
        Files.writeString(other, "mine");
        Files.writeString(other.resolveSibling("other"), "mine too");
        Set<String> before = names();
        session.model().setStep(6);
        assertThatThrownBy(() -> session.save(TinyModel.prefix(folder)))
            .isInstanceOf(DataException.class)
            .hasMessageContaining("a folder is in the way")
            .hasMessageContaining(name);
        assertThat(names()).isEqualTo(before);
        session.load(manifest);
      }
    }
  }

  /// A full disk where the system has one, else a folder.
  private static void block(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path full = Path.of("/dev/full");
    if (Files.exists(full)) {
      Files.createSymbolicLink(file, full);
    } else {
      Files.createDirectory(file);
      Files.createFile(file.resolve("content"));
    }
  }

  private void unblock(Path file) throws IOException {
    Files.deleteIfExists(file.resolve("content"));
    Files.deleteIfExists(file);
    if (!file.getParent().equals(folder)) {
      Files.deleteIfExists(file.getParent());
    }
  }

  /// The temporary name of a file; files of a folder of rows have it in a temporary folder.
  private Path unfinished(Path file) {
    Path parent = file.getParent();
    Path inside =
        parent.equals(folder)
            ? parent
            : parent.resolveSibling(parent.getFileName() + ".unfinished");
    return inside.resolve(file.getFileName() + ".unfinished");
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return new TreeSet<>(files.map(Path::toString).toList());
    }
  }
}
