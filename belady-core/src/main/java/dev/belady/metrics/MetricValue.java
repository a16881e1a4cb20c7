// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// One number of an evaluation.
///
/// @param name the metric as the configuration spells it, for example `AUC`
/// @param value the number, NaN where it is undefined
public record MetricValue(String name, double value) {}
