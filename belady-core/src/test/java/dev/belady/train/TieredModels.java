// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random small models with several tables on made-up data, for tests of memory budgets.
final class TieredModels {
  static final List<String> OPTIMIZERS =
      List.of(
          "{'type':'SGD','update_type':'Local','sgd_hparam':{'learning_rate':0.1}}",
          "{'type':'MomentumSGD','update_type':'Local','momentum_sgd_hparam':{'learning_rate':0.1,'momentum_factor':0.9}}",
          "{'type':'Nesterov','update_type':'Local','nesterov_hparam':{'learning_rate':0.1,'momentum_factor':0.9}}",
          "{'type':'AdaGrad','update_type':'Local','adagrad_hparam':{'learning_rate':0.1,'initial_accu_value':0.1,'epsilon':1e-6}}",
          "{'type':'Adam','update_type':'Local','adam_hparam':{'learning_rate':0.01,'beta1':0.9,'beta2':0.999,'epsilon':1e-7}}",
          "{'type':'Adam','update_type':'LazyGlobal','adam_hparam':{'learning_rate':0.01,'beta1':0.9,'beta2':0.999,'epsilon':1e-7}}",
          "{'type':'Ftrl','update_type':'Local','ftrl_hparam':{'learning_rate':0.1,'lambda1':0.001,'lambda2':0.01,'beta':0.0}}");

  private TieredModels() {}

  /// The JSON of a model with 1 to 3 tables of random width and of about `rows` rows each.
  static String json(Random random, String optimizer, int batch, int rows) {
    return json(random, optimizer, batch, rows, 1 + random.nextInt(3));
  }

  /// The JSON of a model with `tables` tables of random width and of about `rows` rows each.
  static String json(Random random, String optimizer, int batch, int rows, int tables) {
    StringBuilder sparse = new StringBuilder();
    StringBuilder embeddings = new StringBuilder();
    List<Integer> sizes = new ArrayList<>();
    StringBuilder flats = new StringBuilder();
    for (int t = 0; t < tables; t++) {
      int slots = 1 + random.nextInt(3);
      int dim = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(64);
      for (int slot = 0; slot < slots; slot++) {
        sizes.add(random.nextBoolean() ? rows : 2 + random.nextInt(30));
      }
      sparse.append(
          "%s{'top':'keys%d','type':'DistributedSlot','max_feature_num_per_sample':%d,'max_nnz':3,'slot_num':%d}"
              .formatted(t == 0 ? "" : ",", t, 3 * slots, slots));
      embeddings.append(
          """
          {'name':'emb%1$d','type':'DistributedSlotSparseEmbeddingHash','bottom':'keys%1$d','top':'emb%1$d',
           'sparse_embedding_hparam':{'max_vocabulary_size_per_gpu':1000,'embedding_vec_size':%2$d,'combiner':%3$d}},
          {'type':'Reshape','bottom':'emb%1$d','top':'flat%1$d','leading_dim':%4$d},
          """
              .formatted(t, dim, random.nextInt(2), dim * slots));
      flats.append("'flat%d',".formatted(t));
    }
    return """
    {'solver':{'lr_policy':'fixed','display':10,'max_iter':30,'gpu':[0],'batchsize':%d,'batchsize_eval':64,
     'snapshot':0,'snapshot_prefix':'./','eval_interval':0,'eval_batches':3,'seed':3,'input_key_type':'I64'},
     'optimizer':%s,
     'layers':[
     {'name':'data','type':'Data','format':'Synthetic','source':'','check':'None',
      'label':{'top':'label','label_dim':1},'dense':{'top':'dense','dense_dim':3},
      'sparse':[%s],'slot_size_array':%s,'num_samples':20000,'eval_num_samples':200,
      'options':{'alpha':1.05,'nnz':'0-3'}},
     %s
     {'type':'Concat','bottom':[%s'dense'],'top':'in'},
     {'type':'InnerProduct','bottom':'in','top':'f1','fc_param':{'num_output':8}},
     {'type':'ReLU','bottom':'f1','top':'r1'},
     {'type':'InnerProduct','bottom':'r1','top':'logit','fc_param':{'num_output':1}},
     {'name':'loss','type':'BinaryCrossEntropyLoss','bottom':['logit','label'],'top':'loss'}]}
    """
        .formatted(batch, optimizer, sparse, sizes, embeddings, flats)
        .replace('\'', '"');
  }

  /// The configuration with some settings of the `belady` object.
  static ModelConfig config(String json, String... settings) {
    return ConfigFile.parse(json, "tiered.json", ConfigOverrides.of(List.of(settings)));
  }

  /// Trains some batches and returns the hash of the state after each.
  ///
  /// @param opened closed at the end
  /// @param evaluate whether to evaluate in between, which changes nothing
  static List<Long> hashes(int steps, Session opened, boolean evaluate)
      throws InterruptedException {
    List<Long> hashes = new ArrayList<>();
    try (Session session = opened) {
      session.startDataReading();
      for (int step = 0; step < steps; step++) {
        assertThat(session.train()).isTrue();
        if (evaluate && step % 3 == 1) {
          session.evaluation();
        }
        hashes.add(session.stateHash());
      }
    }
    return hashes;
  }
}
