// SPDX-License-Identifier: Apache-2.0

/// HugeCTR's Norm format: a file list and binary files of samples with any number of keys per slot.
@NullMarked
package dev.belady.data.norm;

import org.jspecify.annotations.NullMarked;
