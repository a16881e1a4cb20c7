// SPDX-License-Identifier: Apache-2.0
package dev.belady.optim;

import java.util.Arrays;

/// Textbook optimizers in double over a small dense array: a row that is not used has a gradient of
/// 0.
final class NaiveOptimizer {
  private final Optimizer optimizer;
  final double[] w;
  private final double[] s1;
  private final double[] s2;
  private final int[] lastUse;
  private int step;

  NaiveOptimizer(Optimizer optimizer, double[] w) {
    this.optimizer = optimizer;
    this.w = w;
    this.s1 = new double[w.length];
    this.s2 = new double[w.length];
    this.lastUse = new int[w.length];
    Arrays.fill(lastUse, 1);
    if (optimizer instanceof Optimizer.AdaGrad adaGrad) {
      Arrays.fill(s1, adaGrad.initialAccumulator());
    }
  }

  void step(double lr, double[] g, boolean[] used) {
    step++;
    for (int i = 0; i < w.length; i++) {
      if (used[i] || movesUnused()) {
        element(i, lr, used[i] ? g[i] : 0);
      }
    }
  }

  /// FTRL keeps to the used rows: a first value is not what its states of 0 stand for.
  private boolean movesUnused() {
    return optimizer.updateType() == UpdateType.GLOBAL && !(optimizer instanceof Optimizer.Ftrl);
  }

  private void element(int i, double lr, double g) {
    switch (optimizer) {
      case Optimizer.Sgd sgd -> w[i] -= lr * g;
      case Optimizer.MomentumSgd momentum -> {
        s1[i] = momentum.factor() * s1[i] - lr * g;
        w[i] += s1[i];
      }
      case Optimizer.Nesterov nesterov -> {
        double old = s1[i];
        s1[i] = nesterov.mu() * old - lr * g;
        w[i] += -nesterov.mu() * old + (1 + nesterov.mu()) * s1[i];
      }
      case Optimizer.AdaGrad adaGrad -> {
        s1[i] += g * g;
        w[i] -= lr * g / (Math.sqrt(s1[i]) + adaGrad.epsilon());
      }
      case Optimizer.Adam adam -> {
        if (adam.updateType() == UpdateType.LAZY_GLOBAL) {
          lazyAdam(adam, i, lr, g);
        } else {
          s1[i] = adam.beta1() * s1[i] + (1 - adam.beta1()) * g;
          s2[i] = adam.beta2() * s2[i] + (1 - adam.beta2()) * g * g;
          double alpha =
              lr * Math.sqrt(1 - Math.pow(adam.beta2(), step)) / (1 - Math.pow(adam.beta1(), step));
          w[i] -= alpha * s1[i] / (Math.sqrt(s2[i]) + adam.epsilon());
        }
      }
      case Optimizer.Ftrl ftrl -> {
        double e = 0x1p-23;
        double n = s1[i] + g * g;
        s2[i] += g + (Math.sqrt(s1[i] + e) - Math.sqrt(n + e)) * w[i] / lr;
        s1[i] = n;
        w[i] =
            Math.abs(s2[i]) <= ftrl.l1()
                ? 0
                : (Math.signum(s2[i]) * ftrl.l1() - s2[i]) / (Math.sqrt(n + e) / lr + ftrl.l2());
      }
    }
  }

  private void lazyAdam(Optimizer.Adam adam, int i, double lr, double g) {
    int prev = lastUse[i];
    int k = step - prev;
    double b1k = Math.pow(adam.beta1(), k);
    w[i] -=
        lr
            / (1 - adam.beta1())
            * Math.sqrt(1 - Math.pow(adam.beta2(), prev))
            / (1 - Math.pow(adam.beta1(), prev))
            * (1 - b1k)
            * s1[i]
            / (Math.sqrt(s2[i]) + adam.epsilon());
    s1[i] = b1k * s1[i] + (1 - adam.beta1()) * g;
    s2[i] = Math.pow(adam.beta2(), k) * s2[i] + (1 - adam.beta2()) * g * g;
    lastUse[i] = step;
  }
}
