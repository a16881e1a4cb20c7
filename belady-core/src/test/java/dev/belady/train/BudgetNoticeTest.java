// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.SparseInput;
import dev.belady.kernel.KernelProvider;
import dev.belady.model.RowStores;
import dev.belady.tier.MemoryRowStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A run says at its start that a later batch may need more than the budget, if and only if one
/// can.
final class BudgetNoticeTest {
  /// Batches of 8 samples with up to 3 keys in each of two slots, one of 2 rows, one of 1000; rows
  /// of 16 bytes.
  private static final String JSON =
      """
      {"solver":{"max_iter":100,"gpu":[0],"batchsize":8,"batchsize_eval":8,"snapshot":0,
        "snapshot_prefix":"./","eval_interval":0,"seed":3,"input_key_type":"I64"},
       "optimizer":{"type":"SGD","update_type":"Local","sgd_hparam":{"learning_rate":0.1}},
       "layers":[
        {"name":"data","type":"Data","format":"Synthetic","source":"","check":"None",
         "label":{"top":"label","label_dim":1},"dense":{"top":"dense","dense_dim":1},
         "sparse":[{"top":"keys","type":"DistributedSlot","max_feature_num_per_sample":6,
           "max_nnz":3,"slot_num":2}],
         "slot_size_array":[2,1000],"num_samples":4000,"options":{"nnz":"3"}},
        {"name":"emb","type":"LocalizedSlotSparseEmbeddingHash","bottom":"keys","top":"emb",
         "sparse_embedding_hparam":{"slot_size_array":[2,1000],"embedding_vec_size":4,
           "combiner":0}},
        {"type":"Reshape","bottom":"emb","top":"flat","leading_dim":8},
        {"type":"Concat","bottom":["flat","dense"],"top":"in"},
        {"type":"InnerProduct","bottom":"in","top":"logit","fc_param":{"num_output":1}},
        {"name":"loss","type":"BinaryCrossEntropyLoss","bottom":["logit","label"],"top":"loss"}]}
      """;

  private static List<String> notices(ModelConfig config, int steps) throws InterruptedException {
    RowStores stores = (table, floats) -> new MemoryRowStore(floats);
    try (Session session = Session.open(config, KernelProvider.select(), stores)) {
      session.startDataReading();
      List<String> notices = session.notices();
      for (int step = 0; step < steps; step++) {
        assertThat(session.train()).isTrue();
      }
      assertThat(session.notices()).isEqualTo(notices);
      return notices;
    }
  }

  private static ModelConfig config(long memory, String... more) {
    List<String> settings = new ArrayList<>(List.of(more));
    settings.add("belady.memory=" + memory + "B");
    return TieredModels.config(JSON, settings.toArray(String[]::new));
  }

  /// 2 rows of the small slot and 8 times 3 of the other, each with 48 bytes of the planner, and a
  /// buffer of twice 2 rows.
  private static final long BOUND = 26 * (16 + 48) + 4 * 16;

  @Test
  void aBudgetBelowTheBoundIsSaidWithAllThatOneNeedsToKnow() throws InterruptedException {
    assertThat(notices(config(BOUND - 1), 0))
        .containsExactly(
            "a later batch may need more than the budget, but none more than 1728B: memory=1727B;"
                + " it would end the run with its model saved, and belady plan --batches all finds"
                + " the exact need (belady, tiered.json)");
    assertThat(notices(config(BOUND - 1, "belady.save_final_model=false"), 0).getFirst())
        .contains("it would end the run, and belady plan");
  }

  @Test
  void aBudgetOfTheBoundHoldsEveryBatchAndIsNotMentioned() throws InterruptedException {
    assertThat(notices(config(BOUND), 400)).isEmpty();
  }

  @Test
  void allRowsInMemoryNeedNoBudget() throws InterruptedException {
    try (Session session = Session.open(TieredModels.config(JSON))) {
      session.startDataReading();
      assertThat(session.notices()).isEmpty();
    }
  }

  @Test
  void aFormatWithOneKeyInEachSlotMayHaveMoreKeysThanDeclared() {
    assertThat(new SparseInput("keys", 26, 1, 1).mostKeys()).isEqualTo(26);
    assertThat(new SparseInput("keys", 26, 1, 100).mostKeys()).isEqualTo(26);
    assertThat(new SparseInput("keys", 26, 5, 100).mostKeys()).isEqualTo(100);
  }

  @Test
  void hotRowsCountBesideTheBatch() throws InterruptedException {
    String[] hot = {
      "belady.popularity={\"sample_rate\":1,\"budget\":\"160B\",\"small_tables\":\"0B\"}"
    };
    assertThat(notices(config(BOUND + 160, hot), 400)).isEmpty();
    assertThat(notices(config(BOUND + 159, hot), 0))
        .singleElement()
        .asString()
        .contains("none more than 1888B, of them 160B for hot rows: memory=1887B;");
  }

  static IntStream seeds() {
    return IntStream.range(0, 8);
  }

  /// Hashed tables, several of them.
  @ParameterizedTest
  @MethodSource("seeds")
  void noBatchOfARandomModelNeedsMoreThanTheBound(int seed) throws InterruptedException {
    String json = TieredModels.json(new Random(seed), TieredModels.OPTIMIZERS.get(seed % 7), 6, 90);
    long bound;
    try (Session session = Session.open(TieredModels.config(json))) {
      bound =
          new RunSize(
                  session.config(),
                  Readers.trainSource(session.config(), new BadRecords(0)).sampleCount())
              .mostBatchBytes(session.model().tables());
    }
    String[] memory = {"belady.memory=" + bound + "B", "belady.memory=" + (bound - 1) + "B"};
    assertThat(notices(TieredModels.config(json, memory[0]), 200)).isEmpty();
    assertThat(notices(TieredModels.config(json, memory[1]), 0)).hasSize(1);
  }
}
