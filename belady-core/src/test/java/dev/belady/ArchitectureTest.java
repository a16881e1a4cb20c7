// SPDX-License-Identifier: Apache-2.0
package dev.belady;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules between the packages of core, checked on the compiled classes.
final class ArchitectureTest {

  private static final Path CORE = SourceTree.root().resolve("belady-core");
  private static final JavaClasses CLASSES = new ClassFileImporter().importPath(classDirectory());

  /// Where the build under test put the classes; an IDE does not say so and has them in the usual
  /// place.
  private static Path classDirectory() {
    String directory = System.getProperty("belady.classes");
    return directory == null ? CORE.resolve("target/classes") : Path.of(directory);
  }

  static List<Layer> layers() {
    return Layer.ALL;
  }

  @Test
  void everySourceFileIsAnalysed() {
    List<String> expected =
        SourceTree.javaFiles(CORE.resolve("src/main/java")).stream()
            .map(file -> CORE.resolve("src/main/java").relativize(file).toString())
            .map(path -> path.replace(".java", "").replace('/', '.').replace('\\', '.'))
            .toList();
    assertThat(CLASSES.stream().map(JavaClass::getName)).containsAll(expected);
  }

  @Test
  void allowedDependenciesPointDown() {
    Map<String, Integer> levels =
        Layer.ALL.stream().collect(Collectors.toMap(Layer::name, Layer::level));
    for (Layer layer : Layer.ALL) {
      for (String used : layer.mayUse()) {
        assertThat(levels.get(used)).as("%s may use %s", layer, used).isLessThan(layer.level());
      }
    }
  }

  @Test
  void everyClassBelongsToALayer() {
    classes()
        .that()
        .haveSimpleNameNotEndingWith("-info")
        .should()
        .resideInAnyPackage(Layer.ALL.stream().map(Layer::pattern).toArray(String[]::new))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void layerUsesOnlyTheLayersItMay(Layer layer) {
    String[] allowed =
        Stream.concat(
                Stream.of(layer.pattern()),
                Layer.ALL.stream()
                    .filter(other -> layer.mayUse().contains(other.name()))
                    .map(Layer::pattern))
            .toArray(String[]::new);
    DescribedPredicate<JavaClass> forbidden =
        resideInAPackage("dev.belady..").and(not(resideInAnyPackage(allowed)));
    noClasses()
        .that()
        .resideInAPackage(layer.pattern())
        .should()
        .dependOnClassesThat(forbidden)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("dev.belady.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Manager", "Util", "Utils", "Helper", "Impl"})
  void noNameEndsInAWordThatSaysNothing(String suffix) {
    noClasses().should().haveSimpleNameEndingWith(suffix).allowEmptyShould(true).check(CLASSES);
  }

  @Test
  void onlyNativeClassesBindNativeLibraries() {
    noClasses()
        .that()
        .haveNameNotMatching(".*Native(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.lang\\.foreign\\.(Linker|SymbolLookup)(\\$.*)?")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void onlyKernelUsesTheVectorApi() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belady.kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void lookaheadIsAPureFunction() {
    noClasses()
        .that()
        .resideInAPackage("dev.belady.lookahead..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..", "java.nio.file..", "java.util.concurrent..", "dev.belady.memory..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }
}
