// SPDX-License-Identifier: Apache-2.0
/// Data, planning, tiers, kernels, models and training of click-through-rate models.
@org.jspecify.annotations.NullMarked
module dev.belady.core {
  exports dev.belady.lookahead;
  exports dev.belady.lookahead.policy;

  requires jdk.incubator.vector;
  requires static transitive org.jspecify;
  requires tools.jackson.databind;
}
