// SPDX-License-Identifier: Apache-2.0

/// Finds the popular rows: counts accesses in a sample of the inputs, and chooses the hot set that
/// a byte budget holds. Tells the inputs that use hot rows only from the others, while they are
/// read or into two streams on disk.
@NullMarked
package dev.belady.popularity;

import org.jspecify.annotations.NullMarked;
