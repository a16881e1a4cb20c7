// SPDX-License-Identifier: Apache-2.0

/// Training: the session that users hold, one step, the pipeline that feeds it, and evaluation.
@NullMarked
package dev.belady.train;

import org.jspecify.annotations.NullMarked;
