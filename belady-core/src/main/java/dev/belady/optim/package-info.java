// SPDX-License-Identifier: Apache-2.0

/// Optimizers of dense parameters and embedding rows, and the schedule of the learning rate.
@NullMarked
package dev.belady.optim;

import org.jspecify.annotations.NullMarked;
