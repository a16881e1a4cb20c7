// SPDX-License-Identifier: Apache-2.0
/// Data, planning, tiers, kernels, models and training of click-through-rate models.
@org.jspecify.annotations.NullMarked
module dev.belady.core {
  requires jdk.incubator.vector;
  requires static transitive org.jspecify;
  requires tools.jackson.databind;

  exports dev.belady.config;
  exports dev.belady.data;
  exports dev.belady.metrics;
  exports dev.belady.report;
  exports dev.belady.train;

  uses dev.belady.data.SampleFormat;
}
