// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What README.md shows can be typed: its Java example runs, its commands parse, and the links of
/// all pages lead to files.
final class ReadmeTest {
  private static final Path ROOT = root();
  private static final Path EXAMPLE = ROOT.resolve("examples/java/TrainDlrm.java");
  private static final Pattern SHELL_BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|([^\\s']+)");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)");

  /// The directory of the root pom.
  static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mvnw"))) {
      directory = directory.getParent();
    }
    return directory;
  }

  static List<String> commands() throws IOException {
    String text = Files.readString(ROOT.resolve("README.md"));
    return SHELL_BLOCK
        .matcher(text)
        .results()
        .flatMap(block -> block.group(1).lines())
        .filter(line -> line.startsWith("./belady "))
        .toList();
  }

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (Path folder : List.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("docs/design"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    return pages;
  }

  @Test
  void theJavaExampleIsTheFile() throws IOException {
    assertThat(Files.readString(ROOT.resolve("README.md")))
        .contains("```java\n" + Files.readString(EXAMPLE) + "```");
  }

  @Test
  void theJavaExampleRuns() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("jdk.module.path", "")
                    + File.pathSeparator
                    + System.getProperty("java.class.path"),
                EXAMPLE.toString(),
                "solver.batchsize=4",
                "solver.batchsize_eval=64",
                "solver.eval_batches=1")
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("iteration 200, loss 0.", "AUC", "state ");
  }

  @Test
  void thereAreCommands() throws IOException {
    assertThat(commands()).hasSizeGreaterThan(5);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void commandParses(String line) {
    List<String> words = words(line);
    Belady.commandLine(Terminal.NONE).parseArgs(words.toArray(String[]::new));
    assertThat(words)
        .filteredOn(word -> word.startsWith("examples/"))
        .allSatisfy(word -> assertThat(ROOT.resolve(word)).exists());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void settingsFitTheExample(String line) {
    List<String> words = words(line);
    List<String> settings = new ArrayList<>();
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i - 1).equals("--set")) {
        settings.add(words.get(i));
      }
    }
    words.stream()
        .filter(word -> word.startsWith("examples/"))
        .map(word -> ConfigFile.read(ROOT.resolve(word), ConfigOverrides.of(settings)))
        .forEach(config -> assertThat(config.notices()).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadToFiles(Path page) throws IOException {
    Matcher link = LINK.matcher(Files.readString(page));
    while (link.find()) {
      String target = link.group(1);
      if (!target.startsWith("https:")) {
        assertThat(page.resolveSibling(target)).exists();
      }
    }
  }

  /// What the shell hands to the command: neither the comment nor the redirection.
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line.substring("./belady ".length()));
    while (word.find()) {
      if (word.group().equals("#") || word.group().equals(">")) {
        break;
      }
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words;
  }
}
