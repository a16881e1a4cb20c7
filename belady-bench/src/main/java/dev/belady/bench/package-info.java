// SPDX-License-Identifier: Apache-2.0
/// Micro-benchmarks, run by JMH, and end-to-end benchmarks.
@NullMarked
package dev.belady.bench;

import org.jspecify.annotations.NullMarked;
