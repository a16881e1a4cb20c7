// SPDX-License-Identifier: Apache-2.0

/// Where the rows of a table are when memory holds only some of them: frames, buffers of rows on
/// their way down, and a store below.
@NullMarked
package dev.belady.tier;

import org.jspecify.annotations.NullMarked;
