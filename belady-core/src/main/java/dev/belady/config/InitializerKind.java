// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

/// The distribution of a parameter's first values. `in` and `out` are the fan-in and fan-out of the
/// weight; for a bias `in` counts as 0.
public enum InitializerKind {
  /// The layer's own distribution for this parameter.
  DEFAULT("Default"),
  /// Uniform in `+-1 / (in + out)`.
  UNIFORM("Uniform"),
  /// Uniform in `+-sqrt(3 / ((in + out) / 2))`.
  XAVIER_UNIFORM("XavierUniform"),
  /// Normal with deviation `sqrt(1 / ((in + out) / 2)) / 0.8796`.
  XAVIER_NORM("XavierNorm"),
  /// Zeros.
  ZERO("Zero");

  private final String jsonName;

  InitializerKind(String jsonName) {
    this.jsonName = jsonName;
  }

  /// The name in `weight_init`, `bias_init`, `gamma_init` and `beta_init`.
  public String jsonName() {
    return jsonName;
  }
}
