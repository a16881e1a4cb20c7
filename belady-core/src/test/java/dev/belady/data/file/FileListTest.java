// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileListTest {
  @TempDir Path folder;

  private Path list(String text) throws IOException {
    return Files.writeString(folder.resolve("list.txt"), text);
  }

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "");
  }

  @Test
  void pathsAreFoundWhereTheyAreOrBesideTheList() throws IOException {
    Path absolute = file("elsewhere/a.data");
    Path beside = file("b.data");
    Path below = file("sub/c.data");
    Path moved = file("d.data");
    Path list = list("4\n" + absolute + "\nb.data\nsub/c.data\n/nowhere/d.data\n");
    assertThat(FileList.read(list)).containsExactly(absolute, beside, below, moved);
  }

  @Test
  void theWorkingDirectoryComesFirst() throws IOException {
    Path here = Path.of("pom.xml");
    assertThat(here).as("tests run in the folder of the module").exists();
    file("pom.xml");
    assertThat(FileList.read(list("1\npom.xml"))).containsExactly(here);
  }

  @Test
  void aWrittenListIsReadAgain() throws IOException {
    List<Path> files = List.of(file("a.data"), file("b.data"), file("a.data"));
    FileList.write(folder.resolve("list.txt"), files);
    assertThat(FileList.read(folder.resolve("list.txt"))).isEqualTo(files);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the first line of a file list must be the number of files: line=''",
        "a.data | the first line of a file list must be the number of files: line='a.data'",
        "0 | a file list must name as many files as its first line says, and at least one: first line=0",
        "'2;a.data' | a file list must name as many files as its first line says, and at least one: first"
            + " line=2, paths=1",
        "'1;a.data;a.data' | a file list must name as many files as its first line says, and at least"
            + " one: first line=1, paths=2",
        "'2;a.data;;' | a file list must not have empty lines: line=3",
        "'1;none.data' | file does not exist: none.data",
      })
  void aListThatBreaksTheGrammarIsRefused(String text, String message) throws IOException {
    file("a.data");
    Path list = list(text.replace(';', '\n'));
    assertThatThrownBy(() -> FileList.read(list))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("list.txt");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    Path list = Files.write(folder.resolve("list.txt"), new byte[] {'1', '\n', (byte) 0xFF});
    assertThatThrownBy(() -> FileList.read(list))
        .hasMessageStartingWith("a file list must be UTF-8");
  }
}
