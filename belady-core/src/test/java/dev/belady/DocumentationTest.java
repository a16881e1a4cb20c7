// SPDX-License-Identifier: Apache-2.0
package dev.belady;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What ARCHITECTURE.md, CONTRIBUTING.md and two designs name in backticks exists: types, packages,
/// modules and files.
///
/// Types of the JDK are written there with their package, as in `java.lang.foreign.Arena`.
final class DocumentationTest {

  private static final Path ROOT = SourceTree.root();
  private static final Pattern QUOTED = Pattern.compile("`([^`\n]+)`");
  private static final Pattern TYPE = Pattern.compile("[A-Z]\\w*[a-z]\\w*(\\.[A-Z]\\w*)*");
  private static final Pattern DECLARATION =
      Pattern.compile("\\b(?:class|record|interface|enum)\\s+([A-Z]\\w*)");
  private static final Pattern LEVEL_ROW = Pattern.compile("(?m)^\\| *(\\d) *\\| *`(\\w+)` *\\|");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  private final String text =
      pages().map(DocumentationTest::read).collect(Collectors.joining("\n"));
  private final List<String> modules =
      MODULE.matcher(read(ROOT.resolve("pom.xml"))).results().map(match -> match.group(1)).toList();

  @Test
  void everyTypeExists() {
    Set<String> declared = new HashSet<>();
    sourceDirectories()
        .flatMap(directory -> SourceTree.javaFiles(directory).stream())
        .forEach(file ->
            DECLARATION.matcher(read(file)).results().forEach(m -> declared.add(m.group(1))));
    Stream<String> named =
        quoted()
            .map(word -> word.replaceFirst("[.#]?[a-z]\\w*\\(.*\\)$", ""))
            .filter(word -> TYPE.matcher(word).matches())
            .flatMap(word -> Stream.of(word.split("\\.", -1)));
    assertThat(named).isSubsetOf(declared);
  }

  @Test
  void everyPackageExists() {
    assertThat(quoted().filter(word -> word.matches("dev\\.belady(\\.\\w+)*")))
        .allSatisfy(name -> {
          String path = name.replace('.', '/');
          assertThat(sourceDirectories().map(directory -> directory.resolve(path)))
              .as(name)
              .anyMatch(file ->
                  Files.isDirectory(file)
                      || Files.exists(file.resolveSibling(file.getFileName() + ".java")));
        });
  }

  @Test
  void everyPathExists() {
    assertThat(quoted().filter(word -> word.matches("[\\w.-]+(/[\\w.-]+)+/?")))
        .allSatisfy(name ->
            assertThat(
                    Stream.concat(Stream.of(ROOT), packageRoots()).map(root -> root.resolve(name)))
                .as(name)
                .anyMatch(Files::exists));
  }

  @Test
  void theModulesAreThoseOfTheBuild() {
    assertThat(quoted().filter(word -> word.matches("belady-\\w+"))).isSubsetOf(modules);
    assertThat(quoted()).containsAll(modules);
  }

  @Test
  void theLevelTableIsTheOneThatIsChecked() {
    Map<String, Integer> documented =
        LEVEL_ROW
            .matcher(text)
            .results()
            .collect(Collectors.toMap(m -> m.group(2), m -> Integer.valueOf(m.group(1))));
    Map<String, Integer> checked = new TreeMap<>();
    Layer.ALL.forEach(layer -> checked.put(layer.name(), layer.level()));
    assertThat(documented).isEqualTo(checked);
  }

  private static Stream<Path> pages() {
    return Stream.of(
            "ARCHITECTURE.md",
            "CONTRIBUTING.md",
            "docs/design/determinism.md",
            "docs/design/step.md")
        .map(ROOT::resolve);
  }

  private Stream<String> quoted() {
    return QUOTED.matcher(text).results().map((MatchResult match) -> match.group(1));
  }

  private Stream<Path> sourceDirectories() {
    return modules.stream()
        .flatMap(module ->
            Stream.of(
                ROOT.resolve(module, "src/main/java"), ROOT.resolve(module, "src/test/java")));
  }

  private Stream<Path> packageRoots() {
    return sourceDirectories().map(directory -> directory.resolve("dev/belady"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
