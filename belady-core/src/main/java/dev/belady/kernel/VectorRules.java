// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static dev.belady.kernel.FloatLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The formulas of [ScalarRules] for a vector of elements, operation by operation the same.
final class VectorRules {
  private VectorRules() {}

  static FloatVector sgd(RowUpdateRule.Sgd rule, FloatVector w, FloatVector g) {
    return g.fma(FloatVector.broadcast(SPECIES, -rule.lr()), w);
  }

  static FloatVector momentum(RowUpdateRule.Momentum rule, FloatVector mo, FloatVector g) {
    return g.fma(FloatVector.broadcast(SPECIES, -rule.lr()), mo.mul(rule.factor()));
  }

  static FloatVector nesterov(RowUpdateRule.Nesterov rule, FloatVector a, FloatVector g) {
    return g.fma(FloatVector.broadcast(SPECIES, -rule.lr()), a.mul(rule.mu()));
  }

  static FloatVector nesterovWeight(
      RowUpdateRule.Nesterov rule, FloatVector w, FloatVector aOld, FloatVector aNew) {
    return w.add(aOld.fma(FloatVector.broadcast(SPECIES, -rule.mu()), aNew.mul(1 + rule.mu())));
  }

  static FloatVector squares(FloatVector s, FloatVector g) {
    return g.fma(g, s);
  }

  static FloatVector adaGradWeight(
      RowUpdateRule.AdaGrad rule, FloatVector w, FloatVector s, FloatVector g) {
    return w.sub(g.mul(rule.lr()).div(s.lanewise(VectorOperators.SQRT).add(rule.epsilon())));
  }

  static FloatVector firstMoment(float decay, float beta1, FloatVector m, FloatVector g) {
    return m.fma(FloatVector.broadcast(SPECIES, decay), g.mul(1 - beta1));
  }

  static FloatVector secondMoment(float decay, float beta2, FloatVector v, FloatVector g) {
    return v.fma(FloatVector.broadcast(SPECIES, decay), g.mul(g).mul(1 - beta2));
  }

  static FloatVector adamWeight(
      float alpha, float epsilon, FloatVector w, FloatVector m, FloatVector v) {
    return w.sub(m.mul(alpha).div(v.lanewise(VectorOperators.SQRT).add(epsilon)));
  }

  static FloatVector ftrlZ(
      RowUpdateRule.Ftrl rule,
      FloatVector w,
      FloatVector n,
      FloatVector nNew,
      FloatVector z,
      FloatVector g) {
    FloatVector root = n.add(RowUpdateRule.Ftrl.E).lanewise(VectorOperators.SQRT);
    FloatVector rootNew = nNew.add(RowUpdateRule.Ftrl.E).lanewise(VectorOperators.SQRT);
    return z.add(g).add(root.sub(rootNew).mul(w).div(rule.lr()));
  }

  static FloatVector ftrlWeight(RowUpdateRule.Ftrl rule, FloatVector nNew, FloatVector z) {
    FloatVector rootNew = nNew.add(RowUpdateRule.Ftrl.E).lanewise(VectorOperators.SQRT);
    VectorMask<Float> negative = z.lt(0);
    FloatVector threshold =
        FloatVector.broadcast(SPECIES, rule.l1())
            .blend(FloatVector.broadcast(SPECIES, -rule.l1()), negative);
    FloatVector w = threshold.sub(z).div(rootNew.div(rule.lr()).add(rule.l2()));
    return w.blend(0, z.abs().compare(VectorOperators.LE, rule.l1()));
  }
}
