// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

/// The initialisers that a configuration can name; each layer knows what they mean for its shapes.
///
/// HugeCTR corrects the deviation of XavierNorm as if its tails were cut off, but does not cut
/// them; so does this.
public enum InitializerKind {
  /// What the layer starts with when nothing is named.
  DEFAULT,
  /// Uniform within 1 / (fan-in + fan-out).
  UNIFORM,
  /// Uniform within sqrt(3 / mean of fan-in and fan-out).
  XAVIER_UNIFORM,
  /// Normal with deviation sqrt(1 / mean of fan-in and fan-out) / 0.8796.
  XAVIER_NORM,
  /// Zeros.
  ZERO;

  private static final double TRUNCATION_CORRECTION = 0.8796;

  /// The distribution for a weight.
  ///
  /// @param in the fan-in, 0 for a bias
  /// @param out the fan-out
  /// @param layerDefault the distribution of [#DEFAULT]
  Initializer resolve(int in, int out, Initializer layerDefault) {
    double meanFan = (in + (double) out) / 2;
    return switch (this) {
      case DEFAULT -> layerDefault;
      case UNIFORM -> new Initializer.Uniform(1.0 / (in + (double) out));
      case XAVIER_UNIFORM -> xavierUniform(in, out);
      case XAVIER_NORM ->
          new Initializer.Normal(StrictMath.sqrt(1 / meanFan) / TRUNCATION_CORRECTION);
      case ZERO -> new Initializer.Constant(0);
    };
  }

  static Initializer xavierUniform(int in, int out) {
    return new Initializer.Uniform(StrictMath.sqrt(3 / ((in + (double) out) / 2)));
  }

  static Initializer xavierNorm(int in, int out) {
    return XAVIER_NORM.resolve(in, out, new Initializer.Constant(0));
  }
}
