// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.config.ConfigException;
import dev.belady.data.DataException;
import dev.belady.train.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is damaged or belongs to another model is refused, and leaves the model as it was.
class SnapshotReaderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"2.3", "3.1"})
  void everyFlippedByteIsFoundAndItsFileNamed(String format) throws IOException {
    try (Session session = open(format)) {
      List<Path> files = save(session);
      long before = session.stateHash();
      int flipped = 0;
      for (Path file : files) {
        if (format.equals("3.1") && file.getParent().equals(folder)) {
          continue; // as in 2.3
        }
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
          byte[] bad = good.clone();
          bad[i] ^= (byte) (1 << i % 8);
          Files.write(file, bad);
          assertRefused(session, files.getLast(), file, "byte " + i);
          flipped++;
        }
        Files.write(file, good);
      }
      assertThat(session.stateHash()).isEqualTo(before);
      assertThat(flipped).isGreaterThan(format.equals("3.1") ? 30 : 2000);
      session.load(files.getLast());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.3", "3.1"})
  void shorterLongerAndMissingFilesAreFoundAndNamed(String format) throws IOException {
    try (Session session = open(format)) {
      List<Path> files = save(session);
      long before = session.stateHash();
      for (Path file : files) {
        byte[] good = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, good.length - 1, good.length + 1}) {
          Files.write(file, Arrays.copyOf(good, length));
          assertRefused(session, files.getLast(), file, "length " + length);
        }
        Files.delete(file);
        assertRefused(session, files.getLast(), file, "missing");
        Files.write(file, good);
      }
      assertThat(session.stateHash()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          layers.emb.sparse_embedding_hparam.embedding_vec_size=3;layers.r.leading_dim=6 | dense parameter 0 must be that of the snapshot: snapshot='fc.weight' of 4x1, configuration='fc.weight' of 6x1
          layers.bn={"name":"bn","type":"InnerProduct","bottom":"p","top":"n","fc_param":{"num_output":1}} | dense parameter 2 must be that of the snapshot: snapshot='bn.gamma' of 1x1, configuration='bn.weight' of 1x1
          layers.bn={"name":"bn","type":"ReLU","bottom":"p","top":"n"} | the number of dense parameters must be that of the snapshot: snapshot=4, configuration=2
          solver.input_key_type=I32 | input_key_type must be that of the snapshot: snapshot=I64, configuration=I32
          optimizer={"type":"SGD","sgd_hparam":{"learning_rate":0.5}} | a run must go on with the optimizer of its snapshot, for the dense network: snapshot=Adam, configuration=SGD
          optimizer.update_type=Local | a run must go on with the optimizer of its snapshot, for table 0 'emb': snapshot=Adam (LazyGlobal), configuration=Adam
          layers.emb.type=LocalizedSlotSparseEmbeddingHash;layers.emb.sparse_embedding_hparam.slot_size_array=[9,9] | slot_size_array of table 0 'emb' must be that of the snapshot: snapshot=[], configuration=[9, 9]
          """)
  void aSnapshotOfAnotherModelIsRefused(String settings, String message) {
    Path manifest;
    try (Session session = open("2.3")) {
      manifest = save(session).getLast();
    }
    String[] all = (TinyModel.LAZY_ADAM + ";" + settings).split(";", -1);
    try (Session session = Session.open(TinyModel.config(all))) {
      long before = session.stateHash();
      assertThatThrownBy(() -> session.load(manifest))
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith(message)
          .hasMessageContaining(manifest.toString())
          .hasMessageContaining("tiny.json");
      assertThat(session.stateHash()).isEqualTo(before);
    }
  }

  @Test
  void aSnapshotIsLoadedOverWhateverWasThere() throws IOException {
    try (Session session = open("2.3")) {
      long expected = session.stateHash();
      Path manifest = session.save(TinyModel.prefix(folder)).getLast();
      TinyModel.fill(session.model(), 3);
      session.model().tables().getFirst().findOrAdd(17, 1);
      session.model().setTrainedRows(0, 4);
      session.load(manifest);
      assertThat(session.stateHash()).isEqualTo(expected);
      assertThat(TinyModel.keys(session.model().tables().getFirst()))
          .containsExactly(7L, 0xFFFFFFFEL);
      assertThat(session.model().tables().getFirst().slot(1)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.3", "3.1"})
  void aSnapshotMayBeMovedToAnotherFolder(String format) throws IOException {
    Path moved = folder.resolveSibling(folder.getFileName() + "-moved");
    try (Session session = open(format)) {
      long expected = session.stateHash();
      Path manifest = session.save(TinyModel.prefix(folder)).getLast();
      Files.move(folder, moved);
      TinyModel.fill(session.model(), 3);
      session.load(moved.resolve(manifest.getFileName()));
      assertThat(session.stateHash()).isEqualTo(expected);
    } finally {
      Files.move(moved, folder);
    }
  }

  @Test
  void anotherSeedIsAWarning() {
    Path manifest;
    try (Session session = open("2.3")) {
      manifest = save(session).getLast();
    }
    try (Session session = Session.open(TinyModel.config(TinyModel.LAZY_ADAM, "belady.seed=4"))) {
      session.load(manifest);
      assertThat(session.takeWarnings())
          .singleElement()
          .asString()
          .contains("another seed")
          .endsWith("seed=4, seed of the snapshot=0");
    }
  }

  /// A session with other values than the snapshot that [#save] leaves.
  private Session open(String format) {
    Session session =
        Session.open(TinyModel.config(TinyModel.LAZY_ADAM, "belady.snapshot_format=" + format));
    TinyModel.fill(session.model(), 0);
    return session;
  }

  private List<Path> save(Session session) {
    TinyModel.fill(session.model(), 0.25f);
    List<Path> files = session.save(TinyModel.prefix(folder));
    TinyModel.fill(session.model(), 0);
    return files;
  }

  private static void assertRefused(Session session, Path manifest, Path file, String what) {
    assertThatThrownBy(() -> session.load(manifest))
        .as("%s, %s", file, what)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file.getFileName().toString());
  }
}
