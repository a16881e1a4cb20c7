// SPDX-License-Identifier: Apache-2.0

/// Made-up samples: power-law keys, and labels drawn from a planted model, so that a trained model
/// has something to find and the best reachable AUC is known.
@NullMarked
package dev.belady.data.synthetic;

import org.jspecify.annotations.NullMarked;
