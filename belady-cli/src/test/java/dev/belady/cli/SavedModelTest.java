// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.config.ConfigException;
import org.junit.jupiter.api.Test;

final class SavedModelTest {
  @Test
  void isNamedByItsFolderOrItsDenseFile() {
    SavedModel model = new SavedModel("runs/dlrm/", 1500);
    assertThat(SavedModel.parse("runs/dlrm/1500")).isEqualTo(model);
    assertThat(SavedModel.parse("runs/dlrm/_dense_1500.model")).isEqualTo(model);
    assertThat(SavedModel.parse("runs/dlrm_dense_7.model"))
        .isEqualTo(new SavedModel("runs/dlrm", 7));
  }

  @Test
  void becomesTheFilesOfTheConfiguration() {
    assertThat(new SavedModel("a/", 7).settings(2))
        .containsExactly(
            "solver.dense_model_file=\"a/_dense_7.model\"",
            "solver.sparse_model_file=[\"a/0_sparse_7.model\",\"a/1_sparse_7.model\"]");
  }

  @Test
  void anythingElseIsRefused() {
    for (String name : new String[] {"", "1500", "runs/dlrm/", "runs/dlrm/latest"}) {
      assertThatThrownBy(() -> SavedModel.parse(name))
          .isInstanceOf(ConfigException.class)
          .hasMessageEndingWith("model=" + name);
    }
  }
}
