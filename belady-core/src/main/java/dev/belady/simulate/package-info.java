// SPDX-License-Identifier: Apache-2.0

/// Reads a trace of keys, from a data set or a file, and runs it through cache policies.
@NullMarked
package dev.belady.simulate;

import org.jspecify.annotations.NullMarked;
