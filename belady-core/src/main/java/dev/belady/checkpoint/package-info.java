// SPDX-License-Identifier: Apache-2.0

/// Saved models: HugeCTR's files of version 2.3 and 3.1, with a manifest that makes a snapshot
/// whole.
@NullMarked
package dev.belady.checkpoint;

import org.jspecify.annotations.NullMarked;
