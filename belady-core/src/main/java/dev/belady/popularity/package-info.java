// SPDX-License-Identifier: Apache-2.0

/// Finds the popular rows: counts accesses in a sample of the inputs, and chooses the hot set that
/// a byte budget holds.
@NullMarked
package dev.belady.popularity;

import org.jspecify.annotations.NullMarked;
