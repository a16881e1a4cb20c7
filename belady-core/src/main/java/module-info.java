// SPDX-License-Identifier: Apache-2.0
/// Data, planning, tiers, kernels, models and training of click-through-rate models.
@org.jspecify.annotations.NullMarked
module dev.belady.core {
  exports dev.belady.data;
  exports dev.belady.data.file;
  exports dev.belady.data.synthetic;

  requires jdk.incubator.vector;
  requires static transitive org.jspecify;
  requires tools.jackson.databind;

  uses dev.belady.data.SampleFormat;

  provides dev.belady.data.SampleFormat with
      dev.belady.data.norm.NormFormat,
      dev.belady.data.synthetic.SyntheticFormat;
}
