// SPDX-License-Identifier: Apache-2.0

/// HugeCTR's Raw format: one binary file of samples of equal length with one key per slot.
@NullMarked
package dev.belady.data.raw;

import org.jspecify.annotations.NullMarked;
