// SPDX-License-Identifier: Apache-2.0

/// The report of a run: one self-contained page with its curves, figures and environment.
@NullMarked
package dev.belady.report;

import org.jspecify.annotations.NullMarked;
