// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// The specification of [DenseUpdateKernels], element by element.
public final class ScalarDenseUpdateKernels implements DenseUpdateKernels {
  /// Kernels without state.
  public ScalarDenseUpdateKernels() {}

  @Override
  public void update(
      int begin,
      int end,
      float[] parameters,
      float[][] lanes,
      Regularizer regularizer,
      float[][] states,
      RowUpdateRule rule) {
    float[] gradient = lanes[0];
    for (int i = begin; i < end; i++) {
      for (int step = 1; step < lanes.length; step *= 2) {
        for (int j = 0; j + step < lanes.length; j += 2 * step) {
          lanes[j][i] += lanes[j + step][i];
        }
      }
      gradient[i] = regularize(regularizer, parameters[i], gradient[i]);
    }
    applyRange(begin, end, parameters, gradient, states, rule);
  }

  static float regularize(Regularizer regularizer, float w, float g) {
    float sum = g;
    if (regularizer.l1() != 0) {
      sum += w > 0 ? regularizer.l1() : w < 0 ? -regularizer.l1() : 0;
    }
    if (regularizer.l2() != 0) {
      sum = Math.fma(regularizer.l2(), w, sum);
    }
    return sum;
  }

  /// Applies the rule to elements `begin` to `end - 1`.
  static void applyRange(
      int begin, int end, float[] w, float[] g, float[][] states, RowUpdateRule rule) {
    switch (rule) {
      case RowUpdateRule.Sgd sgd -> {
        for (int i = begin; i < end; i++) {
          w[i] = ScalarRules.sgd(sgd, w[i], g[i]);
        }
      }
      case RowUpdateRule.Momentum momentum -> {
        for (int i = begin; i < end; i++) {
          states[0][i] = ScalarRules.momentum(momentum, states[0][i], g[i]);
          w[i] += states[0][i];
        }
      }
      case RowUpdateRule.Nesterov nesterov -> {
        for (int i = begin; i < end; i++) {
          float aOld = states[0][i];
          states[0][i] = ScalarRules.nesterov(nesterov, aOld, g[i]);
          w[i] = ScalarRules.nesterovWeight(nesterov, w[i], aOld, states[0][i]);
        }
      }
      case RowUpdateRule.AdaGrad adaGrad -> {
        for (int i = begin; i < end; i++) {
          states[0][i] = ScalarRules.squares(states[0][i], g[i]);
          w[i] = ScalarRules.adaGradWeight(adaGrad, w[i], states[0][i], g[i]);
        }
      }
      case RowUpdateRule.Adam adam -> {
        for (int i = begin; i < end; i++) {
          float m = ScalarRules.firstMoment(adam.beta1(), adam.beta1(), states[0][i], g[i]);
          float v = ScalarRules.secondMoment(adam.beta2(), adam.beta2(), states[1][i], g[i]);
          states[0][i] = m;
          states[1][i] = v;
          w[i] = ScalarRules.adamWeight(adam.alpha(), adam.epsilon(), w[i], m, v);
        }
      }
      case RowUpdateRule.LazyAdam lazy ->
          throw new IllegalArgumentException("rule must not be lazy for dense parameters: " + lazy);
      case RowUpdateRule.Ftrl ftrl -> applyFtrl(begin, end, w, g, states, ftrl);
    }
  }

  private static void applyFtrl(
      int begin, int end, float[] w, float[] g, float[][] states, RowUpdateRule.Ftrl rule) {
    if (rule.lr() == 0) {
      return;
    }
    for (int i = begin; i < end; i++) {
      float nNew = ScalarRules.squares(states[0][i], g[i]);
      float z = ScalarRules.ftrlZ(rule, w[i], states[0][i], nNew, states[1][i], g[i]);
      states[0][i] = nNew;
      states[1][i] = z;
      w[i] = ScalarRules.ftrlWeight(rule, nNew, z);
    }
  }
}
