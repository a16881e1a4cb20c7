// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.config.EmbeddingSpec.Combiner;
import dev.belady.config.LayerSpec.Regularizer;
import dev.belady.config.OptimizerSpec.UpdateType;
import dev.belady.config.SolverSpec.ModelFiles;
import dev.belady.config.SolverSpec.RunLength;
import dev.belady.data.BadRecords;
import dev.belady.data.KeyType;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.SparseInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a file says arrives in the records, and what it leaves out gets HugeCTR's defaults.
final class ConfigFileTest {
  private static final String HPARAM = "layers.embedding.sparse_embedding_hparam";

  @Test
  void solverIsRead() {
    SolverSpec solver =
        SmallConfig.with(
                "solver.batchsize_eval=32",
                "solver.seed=5",
                "solver.input_key_type=I64",
                "solver.dense_model_file=dense.model",
                "solver.sparse_model_file=sparse.model",
                "solver.sparse_opt_states_file=[\"a\",\"b\"]")
            .solver();
    assertThat(solver.length()).isEqualTo(new RunLength.Iterations(1000));
    assertThat(solver.batchSize()).isEqualTo(64);
    assertThat(solver.display()).isEqualTo(100);
    assertThat(solver.snapshot()).isEqualTo(new SolverSpec.SnapshotSpec(500, "out/"));
    assertThat(solver.evaluation())
        .isEqualTo(
            new EvaluationSpec(200, 32, 10, List.of(new MetricSpec(MetricSpec.Kind.AUC, 1)), ""));
    assertThat(solver.start())
        .isEqualTo(new ModelFiles("dense.model", List.of("sparse.model"), "", List.of("a", "b")));
    assertThat(solver.keyType()).isEqualTo(KeyType.I64);
    assertThat(solver.seed()).isEqualTo(5);
  }

  @Test
  void evaluationBatchIsTheTrainingBatchUnlessSaid() {
    assertThat(SmallConfig.with().solver().evaluation().batchSize()).isEqualTo(64);
  }

  @Test
  void withoutALengthThereIsOneEpoch() {
    assertThat(SmallConfig.with("solver.max_iter=null").solver().length())
        .isEqualTo(new RunLength.Epochs(1));
    assertThat(SmallConfig.with("solver.max_iter=null", "solver.num_epochs=3").solver().length())
        .isEqualTo(new RunLength.Epochs(3));
  }

  @Test
  void namesOfVersion3SetTheEvaluation() {
    assertThat(
            SmallConfig.with("solver.eval_batches=null", "solver.max_eval_batches=7")
                .solver()
                .evaluation()
                .batches())
        .isEqualTo(7);
    assertThat(
            SmallConfig.with("solver.eval_batches=null", "solver.max_eval_samples=65")
                .solver()
                .evaluation()
                .batches())
        .isEqualTo(2);
  }

  @Test
  void metricsHaveThresholds() {
    assertThat(
            SmallConfig.with(
                    "solver.eval_metrics=[\"AUC:0.8025\",\"AverageLoss\",\"HitRate:0.5\","
                        + "\"LogLoss\"]")
                .solver()
                .evaluation()
                .metrics())
        .containsExactly(
            new MetricSpec(MetricSpec.Kind.AUC, 0.8025),
            new MetricSpec(MetricSpec.Kind.AVERAGE_LOSS, 1),
            new MetricSpec(MetricSpec.Kind.HIT_RATE, 0.5),
            new MetricSpec(MetricSpec.Kind.LOG_LOSS, 1));
  }

  @Test
  void gpuSettingsAreIgnoredWithANotice() {
    ModelConfig config =
        SmallConfig.with(
            "solver.gpu=[[0,1],[0,1]]",
            "solver.mixed_precision=1024",
            "solver.cuda_graph=false",
            "solver.algorithm_search=false",
            "layers.embedding.plan_file=plan.json");
    assertThat(config.solver().gpuCount()).isEqualTo(4);
    assertThat(config.notices())
        .containsExactlyInAnyOrder(
            "mixed_precision is ignored: everything is computed in 32-bit floats without a scale"
                + " (solver)",
            "algorithm_search, cuda_graph are ignored: they tune the use of GPUs and change no"
                + " result (solver)",
            "gpu names 4 devices and is ignored: belady.threads says how many cores compute"
                + " (solver)",
            "plan_file is ignored: there are no transfers between GPUs to plan (layers[1]"
                + " 'embedding')");
  }

  @Test
  void optimizerIsRead() {
    OptimizerSpec optimizer =
        SmallConfig.with(
                "optimizer.adam_hparam.warmup_steps=10",
                "optimizer.adam_hparam.decay_start=20",
                "optimizer.adam_hparam.decay_steps=30",
                "optimizer.adam_hparam.decay_power=3",
                "optimizer.adam_hparam.end_lr=0.0001")
            .optimizer();
    assertThat(optimizer)
        .isEqualTo(
            new OptimizerSpec(
                new OptimizerSpec.Adam(0.9, 0.999, 1e-7),
                UpdateType.GLOBAL,
                new ScheduleSpec(0.001, 10, 20, 30, 3, 0.0001)));
  }

  @ParameterizedTest
  @CsvSource({"true, GLOBAL", "false, LOCAL"})
  void globalUpdateIsTheOldNameOfTheUpdateType(boolean global, UpdateType type) {
    OptimizerSpec optimizer =
        SmallConfig.with("optimizer.update_type=null", "optimizer.global_update=" + global)
            .optimizer();
    assertThat(optimizer.updateType()).isEqualTo(type);
  }

  @Test
  void everyOptimizerIsRead() {
    assertThat(rule("AdaGrad", "adagrad_hparam", "'initial_accu_value':0.5,'epsilon':0.25"))
        .isEqualTo(new OptimizerSpec.AdaGrad(0.5, 0.25));
    assertThat(rule("MomentumSGD", "momentum_sgd_hparam", "'momentum_factor':0.5"))
        .isEqualTo(new OptimizerSpec.MomentumSgd(0.5));
    assertThat(rule("Nesterov", "nesterov_hparam", "'momentum_factor':0.5"))
        .isEqualTo(new OptimizerSpec.Nesterov(0.5));
    assertThat(rule("SGD", "sgd_hparam", "'atomic_update':true"))
        .isEqualTo(new OptimizerSpec.Sgd());
    assertThat(rule("Ftrl", "ftrl_hparam", "'beta':1,'lambda1':2,'lambda2':3"))
        .isEqualTo(new OptimizerSpec.Ftrl(1, 2, 3));
  }

  private static OptimizerSpec.Rule rule(String type, String block, String members) {
    String json = "{'learning_rate':1," + members + "}";
    OptimizerSpec optimizer =
        SmallConfig.with(
                "optimizer.type=" + type, "optimizer." + block + "=" + json.replace('\'', '"'))
            .optimizer();
    assertThat(optimizer.rule().jsonName()).isEqualTo(type);
    return optimizer.rule();
  }

  @Test
  void anEmbeddingMayHaveItsOwnOptimizerButNotItsOwnSchedule() {
    ModelConfig config =
        SmallConfig.with(
            "layers.embedding.optimizer={\"type\":\"SGD\",\"update_type\":\"Local\","
                + "\"sgd_hparam\":{\"learning_rate\":0.5}}");
    assertThat(config.embeddings().getFirst().optimizer())
        .isEqualTo(
            new OptimizerSpec(
                new OptimizerSpec.Sgd(), UpdateType.LOCAL, ScheduleSpec.constant(0.001)));
    assertThat(config.notices()).singleElement().asString().contains("learning rate");
  }

  @Test
  void dataIsRead() {
    DataSpec data = SmallConfig.with("data.cache_eval_data=4").data();
    assertThat(data.format()).isEqualTo("Norm");
    assertThat(data.label()).isEqualTo(new DataSpec.DenseTensor("label", 1));
    assertThat(data.dense()).isEqualTo(new DataSpec.DenseTensor("dense", 13));
    assertThat(data.encoding()).isEqualTo(new DataSpec.Encoding(KeyType.I32, true, false));
    assertThat(data.cachedEvalBatches()).isEqualTo(4);
    assertThat(data.slotSizes()).isEmpty();
  }

  @Test
  void sourcesAreDescribedForTheReaders() {
    BadRecords bad = new BadRecords(3);
    DataSpec data = SmallConfig.with("data.check=None").data();
    Schema schema = new Schema(1, 13, List.of(new SparseInput("deep", 26, 30, 30)));
    assertThat(data.trainSource(bad))
        .isEqualTo(
            new SourceSpec(
                schema, "train.txt", KeyType.I32, false, List.of(), 0, false, Map.of(), bad));
    assertThat(data.evalSource(bad).path()).isEqualTo("eval.txt");
    assertThat(data.hasEvaluation()).isTrue();
    assertThat(SmallConfig.with("data.eval_source=null").data().hasEvaluation()).isFalse();
  }

  @Test
  void rawAsyncIsRaw() {
    ModelConfig config =
        SmallConfig.with(
            "data.format=RawAsync",
            "data.num_samples=100",
            "data.eval_num_samples=10",
            "data.float_label_dense=true",
            "data.async_param={\"num_threads\":4}",
            "data.num_workers=3");
    assertThat(config.data().format()).isEqualTo("Raw");
    assertThat(config.data().train().count()).isEqualTo(100);
    assertThat(config.data().eval().count()).isEqualTo(10);
    assertThat(config.data().encoding().floatLabelDense()).isTrue();
    assertThat(config.notices()).hasSize(2);
  }

  @Test
  void syntheticEvaluationIsAStreamOfTheSameModel() {
    DataSpec data =
        SmallConfig.with(
                "data.format=Synthetic",
                "data.source=null",
                "data.eval_source=null",
                "data.num_samples=1000",
                "data.eval_num_samples=50",
                "data.options={\"alpha\":1.2,\"seed\":3,\"name\":\"x\",\"flag\":true}")
            .data();
    BadRecords bad = new BadRecords(0);
    Map<String, String> options = Map.of("alpha", "1.2", "seed", "3", "name", "x", "flag", "true");
    assertThat(data.trainSource(bad).options()).isEqualTo(options);
    assertThat(data.trainSource(bad).samples()).isEqualTo(1000);
    assertThat(data.evalSource(bad).options()).containsAllEntriesOf(options);
    assertThat(data.evalSource(bad).options()).containsEntry("stream", "eval");
    assertThat(data.evalSource(bad).samples()).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"3;3;78", "[1,2,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,4];4;30"})
  void sparseInputsOfVersion3AreRead(String perSlot, int maxHotness, int maxKeys) {
    ModelConfig config =
        SmallConfig.with(
            "data.sparse[0]={\"top\":\"deep\",\"slot_num\":26,\"is_fixed_length\":true,"
                + "\"nnz_per_slot\":"
                + perSlot
                + "}");
    assertThat(config.data().sparse())
        .containsExactly(new SparseInput("deep", 26, maxHotness, maxKeys));
    assertThat(config.notices()).isEmpty();
  }

  @Test
  void embeddingIsRead() {
    EmbeddingSpec embedding =
        SmallConfig.with("solver.gpu=[0,1]", HPARAM + ".combiner=1").embeddings().getFirst();
    assertThat(embedding.name()).isEqualTo("embedding");
    assertThat(embedding.place()).isEqualTo("layers[1] 'embedding'");
    assertThat(embedding.type()).isEqualTo(EmbeddingSpec.Type.DISTRIBUTED);
    assertThat(embedding.input()).isEqualTo("deep");
    assertThat(embedding.output()).isEqualTo("vectors");
    assertThat(embedding.vectorSize()).isEqualTo(16);
    assertThat(embedding.combiner()).isEqualTo(Combiner.MEAN);
    assertThat(embedding.rowsHint()).isEqualTo(2000);
    assertThat(embedding.slotSizes()).isEmpty();
    assertThat(embedding.optimizer()).isEqualTo(SmallConfig.with().optimizer());
  }

  @Test
  void embeddingsOfVersion3AreRead() {
    EmbeddingSpec embedding =
        SmallConfig.with(
                HPARAM
                    + "={\"workspace_size_per_gpu_in_mb\":1,\"embedding_vec_size\":16,"
                    + "\"combiner\":\"mean\"}")
            .embeddings()
            .getFirst();
    assertThat(embedding.rowsHint()).isEqualTo(16384);
    assertThat(embedding.combiner()).isEqualTo(Combiner.MEAN);
  }

  @Test
  void hybridEmbeddingIsAcceptedWithANotice() {
    String sizes = "[" + "7,".repeat(25) + "7]";
    ModelConfig config =
        SmallConfig.with(
            "layers.embedding.type=HybridSparseEmbedding",
            HPARAM + ".slot_size_array=" + sizes,
            HPARAM + ".p_dup_max=0.01",
            HPARAM + ".communication_type=NVLink_SingleNode");
    EmbeddingSpec embedding = config.embeddings().getFirst();
    assertThat(embedding.type()).isEqualTo(EmbeddingSpec.Type.HYBRID);
    assertThat(embedding.rowsHint()).isEqualTo(26 * 7);
    assertThat(embedding.slotSizes()).hasSize(26);
    assertThat(config.notices())
        .anyMatch(notice -> notice.startsWith("HybridSparseEmbedding is trained as"))
        .anyMatch(notice -> notice.startsWith("p_dup_max, communication_type are ignored"));
  }

  @Test
  void layersAreRead() {
    ModelConfig config = SmallConfig.with();
    LayerHead head = new LayerHead("layers[6] 'fc2'", "fc2", List.of("relu1"), List.of("fc2"));
    assertThat(config.layers().get(4))
        .isEqualTo(
            new LayerSpec.InnerProduct(
                head, 1, InitializerKind.XAVIER_UNIFORM, InitializerKind.ZERO));
    assertThat(config.layers().get(0)).isInstanceOf(LayerSpec.Reshape.class);
    assertThat(config.loss().logits()).isEqualTo("fc2");
    assertThat(config.loss().labels()).isEqualTo("label");
    assertThat(config.loss().regularizer()).isEqualTo(new Regularizer(Regularizer.Kind.L2, 0.0005));
    assertThat(config.notices()).isEmpty();
  }

  @Test
  void fusedLayersOfVersion3KeepTheirFirstTensors() {
    ModelConfig config =
        SmallConfig.with(
            "layers.relu1={\"type\":\"FusedInnerProduct\",\"pos_type\":\"Body\","
                + "\"act_type\":\"None\",\"bottom\":[\"fc1\",\"m\",\"d\",\"b\"],"
                + "\"top\":[\"relu1\",\"m2\",\"d2\",\"b2\"],\"fc_param\":{\"num_output\":8}}");
    LayerSpec layer = config.layers().get(3);
    assertThat(layer.inputs()).containsExactly("fc1");
    assertThat(layer.outputs()).containsExactly("relu1");
    assertThat(((LayerSpec.FusedInnerProduct) layer).relu()).isFalse();
  }

  @Test
  void reshapeHasThreeForms() {
    assertThat(reshape("")).isInstanceOf(LayerSpec.Reshape.class);
    assertThat(reshape(",\"leading_dim\":16,\"time_step\":2"))
        .isInstanceOfSatisfying(
            LayerSpec.Reshape.class,
            reshape -> {
              assertThat(reshape.leadingDim()).isEqualTo(16);
              assertThat(reshape.timeStep()).isEqualTo(2);
            });
    assertThat(reshape(",\"selected\":[0,5]"))
        .isInstanceOfSatisfying(
            LayerSpec.SelectSlots.class,
            select -> assertThat(select.slots()).containsExactly(0, 5));
  }

  private static LayerSpec reshape(String members) {
    return SmallConfig.with(
            "layers[2]={\"type\":\"Reshape\",\"bottom\":\"vectors\",\"top\":\"flat\""
                + members
                + "}")
        .layers()
        .getFirst();
  }

  @Test
  void unreadTensorsAndUnknownKeysAreNoticed() {
    ModelConfig config =
        SmallConfig.with(
            "solvr.x=1",
            "layers.fc1.fc_param.num_outputs=5",
            "layers.loss.bottom=[\"fc1\",\"label\"]",
            "layers.fc1._comment=mine");
    assertThat(config.notices())
        .containsExactlyInAnyOrder(
            "unknown key 'solvr' is ignored; did you mean 'solver'? (train.json)",
            "no layer reads the top 'fc2' (layers[6] 'fc2')",
            "unknown key 'num_outputs' is ignored; did you mean 'num_output'? (layers[4] 'fc1')");
  }

  @Test
  void beladyObjectIsRead() {
    assertThat(SmallConfig.with().belady()).isEqualTo(BeladySpec.DEFAULTS);
    BeladySpec belady =
        SmallConfig.with(
                "belady={\"threads\":2,\"reader_threads\":3,\"shuffle_window\":4,\"seed\":5,"
                    + "\"skip_bad_records\":6,\"eval_range\":\"all\",\"report\":false,"
                    + "\"save_final_model\":false,\"snapshot_format\":\"3.1\"}")
            .belady();
    assertThat(belady.threads()).isEqualTo(2);
    assertThat(belady.readerThreads()).isEqualTo(3);
    assertThat(belady.shuffleWindow()).isEqualTo(4);
    assertThat(belady.seed()).hasValue(5);
    assertThat(belady.skipBadRecords()).isEqualTo(6);
    assertThat(belady.evaluationRange()).isEqualTo(BeladySpec.EvaluationRange.ALL);
    assertThat(belady.report()).isFalse();
    assertThat(belady.saveFinalModel()).isFalse();
    assertThat(belady.snapshotFormat()).isEqualTo(BeladySpec.SnapshotFormat.V3_1);
  }

  @Test
  void aSnapshotFormatMayBeWrittenAsANumber() {
    assertThat(SmallConfig.with("belady.snapshot_format=3.1").belady().snapshotFormat())
        .isEqualTo(BeladySpec.SnapshotFormat.V3_1);
    assertThatThrownBy(() -> SmallConfig.with("belady.snapshot_format=3.2"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("snapshot_format must be one of 2.3, 3.1: snapshot_format=3.2");
  }

  @Test
  void theTextOfAConfigurationHasItsOverridesAndReadsBackAsTheSame() {
    ModelConfig config =
        SmallConfig.with("solver.batchsize=32", "layers.fc1.fc_param.num_output=5");
    ModelConfig again = ConfigFile.parse(config.json(), "train.json", ConfigOverrides.none());
    assertThat(again).isEqualTo(config);
    assertThat(again.solver().batchSize()).isEqualTo(32);
  }

  @Test
  void aGraphWithoutSolverAndOptimizerTakesThePythonDefaults() {
    ModelConfig config = SmallConfig.with("solver=null", "optimizer=null");
    assertThat(config.solver()).isEqualTo(SolverParser.DEFAULT);
    assertThat(config.optimizer()).isEqualTo(OptimizerParser.DEFAULT);
    assertThat(config.notices()).hasSize(2).allMatch(notice -> notice.contains("defaults"));
  }

  /// As `graph_to_json` of 3.1 writes it: no names, no sources, no solver.
  @Test
  void aGraphOfVersion31IsRead() {
    String graph =
        """
        {"layers": [
          {"type": "Data", "label": {"top": "label", "label_dim": 1},
           "dense": {"top": "dense", "dense_dim": 4},
           "sparse": [{"top": "data1", "type": "LocalizedSlot", "nnz_per_slot": [2, 1],
                       "is_fixed_length": false, "slot_num": 2}]},
          {"type": "LocalizedSlotSparseEmbeddingHash", "bottom": "data1", "top": "embedding1",
           "sparse_embedding_hparam": {"workspace_size_per_gpu_in_mb": 23,
             "max_vocabulary_size_global": 500, "embedding_vec_size": 4, "combiner": "sum"},
           "optimizer": {"update_type": "Local", "type": "AdaGrad",
             "adagrad_hparam": {"initial_accu_value": 0.0, "epsilon": 1e-6}}},
          {"type": "FusedInnerProduct", "bottom": "dense", "top": "fc1", "position": "Isolated",
           "activation": "Relu", "fc_param": {"num_output": 4}},
          {"type": "Interaction", "bottom": ["fc1", "embedding1"], "top": "interaction1"},
          {"type": "Softmax", "bottom": "interaction1", "top": "softmax1", "factor": 1.0},
          {"type": "PReLU_Dice", "bottom": "softmax1", "top": "dice1",
           "prelu_dice_param": {"alpha": 0.25, "eps": 1e-8}},
          {"type": "MultiCross", "bottom": "dice1", "top": "cross1",
           "mc_param": {"num_layers": 2, "projection_dim": 0}},
          {"type": "InnerProduct", "bottom": "cross1", "top": "fc2",
           "fc_param": {"num_output": 1, "weight_init": "XavierUniform"}},
          {"type": "BinaryCrossEntropyLoss", "bottom": ["fc2", "label"], "top": "loss"}
        ]}
        """;
    ModelConfig config =
        ConfigFile.parse(
            graph,
            "graph.json",
            ConfigOverrides.of(List.of("data.format=Parquet", "data.source=_file_list.txt")));
    assertThat(config.solver().batchSize()).isEqualTo(2048);
    assertThat(config.data().sparse()).containsExactly(new SparseInput("data1", 2, 2, 3));
    EmbeddingSpec embedding = config.embeddings().getFirst();
    assertThat(embedding.name()).isEqualTo("embedding1");
    assertThat(embedding.rowsHint()).isEqualTo(500);
    assertThat(embedding.optimizer().rule()).isEqualTo(new OptimizerSpec.AdaGrad(0, 1e-6));
    assertThat(config.layers().getFirst().name()).isEqualTo("fc1");
    assertThat(config.layers()).hasSize(7);
    assertThat(config.notices()).noneMatch(notice -> notice.contains("unknown"));
  }

  @Test
  void anotherSolverBringsItsKeyType() {
    SolverSpec solver = SmallConfig.with("solver.input_key_type=I64").solver();
    ModelConfig config = SmallConfig.with().withSolver(solver);
    assertThat(config.solver()).isSameAs(solver);
    assertThat(config.data().encoding().keyType()).isEqualTo(KeyType.I64);
  }

  @Test
  void commentsAreAllowed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("train.json");
    Files.writeString(file, "// a model\n" + SmallConfig.JSON + "/* the end */");
    ModelConfig config = ConfigFile.read(file, ConfigOverrides.none());
    assertThat(config.file()).isEqualTo(file.toString());
  }
}
