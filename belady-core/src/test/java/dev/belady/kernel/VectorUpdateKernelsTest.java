// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The vector kernels on rows and dense parameters have the bits of the scalar ones at every width.
final class VectorUpdateKernelsTest {
  private static final long SEED = Long.getLong("belady.seed", 1);

  @Test
  void vectorAndScalarHaveTheSameBitsAtThePreferredWidth() {
    List<String> result = new KernelComparison().apply(SEED);
    assertThat(result).as("seed %d", SEED).containsExactly(String.valueOf(FloatLanes.LENGTH));
  }

  /// Loads the kernels once more for another width, whether or not the machine has it.
  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void vectorAndScalarHaveTheSameBitsAtWidth(int bits) throws Exception {
    String before = System.getProperty("belady.vectorBits", "");
    System.setProperty("belady.vectorBits", Integer.toString(bits));
    try (OwnKernels loader = new OwnKernels()) {
      @SuppressWarnings("unchecked")
      Function<Long, List<String>> comparison =
          (Function<Long, List<String>>)
              loader.loadClass(KernelComparison.class.getName()).getConstructor().newInstance();
      assertThat(comparison.apply(SEED))
          .as("seed %d", SEED)
          .containsExactly(Integer.toString(bits / 32));
    } finally {
      System.setProperty("belady.vectorBits", before);
    }
  }

  /// Defines the classes of `dev.belady` anew instead of asking its parent.
  private static final class OwnKernels extends URLClassLoader {
    OwnKernels() {
      super(
          new URL[] {
            location(VectorRowKernels.class), location(KernelComparison.class),
          },
          VectorUpdateKernelsTest.class.getClassLoader());
    }

    private static URL location(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.belady.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : findClass(name);
      }
    }
  }
}
