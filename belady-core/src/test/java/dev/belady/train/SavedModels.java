// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/// Configurations of small models that are saved and loaded, for tests.
final class SavedModels {
  static final String SGD = "{'type':'SGD','sgd_hparam':{'learning_rate':0.1}}";
  static final String ADAM =
      "{'type':'Adam','update_type':'%s','adam_hparam':{'learning_rate':0.01,'beta1':0.9,"
          + "'beta2':0.999,'epsilon':1e-7,'warmup_steps':5,'decay_start':8,'decay_steps':20}}";
  static final List<String> OPTIMIZERS =
      List.of(
          SGD,
          ADAM.formatted("Local"),
          ADAM.formatted("Global"),
          ADAM.formatted("LazyGlobal"),
          "{'type':'MomentumSGD','update_type':'Global','momentum_sgd_hparam':{'learning_rate':0.05,'momentum_factor':0.9}}",
          "{'type':'Nesterov','nesterov_hparam':{'learning_rate':0.05,'momentum_factor':0.9}}",
          "{'type':'AdaGrad','adagrad_hparam':{'learning_rate':0.05,'initial_accu_value':0.1,'epsilon':1e-7}}",
          "{'type':'Ftrl','ftrl_hparam':{'learning_rate':0.05,'lambda1':0.001,'lambda2':0.01}}");

  private static final String JSON =
      """
      {'solver':{'lr_policy':'fixed','display':10,'max_iter':30,'gpu':[0],'batchsize':64,
        'batchsize_eval':128,'snapshot':0,'snapshot_prefix':'./','eval_interval':0,'eval_batches':2,
        'eval_metrics':['AUC','AverageLoss'],'seed':3,'input_key_type':'I64'},
       'optimizer':@,
       'belady':{'threads':1,'reader_threads':1},
       'layers':[
       {'name':'data','type':'Data','format':'Synthetic','source':'','check':'None',
        'label':{'top':'label','label_dim':1},'dense':{'top':'dense','dense_dim':3},
        'sparse':[
          {'top':'a','type':'DistributedSlot','max_feature_num_per_sample':6,'max_nnz':2,'slot_num':3},
          {'top':'b','type':'LocalizedSlot','max_feature_num_per_sample':4,'max_nnz':2,'slot_num':2}],
        'slot_size_array':[100,7,300,50,9],'num_samples':1000,'eval_num_samples':256,
        'options':{'alpha':1.1,'nnz':'0-2'}},
       {'name':'first','type':'DistributedSlotSparseEmbeddingHash','bottom':'a','top':'ea',
        'sparse_embedding_hparam':{'max_vocabulary_size_per_gpu':1000,'embedding_vec_size':5,'combiner':1}},
       {'name':'second','type':'LocalizedSlotSparseEmbeddingHash','bottom':'b','top':'eb',
        'sparse_embedding_hparam':{'max_vocabulary_size_per_gpu':1000,'embedding_vec_size':3,'combiner':0}},
       {'name':'ra','type':'Reshape','bottom':'ea','top':'fa','leading_dim':15},
       {'name':'rb','type':'Reshape','bottom':'eb','top':'fb','leading_dim':6},
       {'name':'in','type':'Concat','bottom':['fa','fb','dense'],'top':'in'},
       {'name':'norm','type':'BatchNorm','bottom':'in','top':'n1','bn_param':{'factor':0.1,'eps':1e-5}},
       {'name':'fc1','type':'InnerProduct','bottom':'n1','top':'f1','fc_param':{'num_output':8}},
       {'name':'relu','type':'ReLU','bottom':'f1','top':'r1'},
       {'name':'drop','type':'Dropout','bottom':'r1','top':'d1','rate':0.2},
       {'name':'fc2','type':'InnerProduct','bottom':'d1','top':'logit','fc_param':{'num_output':1}},
       {'name':'loss','type':'BinaryCrossEntropyLoss','bottom':['logit','label'],'top':'loss'}]}
      """;

  /// Settings that make the keys of a small model with one table numbered, so that it is direct.
  static final List<String> DIRECT =
      List.of(
          "layers.emb.type=LocalizedSlotSparseEmbeddingHash",
          "layers.emb.sparse_embedding_hparam.slot_size_array=[100,7,1000,50,3]");

  private SavedModels() {}

  /// Two tables, the second with slots in its files, and batch normalisation.
  static ModelConfig twoTables(String optimizer, String... settings) {
    return ConfigFile.parse(
        JSON.replace("@", optimizer).replace('\'', '"'),
        "saved.json",
        ConfigOverrides.of(List.of(settings)));
  }

  /// One table that finds its rows without hashing.
  static ModelConfig direct(String optimizer, String... settings) {
    List<String> all = new ArrayList<>(DIRECT);
    all.addAll(List.of(settings));
    return ConfigFile.parse(
        SmallModels.json(SmallModels.DEEP_WITH_DROPOUT, optimizer, 64),
        "direct.json",
        ConfigOverrides.of(all));
  }

  /// Trains `steps` batches and returns their losses.
  static List<Double> train(Session session, int steps) throws InterruptedException {
    LearningRateScheduler schedule = session.learningRateScheduler();
    List<Double> losses = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      session.setLearningRate(schedule.next());
      if (!session.train()) {
        break;
      }
      losses.add(session.currentLoss());
    }
    return losses;
  }
}
