// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each message says the rule, the value and the place. A case is a change to [SmallConfig]
/// (several are separated by ` ; `) and its whole message.
final class ConfigErrorsTest {
  static final List<Arguments> SOLVER =
      List.of(
          bad(
              "solver.lr_policy=step",
              "lr_policy must be fixed: lr_policy=step (solver, train.json)"),
          bad("solver.batchsize=0", "batchsize must be > 0: batchsize=0 (solver, train.json)"),
          bad("solver.batchsize=null", "batchsize is missing (solver, train.json)"),
          bad(
              "solver.batchsize=null ; solver.batch_size=64",
              "batchsize is missing, but there is 'batch_size' (solver, train.json)"),
          bad(
              "solver.batchsize=\"64\"",
              "batchsize must be an integer of 32 bits: batchsize=\"64\" (solver, train.json)"),
          bad(
              "solver.batchsize=0.5",
              "batchsize must be an integer of 32 bits: batchsize=0.5 (solver, train.json)"),
          bad(
              "solver.batchsize=5000000000",
              "batchsize must be an integer of 32 bits: batchsize=5000000000 (solver, train.json)"),
          bad(
              "solver.batchsize_eval=-1",
              "batchsize_eval must be > 0: batchsize_eval=-1 (solver, train.json)"),
          bad("solver.max_iter=0", "max_iter must be > 0: max_iter=0 (solver, train.json)"),
          bad(
              "solver.num_epochs=2",
              "max_iter and num_epochs exclude each other: max_iter=1000, num_epochs=2 (solver,"
                  + " train.json)"),
          bad(
              "solver.max_iter=null ; solver.num_epochs=0",
              "num_epochs must be > 0: num_epochs=0 (solver, train.json)"),
          bad("solver.display=-1", "display must be >= 0: display=-1 (solver, train.json)"),
          bad("solver.snapshot=-1", "snapshot must be >= 0: snapshot=-1 (solver, train.json)"),
          bad(
              "solver.snapshot_prefix=7",
              "snapshot_prefix must be a string: snapshot_prefix=7 (solver, train.json)"),
          bad(
              "solver.eval_interval=-1",
              "eval_interval must be >= 0: eval_interval=-1 (solver, train.json)"),
          bad(
              "solver.max_eval_batches=5",
              "eval_batches and max_eval_batches exclude each other (solver, train.json)"),
          bad(
              "solver.eval_batches=-2",
              "eval_batches must be >= 0: eval_batches=-2 (solver, train.json)"),
          bad(
              "solver.mixed_precision=100",
              "mixed_precision must be one of 128, 256, 512, 1024: mixed_precision=100 (solver,"
                  + " train.json)"),
          bad(
              "solver.eval_metrics=[\"AUX\"]",
              "eval_metrics must be one of AUC, AverageLoss, HitRate, LogLoss, Accuracy,"
                  + " NormalizedEntropy, Calibration: eval_metrics=AUX; did you mean 'AUC'?"
                  + " (solver, train.json)"),
          bad(
              "solver.eval_metrics=[\"AUC:1.5\"]",
              "the threshold of AUC must be in 0..1: threshold=1.5 (solver, train.json)"),
          bad(
              "solver.eval_metrics=[\"AUC:high\"]",
              "the threshold of a metric must be a number: eval_metrics=AUC:high (solver,"
                  + " train.json)"),
          bad(
              "solver.eval_metrics=[\"AUC\",\"AUC:0.8\"]",
              "a metric must be named once: eval_metrics=AUC:0.8 (solver, train.json)"),
          bad(
              "solver.input_key_type=I46",
              "input_key_type must be one of I32, I64: input_key_type=I46 (solver, train.json)"),
          bad(
              "solver.gpu=[[0],1]",
              "gpu must be a list of lists of integers: gpu=[[0],1] (solver, train.json)"),
          bad(
              "solver.gpu=[0,\"1\"]",
              "gpu[1] must be an integer of 32 bits: gpu[1]=\"1\" (solver, train.json)"),
          bad("solver=3", "solver must be an object: solver=3 (solver, train.json)"));

  static final List<Arguments> OPTIMIZER =
      List.of(
          bad(
              "optimizer.type=Adm",
              "type must be one of Adam, AdaGrad, MomentumSGD, Nesterov, SGD, Ftrl: type=Adm; did you"
                  + " mean 'Adam'? (optimizer, train.json)"),
          bad(
              "optimizer.type=RMSProp",
              "this optimizer of HugeCTR is not supported: type=RMSProp (optimizer, train.json)"),
          bad("optimizer.type=SGD", "sgd_hparam is missing (optimizer, train.json)"),
          bad(
              "optimizer.update_type=Globl",
              "update_type must be one of Local, Global, LazyGlobal: update_type=Globl; did you mean"
                  + " 'Global'? (optimizer, train.json)"),
          bad(
              "optimizer.global_update=true",
              "update_type and global_update exclude each other (optimizer, train.json)"),
          bad(
              "optimizer.update_type=null ; optimizer.global_update=1",
              "global_update must be true or false: global_update=1 (optimizer, train.json)"),
          bad(
              "optimizer.type=SGD ; optimizer.update_type=LazyGlobal ;"
                  + " optimizer.sgd_hparam.learning_rate=1",
              "update_type LazyGlobal needs the optimizer Adam: type=SGD (optimizer, train.json)"),
          bad(
              "optimizer.adam_hparam.learning_rate=0",
              "learning_rate must be > 0: learning_rate=0.0 (optimizer, train.json)"),
          bad(
              "optimizer.adam_hparam.beta1=1",
              "beta1 must be in [0, 1): beta1=1.0 (optimizer, train.json)"),
          bad(
              "optimizer.adam_hparam.beta2=-0.1",
              "beta2 must be in [0, 1): beta2=-0.1 (optimizer, train.json)"),
          bad(
              "optimizer.adam_hparam.epsilon=0",
              "epsilon must be > 0: epsilon=0.0 (optimizer, train.json)"),
          bad(
              "optimizer.adam_hparam.epsilon=\"small\"",
              "epsilon must be a number: epsilon=\"small\" (optimizer, train.json)"),
          bad(
              "optimizer.adam_hparam.warmup_steps=0",
              "warmup_steps must be > 0: warmup_steps=0 (optimizer, train.json)"),
          bad(
              "optimizer.adam_hparam.decay_start=-1",
              "decay_start must be >= 0: decay_start=-1 (optimizer, train.json)"),
          bad(
              "optimizer.adam_hparam.decay_steps=0",
              "decay_steps must be > 0: decay_steps=0 (optimizer, train.json)"),
          bad(
              "optimizer.adam_hparam.decay_power=0.5",
              "decay_power must be >= 1: decay_power=0.5 (optimizer, train.json)"),
          bad(
              "optimizer.adam_hparam.end_lr=-1",
              "end_lr must be >= 0: end_lr=-1.0 (optimizer, train.json)"),
          bad(
              "optimizer.type=MomentumSGD ; optimizer.momentum_sgd_hparam={\"learning_rate\":1,"
                  + "\"momentum_factor\":1}",
              "momentum_factor must be in [0, 1): momentum_factor=1.0 (optimizer, train.json)"),
          bad(
              "optimizer.type=Ftrl ; optimizer.ftrl_hparam={\"learning_rate\":1,\"lambda1\":-1}",
              "lambda1 must be >= 0: lambda1=-1.0 (optimizer, train.json)"),
          bad(
              "optimizer.type=AdaGrad ; optimizer.adagrad_hparam={\"learning_rate\":1,"
                  + "\"initial_accu_value\":-1}",
              "initial_accu_value must be >= 0: initial_accu_value=-1.0 (optimizer, train.json)"));

  static final List<Arguments> DATA =
      List.of(
          bad(
              "data.type=ReLU",
              "the first layer must be the Data layer: type=ReLU (layers[0] 'data', train.json)"),
          bad(
              "data.format=norm",
              "format must be one of Norm, Raw, RawAsync, Parquet, Criteo, Synthetic: format=norm; did"
                  + " you mean 'Norm'? (layers[0] 'data', train.json)"),
          bad(
              "data.check=null",
              "check is missing: Norm files need \"Sum\" or \"None\" (layers[0] 'data', train.json)"),
          bad(
              "data.check=Some",
              "check must be one of Sum, None: check=Some (layers[0] 'data', train.json)"),
          bad("data.source=null", "source is missing (layers[0] 'data', train.json)"),
          bad(
              "data.source=[\"a\",\"b\"]",
              "source must be one file: a list of sources is not supported, name all data files in"
                  + " one file list: source=[a, b] (layers[0] 'data', train.json)"),
          bad("data.label=null", "label is missing (layers[0] 'data', train.json)"),
          bad(
              "data.label.label_dim=0",
              "label_dim must be > 0: label_dim=0 (layers[0] 'data', train.json)"),
          bad(
              "data.dense.dense_dim=-1",
              "dense_dim must be >= 0: dense_dim=-1 (layers[0] 'data', train.json)"),
          bad(
              "data.sparse={}",
              "sparse must be a list of objects: sparse={} (layers[0] 'data', train.json)"),
          bad(
              "data.sparse[0].slot_num=0",
              "slot_num must be > 0: slot_num=0 (deep) (layers[0] 'data'.sparse[0], train.json)"),
          bad(
              "data.sparse[0].max_nnz=0",
              "max_nnz must be > 0: max_nnz=0 (deep) (layers[0] 'data'.sparse[0], train.json)"),
          bad(
              "data.sparse[0].type=HashedSlot",
              "type must be one of DistributedSlot, LocalizedSlot: type=HashedSlot (layers[0]"
                  + " 'data'.sparse[0], train.json)"),
          bad(
              "data.sparse[0].nnz_per_slot=2",
              "nnz_per_slot excludes max_feature_num_per_sample and max_nnz: nnz_per_slot=[2]"
                  + " (layers[0] 'data'.sparse[0], train.json)"),
          bad(
              "data.sparse[0]={\"top\":\"deep\",\"slot_num\":26,\"nnz_per_slot\":[1,2]}",
              "nnz_per_slot must be one number or one per slot (slots=26): entries=2 (layers[0]"
                  + " 'data'.sparse[0], train.json)"),
          bad(
              "data.sparse[0]={\"top\":\"deep\",\"slot_num\":26,\"nnz_per_slot\":0}",
              "nnz_per_slot must be > 0: nnz_per_slot=0 (layers[0] 'data'.sparse[0], train.json)"),
          bad(
              "data.slot_size_array=[1,2]",
              "slot_size_array must have one entry per slot (slots=26): entries=2 (layers[0] 'data',"
                  + " train.json)"),
          bad(
              "data.slot_size_array=[-1]",
              "every entry of slot_size_array must be >= 0: entry=-1 (layers[0] 'data', train.json)"),
          bad(
              "data.slot_size_array=[9223372036854775807,1]",
              "the entries of slot_size_array must add up to less than 2^63: entry=1 (layers[0]"
                  + " 'data', train.json)"),
          bad(
              "data.format=Raw",
              "num_samples is missing: the format Raw needs it (layers[0] 'data', train.json)"),
          bad(
              "data.format=Raw ; data.num_samples=9",
              "eval_num_samples is missing: the format Raw needs it (layers[0] 'data', train.json)"),
          bad(
              "data.num_samples=-1",
              "num_samples must be >= 0: num_samples=-1 (layers[0] 'data', train.json)"),
          bad(
              "data.format=Raw ; data.num_samples=9 ; data.eval_num_samples=9 ;"
                  + " solver.input_key_type=I64",
              "the format Raw holds 32-bit keys: input_key_type=I64 (layers[0] 'data', train.json)"),
          bad(
              "data.cache_eval_data=-1",
              "cache_eval_data must be >= 0: cache_eval_data=-1 (layers[0] 'data', train.json)"),
          bad(
              "data.float_label_dense=1",
              "float_label_dense must be true or false: float_label_dense=1 (layers[0] 'data',"
                  + " train.json)"),
          bad(
              "data.options={\"ranges\":[1]}",
              "ranges must be a string, a number, true or false: ranges=[1] (layers[0]"
                  + " 'data'.options, train.json)"));

  static final List<Arguments> EMBEDDING =
      List.of(
          bad(
              "layers.embedding.sparse_embedding_hparam.embedding_vec_size=-1",
              "embedding_vec_size must be > 0: embedding_vec_size=-1 (layers[1] 'embedding',"
                  + " train.json)"),
          bad(
              "layers.embedding.sparse_embedding_hparam=null",
              "sparse_embedding_hparam is missing (layers[1] 'embedding', train.json)"),
          bad(
              "layers.embedding.sparse_embedding_hparam.combiner=2",
              "combiner must be 0 (sum), 1 (mean), \"sum\" or \"mean\": combiner=2 (layers[1]"
                  + " 'embedding', train.json)"),
          bad(
              "layers.embedding.sparse_embedding_hparam.combiner=concat",
              "combiner must be one of sum, mean: combiner=concat (layers[1] 'embedding', train.json)"),
          bad(
              "layers.embedding.sparse_embedding_hparam.max_vocabulary_size_per_gpu=-5",
              "max_vocabulary_size_per_gpu must be >= 0: max_vocabulary_size_per_gpu=-5 (layers[1]"
                  + " 'embedding', train.json)"),
          bad(
              "layers.embedding.sparse_embedding_hparam.workspace_size_per_gpu_in_mb=-5",
              "workspace_size_per_gpu_in_mb must be >= 0: workspace_size_per_gpu_in_mb=-5.0 (layers[1]"
                  + " 'embedding', train.json)"),
          bad(
              "layers.embedding.type=LocalizedSlotSparseEmbeddingOneHot",
              "slot_size_array is missing: LocalizedSlotSparseEmbeddingOneHot needs it (layers[1]"
                  + " 'embedding', train.json)"),
          bad(
              "layers.embedding.sparse_embedding_hparam.slot_size_array=[5,6]",
              "slot_size_array must have one entry per slot of deep (slots=26): entries=2 (layers[1]"
                  + " 'embedding', train.json)"),
          bad(
              "layers.embedding.sparse_embedding_hparam.slot_size_array=[5,-6]",
              "every entry of slot_size_array must be > 0: entry=-6 (layers[1] 'embedding',"
                  + " train.json)"),
          bad(
              "layers.embedding.bottom=[\"deep\",\"dense\"]",
              "an embedding must have one bottom: bottom=[deep, dense] (layers[1] 'embedding',"
                  + " train.json)"),
          bad(
              "layers.embedding.bottom=dep",
              "No such bottom: an embedding reads a sparse input of the Data layer: bottom=dep; did"
                  + " you mean 'deep'? (layers[1] 'embedding', train.json)"),
          bad(
              "layers.embedding.optimizer={\"type\":\"SGD\",\"sgd_hparam\":{\"learning_rate\":-1}}",
              "learning_rate must be > 0: learning_rate=-1.0 (layers[1] 'embedding'.optimizer,"
                  + " train.json)"));

  static final List<Arguments> BELADY =
      List.of(
          bad("belady.threads=-1", "threads must be >= 0: threads=-1 (belady, train.json)"),
          bad(
              "belady.skip_bad_records=-1",
              "skip_bad_records must be >= 0: skip_bad_records=-1 (belady, train.json)"),
          bad(
              "belady.eval_range=some",
              "eval_range must be one of first, continue, all: eval_range=some (belady, train.json)"),
          bad("belady.memory=0B", "memory must be > 0: memory=0 (belady, train.json)"),
          bad(
              "belady.memory=lots",
              "a size must be a number with B, KiB, MiB, GiB, TiB, KB, MB, GB or TB: size=lots"
                  + " (belady, train.json)"),
          bad(
              "belady.memory=1MiB ; belady.policy=cdlrn",
              "policy must be one of lookahead, cdlrm: policy=cdlrn; did you mean 'cdlrm'? (belady, train.json)"),
          bad(
              "belady.policy=cdlrm",
              "policy needs a budget: memory is missing (belady, train.json)"),
          bad(
              "belady.memory=1MiB ; belady.policy_ways=4",
              "policy_ways needs policy=cdlrm: policy=lookahead (belady, train.json)"),
          bad(
              "belady.memory=1MiB ; belady.policy=cdlrm ; belady.policy_ways=0",
              "policy_ways must be 1 to 1024: policy_ways=0 (belady, train.json)"),
          bad(
              "belady.memory=1MiB ; belady.policy=cdlrm ; belady.policy_sets=-1",
              "policy_sets must be >= 0: policy_sets=-1 (belady, train.json)"),
          bad(
              "belady.memory=1MiB ; belady.store=disk",
              "store must be one of file, memory: store=disk (belady, train.json)"),
          bad(
              "belady.lookahead=4",
              "lookahead needs a budget: memory is missing (belady, train.json)"),
          bad(
              "belady.memory=1MiB ; belady.lookahead=-4",
              "lookahead must be >= 0: lookahead=-4 (belady, train.json)"),
          bad(
              "belady.popularity=auto",
              "popularity must be an object: popularity=\"auto\" (belady, train.json)"),
          bad(
              "belady.popularity.rate=30",
              "rate needs a schedule of hot and cold batches: schedule=keep-order"
                  + " (belady.popularity, train.json)"),
          bad(
              "belady.popularity.schedule=fae ; belady.popularity.rate=0",
              "rate must be in 1..100: rate=0 (belady.popularity, train.json)"),
          bad(
              "belady.popularity.hot_set=hot.bin ; belady.popularity.budget=1MiB",
              "budget has no meaning beside hot_set: the rows are those of the file"
                  + " (belady.popularity, train.json)"),
          bad(
              "belady.popularity.sample_rate=2",
              "sample_rate must be in (0, 1]: sample_rate=2.0 (belady.popularity, train.json)"),
          bad(
              "belady.popularity.count_memory=much",
              "a size must be a number with B, KiB, MiB, GiB, TiB, KB, MB, GB or TB: size=much"
                  + " (belady.popularity, train.json)"),
          bad(
              "belady.popularity.packed=data",
              "packed needs a schedule of hot and cold batches: schedule=keep-order"
                  + " (belady.popularity, train.json)"));

  private static Arguments bad(String change, String message) {
    return arguments(change, message);
  }

  @ParameterizedTest
  @FieldSource({"SOLVER", "OPTIMIZER", "DATA", "EMBEDDING", "BELADY"})
  void messageSaysRuleValueAndPlace(String change, String message) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SmallConfig.with(change.split(" ; *", -1)))
        .withMessage(message);
  }

  static Stream<Arguments> brokenTexts() {
    return Stream.of(
        arguments("[]", "a configuration must be a JSON object (train.json)"),
        arguments(
            "{}", "layers must be a list that begins with the Data layer (layers, train.json)"),
        arguments("{\"layers\": []}", "layers must be a list that begins with the Data layer"),
        arguments("{\"layers\": [3]}", "a layer must be an object (layers[0], train.json)"),
        arguments("{\"layers\": [{}]}", "type is missing (layers[0], train.json)"),
        arguments("{\n  \"solver\": {,}\n}", "(line 2, column 14, train.json)"),
        arguments("{\"solver\": {}", "not valid JSON: "),
        arguments("{} x", "not valid JSON: "),
        arguments("", "a configuration must be a JSON object (train.json)"));
  }

  @ParameterizedTest
  @MethodSource("brokenTexts")
  void brokenFileIsRefusedWithItsPlace(String text, String part) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigFile.parse(text, "train.json", ConfigOverrides.none()))
        .withMessageContaining(part);
  }

  @Test
  void missingFileIsNamed() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigFile.read(Path.of("no", "such.json"), ConfigOverrides.none()))
        .withMessage("no such configuration file: " + Path.of("no", "such.json"));
  }

  @Test
  void severalErrorsAreReportedAtOnce() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() ->
            SmallConfig.with(
                "solver.batchsize=0",
                "optimizer.type=Adm",
                "data.check=Some",
                "layers.fc1.fc_param.num_output=-3",
                "layers.fc2.fc_param=null"))
        .satisfies(e ->
            assertThat(String.valueOf(e.getMessage()).lines())
                .hasSize(5)
                .allMatch(line -> line.endsWith(", train.json)")));
  }

  @Test
  void moreThanTenErrorsAreCounted() {
    StringBuilder layers = new StringBuilder("{\"layers\": [{\"type\": \"Data\"}");
    for (int i = 0; i < 12; i++) {
      layers.append(", {\"type\": \"Nothing\"}");
    }
    String[] lines = catchMessage(layers.append("]}").toString()).lines().toArray(String[]::new);
    assertThat(lines).hasSize(11);
    assertThat(Arrays.asList(lines).getLast()).isEqualTo("and 3 more errors (train.json)");
  }

  private static String catchMessage(String text) {
    try {
      ConfigFile.parse(text, "train.json", ConfigOverrides.none());
      return "";
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
