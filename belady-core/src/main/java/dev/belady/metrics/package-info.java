// SPDX-License-Identifier: Apache-2.0

/// The quality of predictions over an evaluation set, accumulated batch by batch.
@NullMarked
package dev.belady.metrics;

import org.jspecify.annotations.NullMarked;
