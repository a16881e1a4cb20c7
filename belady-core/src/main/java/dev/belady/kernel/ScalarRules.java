// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// The formulas of [RowUpdateRule] for one element; each function gives the new value of one
/// number.
final class ScalarRules {
  private ScalarRules() {}

  static float sgd(RowUpdateRule.Sgd rule, float w, float g) {
    return Math.fma(-rule.lr(), g, w);
  }

  static float momentum(RowUpdateRule.Momentum rule, float mo, float g) {
    return Math.fma(-rule.lr(), g, rule.factor() * mo);
  }

  static float nesterov(RowUpdateRule.Nesterov rule, float a, float g) {
    return Math.fma(-rule.lr(), g, rule.mu() * a);
  }

  static float nesterovWeight(RowUpdateRule.Nesterov rule, float w, float aOld, float aNew) {
    return w + Math.fma(-rule.mu(), aOld, (1 + rule.mu()) * aNew);
  }

  static float squares(float s, float g) {
    return Math.fma(g, g, s);
  }

  static float adaGradWeight(RowUpdateRule.AdaGrad rule, float w, float s, float g) {
    return w - rule.lr() * g / (sqrt(s) + rule.epsilon());
  }

  /// `fma(decay, m, (1 - beta1) * g)`.
  static float firstMoment(float decay, float beta1, float m, float g) {
    return Math.fma(decay, m, (1 - beta1) * g);
  }

  /// `fma(decay, v, (1 - beta2) * (g * g))`.
  static float secondMoment(float decay, float beta2, float v, float g) {
    return Math.fma(decay, v, (1 - beta2) * (g * g));
  }

  /// `w - alpha * m / (sqrt(v) + epsilon)`.
  static float adamWeight(float alpha, float epsilon, float w, float m, float v) {
    return w - alpha * m / (sqrt(v) + epsilon);
  }

  static float ftrlZ(RowUpdateRule.Ftrl rule, float w, float n, float nNew, float z, float g) {
    float e = RowUpdateRule.Ftrl.E;
    return (z + g) + (sqrt(n + e) - sqrt(nNew + e)) * w / rule.lr();
  }

  static float ftrlWeight(RowUpdateRule.Ftrl rule, float nNew, float z) {
    if (Math.abs(z) <= rule.l1()) {
      return 0;
    }
    float threshold = z < 0 ? -rule.l1() : rule.l1();
    return (threshold - z) / (sqrt(nNew + RowUpdateRule.Ftrl.E) / rule.lr() + rule.l2());
  }

  /// The square root rounded to float; rounding through double gives the same float.
  private static float sqrt(float x) {
    return (float) Math.sqrt(x);
  }
}
