// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.data.ReadPosition;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.train.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The bytes of the files that HugeCTR knows, both written and read.
class SnapshotWriterTest {
  private static final String LOCALIZED = "layers.emb.type=LocalizedSlotSparseEmbeddingHash";
  private static final String DISTRIBUTED = "layers.emb.type=DistributedSlotSparseEmbeddingHash";

  @TempDir Path folder;

  /// Weights 1, -2.5 and 0, 0.1 for the keys 7 and 4294967294.
  @ParameterizedTest
  @CsvSource({
    "I32, Distributed, 07000000 0000803f 000020c0 feffffff 00000000 cdcccc3d",
    "I64, Distributed, 0700000000000000 0000803f 000020c0 feffffff00000000 00000000 cdcccc3d",
    "I32, Localized, 07000000 0000000000000000 0000803f 000020c0 feffffff 0100000000000000 00000000"
        + " cdcccc3d",
    "I64, Localized, 0700000000000000 0000000000000000 0000803f 000020c0 feffffff00000000"
        + " 0100000000000000 00000000 cdcccc3d"
  })
  void aFileOfVersion23HasTheBytesOfHugeCtr(String keyType, String type, String hex)
      throws IOException {
    String[] settings = {
      "solver.input_key_type=" + keyType, type.equals("Localized") ? LOCALIZED : DISTRIBUTED
    };
    Path file = folder.resolve("m0_sparse_5.model");
    save(settings);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(hex));
    assertRowsAreReadFrom(file, settings);
  }

  @ParameterizedTest
  @CsvSource({"I32, Localized", "I64, Localized", "I32, Distributed"})
  void aFolderOfVersion31HasTheBytesOfHugeCtr(String keyType, String type) throws IOException {
    boolean localized = type.equals("Localized");
    String[] settings = {
      "solver.input_key_type=" + keyType,
      localized ? LOCALIZED : DISTRIBUTED,
      "belady.snapshot_format=3.1"
    };
    Path rows = folder.resolve("m0_sparse_5.model");
    save(settings);
    assertThat(Files.readAllBytes(rows.resolve("key")))
        .isEqualTo(bytes("0700000000000000 feffffff00000000"));
    assertThat(Files.readAllBytes(rows.resolve("emb_vector")))
        .isEqualTo(bytes("0000803f 000020c0 00000000 cdcccc3d"));
    if (localized) {
      assertThat(Files.readAllBytes(rows.resolve("slot_id")))
          .isEqualTo(bytes("0000000000000000 0100000000000000"));
    }
    assertThat(names(rows)).hasSize(localized ? 3 : 2);
    assertRowsAreReadFrom(rows, settings);
  }

  @Test
  void denseFilesAreFloatsAndStatisticsAreJson() throws IOException {
    try (Session session = Session.open(TinyModel.config())) {
      TinyModel.fill(session.model(), 0);
      SnapshotWriter.write(TinyModel.prefix(folder), session.model(), ReadPosition.START);
    }
    assertThat(Files.readAllBytes(folder.resolve("m_dense_5.model")))
        .isEqualTo(bytes("0000803f 00000040 00004040 00008040 0000a040 0000c040 0000e040"));
    assertThat(Files.readString(folder.resolve("m_dense_5.model.ntp.json")))
        .isEqualTo("{\"layers\":[{\"type\":\"BatchNorm\",\"mean\":[0.0],\"var\":[1.0]}]}");
  }

  @Test
  void aPrefixThatIsAFolderKeepsTheNamesOfHugeCtr() throws IOException {
    try (Session session = Session.open(TinyModel.config(TinyModel.LAZY_ADAM))) {
      TinyModel.fill(session.model(), 0);
      List<Path> files = session.save(folder.resolve("new") + "/");
      assertThat(files.getLast()).isEqualTo(folder.resolve("new/_5.belady.json"));
      assertThat(files).allMatch(Files::exists);
    }
    assertThat(names(folder.resolve("new")))
        .containsExactlyInAnyOrder(
            "_dense_5.model",
            "_dense_5.model.ntp.json",
            "_opt_dense_5.model",
            "_5.config.json",
            "0_sparse_5.model",
            "0_opt_sparse_5.model",
            "0_slots_5.belady",
            "_5.belady.json");
  }

  /// m of both rows, v of both rows, the last uses.
  @Test
  void statesOfRowsFollowEachOtherStateByState() throws IOException {
    try (Session session = Session.open(TinyModel.config(TinyModel.LAZY_ADAM))) {
      TinyModel.fill(session.model(), 0);
      EmbeddingTable table = session.model().tables().getFirst();
      float lastUse = Float.intBitsToFloat(4);
      table.write(0, new float[] {1, -2.5f, 1, 2, 3, 4, lastUse}, 0, 7);
      table.write(1, new float[] {1, -2.5f, 5, 6, 7, 8, lastUse}, 0, 7);
      session.save(TinyModel.prefix(folder));
    }
    assertThat(Files.readAllBytes(folder.resolve("m0_opt_sparse_5.model")))
        .isEqualTo(
            bytes(
                "0000803f 00000040 0000a040 0000c040 00004040 00008040 0000e040 00000041"
                    + " 04000000 04000000"));
  }

  @Test
  void oneFormatReplacesTheOtherUnderTheSameName() throws IOException {
    for (String format : List.of("2.3", "3.1", "2.3")) {
      save("belady.snapshot_format=" + format);
      try (Session session = Session.open(TinyModel.config())) {
        session.load(folder.resolve("m_5.belady.json"));
        assertThat(session.model().tables().getFirst().weights(7)).containsExactly(1, -2.5f);
      }
      assertThat(Files.isDirectory(folder.resolve("m0_sparse_5.model")))
          .isEqualTo(format.equals("3.1"));
    }
    assertThat(names(folder)).noneMatch(name -> name.contains("unfinished"));
  }

  private void save(String... settings) {
    try (Session session = Session.open(TinyModel.config(settings))) {
      TinyModel.fill(session.model(), 0);
      session.save(TinyModel.prefix(folder));
    }
  }

  private static void assertRowsAreReadFrom(Path path, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("solver.sparse_model_file=\"" + path + "\"");
    try (Session session = Session.open(TinyModel.config(all.toArray(String[]::new)))) {
      EmbeddingTable table = session.model().tables().getFirst();
      assertThat(TinyModel.keys(table)).containsExactly(7L, 0xFFFFFFFEL);
      assertThat(table.weights(7)).containsExactly(1, -2.5f);
      assertThat(table.weights(0xFFFFFFFEL)).containsExactly(0, 0.1f);
      assertThat(session.model().trainedRows(0)).isEqualTo(2);
    }
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static List<String> names(Path inside) throws IOException {
    try (Stream<Path> files = Files.list(inside)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
