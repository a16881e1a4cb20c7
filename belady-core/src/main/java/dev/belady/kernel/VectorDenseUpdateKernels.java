// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static dev.belady.kernel.FloatLanes.LENGTH;
import static dev.belady.kernel.FloatLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/// [DenseUpdateKernels] with the Vector API, the bits of [ScalarDenseUpdateKernels].
///
/// The range is walked in blocks whose lanes stay in the first-level cache between the tree of sums
/// and the rule; the elements behind a block's last full vector take the scalar formulas.
public final class VectorDenseUpdateKernels implements DenseUpdateKernels {
  private static final int BLOCK = 512;

  /// Kernels without state.
  public VectorDenseUpdateKernels() {}

  @Override
  public void update(
      int begin,
      int end,
      float[] parameters,
      float[][] lanes,
      Regularizer regularizer,
      float[][] states,
      RowUpdateRule rule) {
    for (int from = begin; from < end; from += BLOCK) {
      int to = Math.min(end, from + BLOCK);
      addLanes(from, to, lanes);
      if (regularizer.l1() != 0 || regularizer.l2() != 0) {
        for (int i = from; i < to; i++) {
          lanes[0][i] =
              ScalarDenseUpdateKernels.regularize(regularizer, parameters[i], lanes[0][i]);
        }
      }
      apply(from, to, parameters, lanes[0], states, rule);
    }
  }

  /// Makes the first lane the sum of all. Eight lanes, those of every large batch, are added in one
  /// pass that writes no other lane: writing them costs as much as reading them.
  private static void addLanes(int from, int to, float[][] lanes) {
    if (lanes.length == 8) {
      int full = from + SPECIES.loopBound(to - from);
      addEight(from, full, lanes);
      addTree(full, to, lanes);
    } else {
      addTree(from, to, lanes);
    }
  }

  private static void addTree(int from, int to, float[][] lanes) {
    for (int step = 1; step < lanes.length; step *= 2) {
      for (int j = 0; j + step < lanes.length; j += 2 * step) {
        add(from, to, lanes[j + step], lanes[j]);
      }
    }
  }

  private static void addEight(int from, int to, float[][] lanes) {
    float[] l0 = lanes[0];
    float[] l1 = lanes[1];
    float[] l2 = lanes[2];
    float[] l3 = lanes[3];
    float[] l4 = lanes[4];
    float[] l5 = lanes[5];
    float[] l6 = lanes[6];
    float[] l7 = lanes[7];
    for (int i = from; i < to; i += LENGTH) {
      FloatVector low = load(l0, i).add(load(l1, i)).add(load(l2, i).add(load(l3, i)));
      FloatVector high = load(l4, i).add(load(l5, i)).add(load(l6, i).add(load(l7, i)));
      low.add(high).intoArray(l0, i);
    }
  }

  private static void add(int from, int to, float[] x, float[] y) {
    for (int i = from; i < to; i++) {
      y[i] += x[i];
    }
  }

  private static void apply(
      int from, int to, float[] w, float[] g, float[][] states, RowUpdateRule rule) {
    int full = from + SPECIES.loopBound(to - from);
    switch (rule) {
      case RowUpdateRule.Sgd sgd -> sgd(from, full, w, g, sgd);
      case RowUpdateRule.Momentum momentum -> momentum(from, full, w, g, states[0], momentum);
      case RowUpdateRule.Nesterov nesterov -> nesterov(from, full, w, g, states[0], nesterov);
      case RowUpdateRule.AdaGrad adaGrad -> adaGrad(from, full, w, g, states[0], adaGrad);
      case RowUpdateRule.Adam adam -> adam(from, full, w, g, states, adam);
      case RowUpdateRule.LazyAdam lazy ->
          throw new IllegalArgumentException("rule must not be lazy for dense parameters: " + lazy);
      case RowUpdateRule.Ftrl ftrl -> {
        if (ftrl.lr() != 0) {
          ftrl(from, full, w, g, states, ftrl);
        }
      }
    }
    ScalarDenseUpdateKernels.applyRange(full, to, w, g, states, rule);
  }

  private static void sgd(int from, int to, float[] w, float[] g, RowUpdateRule.Sgd rule) {
    for (int i = from; i < to; i += LENGTH) {
      VectorRules.sgd(rule, load(w, i), load(g, i)).intoArray(w, i);
    }
  }

  private static void momentum(
      int from, int to, float[] w, float[] g, float[] mo, RowUpdateRule.Momentum rule) {
    for (int i = from; i < to; i += LENGTH) {
      FloatVector moNew = VectorRules.momentum(rule, load(mo, i), load(g, i));
      moNew.intoArray(mo, i);
      load(w, i).add(moNew).intoArray(w, i);
    }
  }

  private static void nesterov(
      int from, int to, float[] w, float[] g, float[] a, RowUpdateRule.Nesterov rule) {
    for (int i = from; i < to; i += LENGTH) {
      FloatVector aOld = load(a, i);
      FloatVector aNew = VectorRules.nesterov(rule, aOld, load(g, i));
      aNew.intoArray(a, i);
      VectorRules.nesterovWeight(rule, load(w, i), aOld, aNew).intoArray(w, i);
    }
  }

  private static void adaGrad(
      int from, int to, float[] w, float[] g, float[] s, RowUpdateRule.AdaGrad rule) {
    for (int i = from; i < to; i += LENGTH) {
      FloatVector sum = VectorRules.squares(load(s, i), load(g, i));
      sum.intoArray(s, i);
      VectorRules.adaGradWeight(rule, load(w, i), sum, load(g, i)).intoArray(w, i);
    }
  }

  private static void adam(
      int from, int to, float[] w, float[] g, float[][] states, RowUpdateRule.Adam rule) {
    float[] m = states[0];
    float[] v = states[1];
    for (int i = from; i < to; i += LENGTH) {
      FloatVector gradient = load(g, i);
      FloatVector mNew = VectorRules.firstMoment(rule.beta1(), rule.beta1(), load(m, i), gradient);
      FloatVector vNew = VectorRules.secondMoment(rule.beta2(), rule.beta2(), load(v, i), gradient);
      mNew.intoArray(m, i);
      vNew.intoArray(v, i);
      VectorRules.adamWeight(rule.alpha(), rule.epsilon(), load(w, i), mNew, vNew).intoArray(w, i);
    }
  }

  private static void ftrl(
      int from, int to, float[] w, float[] g, float[][] states, RowUpdateRule.Ftrl rule) {
    float[] n = states[0];
    float[] z = states[1];
    for (int i = from; i < to; i += LENGTH) {
      FloatVector gradient = load(g, i);
      FloatVector nNew = VectorRules.squares(load(n, i), gradient);
      FloatVector zNew =
          VectorRules.ftrlZ(rule, load(w, i), load(n, i), nNew, load(z, i), gradient);
      nNew.intoArray(n, i);
      zNew.intoArray(z, i);
      VectorRules.ftrlWeight(rule, nNew, zNew).intoArray(w, i);
    }
  }

  private static FloatVector load(float[] x, int i) {
    return FloatVector.fromArray(SPECIES, x, i);
  }
}
