// SPDX-License-Identifier: Apache-2.0

/// Decides which rows are in fast memory, from the keys of the batches to come: a pure function
/// from lists of row numbers to plans, with neither floats, I/O nor threads.
@NullMarked
package dev.belady.lookahead;

import org.jspecify.annotations.NullMarked;
