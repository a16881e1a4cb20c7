// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

/// Configurations of small models on made-up data, for tests. Single quotes stand for double ones.
final class SmallModels {
  /// Bottom network, pairwise interaction, top network.
  static final String DLRM =
      """
      {'type':'InnerProduct','bottom':'dense','top':'b1','fc_param':{'num_output':24}},
      {'type':'ReLU','bottom':'b1','top':'r1'},
      {'type':'InnerProduct','bottom':'r1','top':'b2','fc_param':{'num_output':8}},
      {'type':'ReLU','bottom':'b2','top':'r2'},
      {'type':'Interaction','bottom':['r2','emb'],'top':'pairs'},
      {'type':'InnerProduct','bottom':'pairs','top':'t1','fc_param':{'num_output':33}},
      {'type':'ReLU','bottom':'t1','top':'r3'},
      {'type':'InnerProduct','bottom':'r3','top':'logit','fc_param':{'num_output':1}},
      """;

  /// A deep network with dropout and an L2 penalty free loss.
  static final String DEEP_WITH_DROPOUT =
      """
      {'type':'Reshape','bottom':'emb','top':'flat','leading_dim':40},
      {'type':'Concat','bottom':['flat','dense'],'top':'in'},
      {'type':'InnerProduct','bottom':'in','top':'f1','fc_param':{'num_output':20}},
      {'type':'ReLU','bottom':'f1','top':'r1'},
      {'type':'Dropout','bottom':'r1','top':'d1','rate':0.5},
      {'type':'InnerProduct','bottom':'d1','top':'logit','fc_param':{'num_output':1}},
      """;

  /// A deep network with batch normalisation.
  static final String DEEP_WITH_BATCH_NORM =
      """
      {'type':'Reshape','bottom':'emb','top':'flat','leading_dim':40},
      {'type':'Concat','bottom':['flat','dense'],'top':'in'},
      {'type':'BatchNorm','bottom':'in','top':'n1','bn_param':{'factor':0.1,'eps':1e-5}},
      {'type':'InnerProduct','bottom':'n1','top':'f1','fc_param':{'num_output':20}},
      {'type':'BatchNorm','bottom':'f1','top':'n2','bn_param':{'factor':0.1,'eps':1e-5}},
      {'type':'ReLU','bottom':'n2','top':'r1'},
      {'type':'InnerProduct','bottom':'r1','top':'logit','fc_param':{'num_output':1}},
      """;

  /// A cross network beside a deep one; one tensor feeds both.
  static final String CROSS =
      """
      {'type':'Reshape','bottom':'emb','top':'flat','leading_dim':40},
      {'type':'Concat','bottom':['flat','dense'],'top':'in'},
      {'type':'MultiCross','bottom':'in','top':'cross','mc_param':{'num_layers':3}},
      {'type':'InnerProduct','bottom':'in','top':'f1','fc_param':{'num_output':20}},
      {'type':'ReLU','bottom':'f1','top':'r1'},
      {'type':'Concat','bottom':['r1','cross'],'top':'both'},
      {'type':'InnerProduct','bottom':'both','top':'logit','fc_param':{'num_output':1}},
      """;

  private SmallModels() {}

  /// A configuration with 5 slots of up to 3 keys, 8 floats a row and 3 dense features.
  static String json(String layers, String optimizer, int batch) {
    return """
    {'solver':{'lr_policy':'fixed','display':10,'max_iter':30,'gpu':[0],'batchsize':%d,'batchsize_eval':256,
     'snapshot':0,'snapshot_prefix':'./','eval_interval':0,'eval_batches':4,'seed':3,'input_key_type':'I64'},
     'optimizer':%s,
     'layers':[
     {'name':'data','type':'Data','format':'Synthetic','source':'','check':'None',
      'label':{'top':'label','label_dim':1},'dense':{'top':'dense','dense_dim':3},
      'sparse':[{'top':'keys','type':'DistributedSlot','max_feature_num_per_sample':15,'max_nnz':3,'slot_num':5}],
      'slot_size_array':[100,7,1000,50,3],'num_samples':20000,'eval_num_samples':2000,
      'options':{'alpha':1.1,'nnz':'0-3'}},
     {'name':'emb','type':'DistributedSlotSparseEmbeddingHash','bottom':'keys','top':'emb',
      'sparse_embedding_hparam':{'max_vocabulary_size_per_gpu':1000,'embedding_vec_size':8,'combiner':1}},
     %s
     {'name':'loss','type':'BinaryCrossEntropyLoss','bottom':['logit','label'],'top':'loss'}]}
    """
        .formatted(batch, optimizer, layers)
        .replace('\'', '"');
  }
}
