// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belady.config.SolverSpec.RunLength;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigOverridesTest {
  @Test
  void changesAKeyOfAnObject() {
    ModelConfig config = SmallConfig.with("solver.max_iter=100");
    assertThat(config.solver().length()).isEqualTo(new RunLength.Iterations(100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layers[4].fc_param.num_output=64",
        "layers.fc1.fc_param.num_output=64",
        "layers[4].fc_param={\"num_output\":64}"
      })
  void changesALayerByNumberOrName(String setting) {
    LayerSpec layer = SmallConfig.with(setting).layers().get(2);
    assertThat(layer).isInstanceOf(LayerSpec.InnerProduct.class);
    assertThat(((LayerSpec.InnerProduct) layer).outputSize()).isEqualTo(64);
  }

  @Test
  void findsALayerWithoutANameByItsTop() {
    ModelConfig config =
        SmallConfig.with("layers.fc1.name=null", "layers.fc1.fc_param.num_output=48");
    assertThat(((LayerSpec.InnerProduct) config.layers().get(2)).outputSize()).isEqualTo(48);
  }

  @Test
  void dataIsTheFirstLayer() {
    ModelConfig config = SmallConfig.with("data.source=other.txt", "data.sparse[0].max_nnz=2");
    assertThat(config.data().train().path()).isEqualTo("other.txt");
    assertThat(config.data().sparse().getFirst().maxHotness()).isEqualTo(2);
  }

  @Test
  void makesMissingObjects() {
    ModelConfig config = SmallConfig.with("belady.threads=2", "belady.seed=7");
    assertThat(config.belady().threads()).isEqualTo(2);
    assertThat(config.seed()).isEqualTo(7);
  }

  @Test
  void laterSettingsWin() {
    ConfigOverrides overrides =
        ConfigOverrides.of(List.of("solver.batchsize=8", "solver.batchsize=16"))
            .and("solver.batchsize", 32);
    ModelConfig config = ConfigFile.parse(SmallConfig.JSON, "train.json", overrides);
    assertThat(config.solver().batchSize()).isEqualTo(32);
  }

  @Test
  void nullRemovesAKey() {
    ModelConfig config = SmallConfig.with("solver.max_iter=null");
    assertThat(config.solver().length()).isEqualTo(new RunLength.Epochs(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "solver.snapshot_prefix=a=b c|a=b c",
        "solver.snapshot_prefix=|''",
        "solver.snapshot_prefix=\"12\"|12",
        "solver.snapshot_prefix=s3/out-1.5|s3/out-1.5"
      })
  void aValueThatIsNoJsonIsText(String setting, String prefix) {
    assertThat(SmallConfig.with(setting).solver().snapshot().prefix()).isEqualTo(prefix);
  }

  @Test
  void recalibrationBesideAScheduleBecomesANotice() {
    String[] settings = {
      "belady.popularity.schedule=alternate", "belady.popularity.recalibrate=100"
    };
    assertThat(SmallConfig.with(settings).notices())
        .containsExactly(
            "recalibrate moves hot rows only: hot and cold inputs stay told apart by the first hot set"
                + " (belady.popularity)");
    assertThat(SmallConfig.with(settings[0]).notices()).isEmpty();
    assertThat(SmallConfig.with(settings[1]).notices()).isEmpty();
  }

  @Test
  void anUnknownKeyBecomesANotice() {
    assertThat(SmallConfig.with("solver.max_itr=5").notices())
        .containsExactly("unknown key 'max_itr' is ignored; did you mean 'max_iter'? (solver)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "solver.batchsize|a setting must be path=value: --set solver.batchsize",
        "=5|a setting must be path=value: --set =5",
        "solver..x=1|a path must be keys joined by dots, with [i] for list elements: solver..x",
        "solver.=1|a path must be keys joined by dots, with [i] for list elements: solver.",
        "layers[x].y=1|a path must be keys joined by dots, with [i] for list elements: layers[x].y",
        "layers.fc7.name=x|there is no layer 'fc7'; did you mean 'fc1'?",
        "layers[40].name=x|[40] is beyond the end of a list of 8",
        "layers[40]=1|[40] is beyond the end of a list of 8",
        "layers[99999999999].name=x|list elements: layers[99999999999].name",
        "solver[0]=1|[0] has no list around it",
        "solver.batchsize.x=1|'x' has no object around it",
        "solver.list[0]=1|there is no list list"
      })
  void aPathThatLeadsNowhereIsRefused(String setting, String part) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SmallConfig.with(setting))
        .withMessageContaining(part)
        .withMessageContaining("--set " + setting);
  }

  @Test
  void aNameOfSeveralLayersIsRefused() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SmallConfig.with("layers[6].name=fc1", "layers.fc1.top=x"))
        .withMessageContaining("there are several layers 'fc1', use layers[i]");
  }
}
