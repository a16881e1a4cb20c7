// SPDX-License-Identifier: Apache-2.0

/// Samples: their schema, columnar batches, and the readers and writers of each data format.
@NullMarked
package dev.belady.data;

import org.jspecify.annotations.NullMarked;
