// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.data.DataException;
import dev.belady.data.SampleSource;
import dev.belady.data.SparseInput;
import dev.belady.data.file.FileList;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files made by another implementation, in `src/test/resources`; `make.py` beside them made them.
class PyArrowFileTest {
  private static final int ROWS = 60;
  private static final SparseInput[] INPUTS = {
    new SparseInput("a", 1, 1, 1), new SparseInput("b", 1, 3, 3)
  };

  @ParameterizedTest
  @ValueSource(strings = {"snappy.parquet", "zstd.parquet", "gzip.parquet", "none.parquet"})
  void allWaysToStoreTheTableGiveTheSameSamples(String file) throws URISyntaxException {
    List<String> expected = new ArrayList<>();
    for (int r = 0; r < ROWS; r++) {
      expected.add(
          "[%s] [%s] [%s] [%s]"
              .formatted(
                  (float) (r % 2),
                  r % 7 == 3 ? 0f : r / 4f,
                  r % 5 == 4 ? "[]" : "[" + r * r + "]",
                  keys(r)));
    }
    assertThat(SampleSets.read(SampleSets.spec(path(file), 1, 1, INPUTS))).isEqualTo(expected);
  }

  @Test
  void aCompressionThatIsNotKnownIsNamed() throws URISyntaxException {
    Path file = path("lz4.parquet");
    assertThatThrownBy(() -> SampleSets.read(SampleSets.spec(file, 1, 1, INPUTS)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "compression must be ZSTD, SNAPPY, GZIP or none: compression=LZ4_RAW (column 'C2', "
                + file
                + ")");
  }

  @Test
  void aFileWithoutRowsAmongOthersIsPassedOver(@TempDir Path folder)
      throws IOException, URISyntaxException {
    Path list = folder.resolve("list.txt");
    Path empty = path("empty.parquet");
    FileList.write(list, List.of(empty, path("zstd.parquet"), empty));
    SampleSource source = new ParquetFormat().open(SampleSets.spec(list, 1, 1, INPUTS));
    assertThat(source.splits()).hasSize(3);
    assertThat(SampleSets.read(source, 100)).hasSize(ROWS);
  }

  private static List<Integer> keys(int r) {
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; r % 6 != 5 && i < r % 4; i++) {
      if (i != 1 || r % 9 != 3) {
        keys.add(r + i);
      }
    }
    return keys;
  }

  private static Path path(String file) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(PyArrowFileTest.class.getResource("pyarrow/" + file)).toURI());
  }
}
