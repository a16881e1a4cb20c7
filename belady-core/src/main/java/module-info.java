// SPDX-License-Identifier: Apache-2.0
/// Data, planning, tiers, kernels, models and training of click-through-rate models.
@org.jspecify.annotations.NullMarked
module dev.belady.core {
  exports dev.belady.checkpoint;
  exports dev.belady.config;
  exports dev.belady.data;
  exports dev.belady.data.file;
  exports dev.belady.data.synthetic;
  exports dev.belady.embedding;
  exports dev.belady.kernel;
  exports dev.belady.lookahead;
  exports dev.belady.lookahead.policy;
  exports dev.belady.memory;
  exports dev.belady.metrics;
  exports dev.belady.model;
  exports dev.belady.nn;
  exports dev.belady.optim;
  exports dev.belady.popularity;
  exports dev.belady.random;
  exports dev.belady.report;
  exports dev.belady.simulate;
  exports dev.belady.tier;
  exports dev.belady.train;

  requires jdk.incubator.vector;
  requires jdk.jfr;
  requires jdk.unsupported;
  requires static transitive org.jspecify;
  requires tools.jackson.databind;

  uses dev.belady.data.SampleFormat;

  provides dev.belady.data.SampleFormat with
      dev.belady.data.criteo.CriteoFormat,
      dev.belady.data.norm.NormFormat,
      dev.belady.data.raw.RawFormat,
      dev.belady.data.synthetic.SyntheticFormat;
}
