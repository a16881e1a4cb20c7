// SPDX-License-Identifier: Apache-2.0

/// Off-heap memory for embedding rows, with one owner.
@NullMarked
package dev.belady.memory;

import org.jspecify.annotations.NullMarked;
