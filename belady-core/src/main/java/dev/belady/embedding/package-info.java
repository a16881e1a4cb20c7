// SPDX-License-Identifier: Apache-2.0

/// Embedding tables: keys to rows, first values, and the resolution of a batch's keys ahead of the
/// trainer.
@NullMarked
package dev.belady.embedding;

import org.jspecify.annotations.NullMarked;
