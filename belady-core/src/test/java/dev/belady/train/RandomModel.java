// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Random models and data for proofs that compare runs: tables, widths, combiners, optimizers,
/// indexes, skew, bags, batches and passes are drawn from a seed. Single quotes stand for double
/// ones in this file.
final class RandomModel {
  /// Every optimizer with every update type that a budget allows.
  static final List<String> OPTIMIZERS =
      List.of(
          "{'type':'SGD','update_type':'Local','sgd_hparam':{'learning_rate':0.1}}",
          "{'type':'SGD','update_type':'Global','sgd_hparam':{'learning_rate':0.1}}",
          "{'type':'MomentumSGD','update_type':'Local','momentum_sgd_hparam':{'learning_rate':0.1,'momentum_factor':0.9}}",
          "{'type':'Nesterov','update_type':'Local','nesterov_hparam':{'learning_rate':0.1,'momentum_factor':0.9}}",
          "{'type':'AdaGrad','update_type':'Local','adagrad_hparam':{'learning_rate':0.1,'initial_accu_value':0.1,'epsilon':1e-6}}",
          "{'type':'AdaGrad','update_type':'Global','adagrad_hparam':{'learning_rate':0.1,'initial_accu_value':0.1,'epsilon':1e-6}}",
          "{'type':'Adam','update_type':'Local','adam_hparam':{'learning_rate':0.01,'beta1':0.9,'beta2':0.999,'epsilon':1e-7}}",
          "{'type':'Adam','update_type':'LazyGlobal','adam_hparam':{'learning_rate':0.01,'beta1':0.9,'beta2':0.999,'epsilon':1e-7}}",
          "{'type':'Ftrl','update_type':'Local','ftrl_hparam':{'learning_rate':0.1,'lambda1':0.001,'lambda2':0.01,'beta':0.0}}",
          "{'type':'Ftrl','update_type':'Global','ftrl_hparam':{'learning_rate':0.1,'lambda1':0.001,'lambda2':0.01,'beta':0.0}}");

  private static final int[] WIDTHS = {
    1, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 24, 31, 32, 33, 48, 63, 64, 65, 100, 127, 128, 129, 200,
    255, 256
  };
  private static final int[] BATCHES = {1, 2, 3, 7, 8, 16, 17, 31, 33, 40, 64, 65, 100, 300};
  private static final double[] EXPONENTS = {1e-6, 0.7, 1.05, 1.2, 1.6, 2.5};

  private final Random random;
  private final StringBuilder inputs = new StringBuilder();
  private final StringBuilder embeddings = new StringBuilder();
  private final StringBuilder flats = new StringBuilder();
  private final List<Integer> slotSizes = new ArrayList<>();
  private int tables;

  private RandomModel(Random random) {
    this.random = random;
  }

  /// The JSON of a model.
  ///
  /// @param optimizer the number of the optimizer that is used at least once
  static String json(Random random, int optimizer) {
    RandomModel model = new RandomModel(random);
    int hotness = 1 + random.nextInt(4);
    if (random.nextInt(3) == 0) {
      model.directTables(hotness);
    } else {
      model.hashedTables(hotness);
    }
    return model.json(optimizer, hotness);
  }

  /// Tables whose rows are found by number: they share one input and its slots.
  private void directTables(int hotness) {
    int slots = slots();
    input("keys", slots, hotness);
    for (int t = 1 + random.nextInt(2); t > 0; t--) {
      embedding("LocalizedSlot", "keys", slots, "'slot_size_array':" + slotSizes, optimizer());
    }
  }

  private void hashedTables(int hotness) {
    for (int t = 1 + random.nextInt(4); t > 0; t--) {
      int slots = slots();
      String keys = "keys" + t;
      input(keys, slots, hotness);
      embedding(
          "DistributedSlot",
          keys,
          slots,
          "'max_vocabulary_size_per_gpu':" + (1 + random.nextInt(3000)),
          optimizer());
    }
  }

  /// The first table has the optimizer of the model, the others that or another.
  private String optimizer() {
    return tables == 0 || random.nextBoolean()
        ? ""
        : ",'optimizer':" + OPTIMIZERS.get(random.nextInt(OPTIMIZERS.size()));
  }

  private int slots() {
    int slots = 1 + random.nextInt(3);
    for (int slot = 0; slot < slots; slot++) {
      // From 2, where nearly every bag holds a key twice, to 4,000.
      slotSizes.add((int) Math.pow(2, 1 + 11 * random.nextDouble()));
    }
    return slots;
  }

  private void input(String name, int slots, int hotness) {
    inputs.append(
        "%s{'top':'%s','type':'DistributedSlot','max_feature_num_per_sample':%d,'max_nnz':%d,'slot_num':%d}"
            .formatted(inputs.isEmpty() ? "" : ",", name, hotness * slots, hotness, slots));
  }

  private void embedding(String type, String keys, int slots, String rows, String optimizer) {
    int width = WIDTHS[random.nextInt(WIDTHS.length)];
    int number = tables++;
    embeddings.append(
        """
        {'name':'emb%1$d','type':'%2$sSparseEmbeddingHash','bottom':'%3$s','top':'emb%1$d',
         'sparse_embedding_hparam':{%4$s,'embedding_vec_size':%5$d,'combiner':%6$d}%7$s},
        {'type':'Reshape','bottom':'emb%1$d','top':'flat%1$d','leading_dim':%8$d},
        """
            .formatted(
                number, type, keys, rows, width, random.nextInt(2), optimizer, width * slots));
    flats.append("'flat%d',".formatted(number));
  }

  private String json(int optimizer, int hotness) {
    int batch = BATCHES[random.nextInt(BATCHES.length)];
    boolean epochs = random.nextBoolean();
    // Passes of 6 to 9 batches, the last of them short or not.
    int samples = batch * (6 + random.nextInt(3)) + random.nextInt(batch + 1);
    String norm =
        random.nextInt(3) > 0
            ? "{'type':'ReLU','bottom':'f1','top':'r1'},"
            : "{'type':'BatchNorm','bottom':'f1','top':'r1','bn_param':{'factor':0.1,'eps':1e-5}},";
    return """
    {'solver':{'lr_policy':'fixed','display':10,%s,'gpu':[0],'batchsize':%d,'batchsize_eval':64,
     'snapshot':0,'snapshot_prefix':'./','eval_interval':0,'eval_batches':3,'seed':%d,'input_key_type':'I64'},
     'optimizer':%s,
     'belady':{'shuffle_window':%d,'reader_threads':%d},
     'layers':[
     {'name':'data','type':'Data','format':'Synthetic','source':'','check':'None',
      'label':{'top':'label','label_dim':1},'dense':{'top':'dense','dense_dim':3},
      'sparse':[%s],'slot_size_array':%s,'num_samples':%d,'eval_num_samples':150,
      'options':{'alpha':%s,'nnz':'%d-%d','scramble':%s}},
     %s
     {'type':'Concat','bottom':[%s'dense'],'top':'in'},
     {'type':'InnerProduct','bottom':'in','top':'f1','fc_param':{'num_output':8}},
     %s
     {'type':'InnerProduct','bottom':'r1','top':'logit','fc_param':{'num_output':1}},
     {'name':'loss','type':'BinaryCrossEntropyLoss','bottom':['logit','label'],'top':'loss'}]}
    """
        .formatted(
            epochs ? "'num_epochs':3" : "'max_iter':1000",
            batch,
            random.nextInt(1000),
            OPTIMIZERS.get(optimizer % OPTIMIZERS.size()),
            random.nextInt(3) == 0 ? 1 + random.nextInt(4 * batch) : 0,
            1 + random.nextInt(3),
            inputs,
            slotSizes,
            samples,
            String.format(Locale.ROOT, "%s", EXPONENTS[random.nextInt(EXPONENTS.length)]),
            random.nextInt(2),
            hotness,
            random.nextBoolean(),
            embeddings,
            flats,
            norm)
        .replace('\'', '"');
  }
}
